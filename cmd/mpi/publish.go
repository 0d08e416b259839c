package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// lastFile is moved into place last: a folder with it holds a whole answer.
const lastFile = "summary.json"

// publish has write fill a folder of its own within out, and moves the files
// into place once all are whole. Whatever goes wrong before leaves out as it was.
func publish(out string, write func(staging string) error) (err error) {
	if err := os.MkdirAll(out, 0o750); err != nil {
		return fmt.Errorf("making the output folder: %w", err)
	}
	staging, err := os.MkdirTemp(out, ".unfinished-")
	if err != nil {
		return fmt.Errorf("making the output folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staging)) }()
	if err := write(staging); err != nil {
		return err
	}
	return moveAll(staging, out)
}

// moveAll takes away an earlier lastFile first: from then on, until it is back,
// the folder does not claim to be whole.
func moveAll(from, to string) error {
	if err := os.Remove(filepath.Join(to, lastFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("replacing earlier results: %w", err)
	}
	files, err := os.ReadDir(from)
	if err != nil {
		return fmt.Errorf("moving results into place: %w", err)
	}
	for _, file := range files {
		if name := file.Name(); name != lastFile {
			if err := move(from, to, name); err != nil {
				return err
			}
		}
	}
	return move(from, to, lastFile)
}

func move(from, to, name string) error {
	if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
		return fmt.Errorf("moving results into place: %w", err)
	}
	return nil
}

// publishFile writes a file beside its place and moves it there once it is whole.
func publishFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".unfinished-")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := errors.Join(write(file), file.Chmod(0o640), file.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
