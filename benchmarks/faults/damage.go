package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// indexOf is the folder of an engine's index.
func (r *run) indexOf(engine int) string { return filepath.Join(r.dataOf(engine), "index") }

func deleteIndex(_ context.Context, r *run, engine int) error {
	if err := os.RemoveAll(r.indexOf(engine)); err != nil {
		return fmt.Errorf("deleting an index: %w", err)
	}
	return nil
}

// damageDown damages an index before its engine is started again: files that are
// damaged at once with the kill are read by nobody in between.
func damageDown(ctx context.Context, r *run, engine int) error {
	r.engines.signal(engine, syscall.SIGKILL)
	return damageIndex(ctx, r, engine)
}

// damageIndex spoils a sector in every file of an index, and in large ones more.
func damageIndex(_ context.Context, r *run, engine int) error {
	return filepath.WalkDir(r.indexOf(engine), func(path string, entry fs.DirEntry, err error) error { //nolint:wrapcheck // says what was done
		if err == nil && entry.Type().IsRegular() {
			err = r.damage(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil // it has been merged away
		}
		return err
	})
}

func (r *run) damage(path string) error {
	const sector, every = 512, 256 << 10
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("damaging a file: %w", err)
	}
	defer file.Close() //nolint:errcheck // what was written is not wanted anyway
	info, err := file.Stat()
	if err != nil || info.Size() < sector {
		return err //nolint:wrapcheck // names the file
	}
	noise := make([]byte, sector)
	for i := range noise {
		noise[i] = byte(r.dice.intN(256)) //nolint:gosec // below 256
	}
	for range 1 + info.Size()/every {
		at := int64(r.dice.intN(int(info.Size()-sector) + 1))
		if _, err := file.WriteAt(noise, at); err != nil {
			return fmt.Errorf("damaging a file: %w", err)
		}
	}
	return nil
}
