package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/lhcre/mpi/internal/testenv"
)

// disk is a small file system of its own, which can be made full.
type disk struct{ dir string }

// mountDisk gives the first engine a disk of its own, where that can be had.
func (r *run) mountDisk(ctx context.Context) error {
	if os.Geteuid() != 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "mpi-disk-")
	if err != nil {
		return fmt.Errorf("making a folder for a disk: %w", err)
	}
	if said, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size="+whole, "tmpfs", dir).CombinedOutput(); err != nil {
		r.say("there is no disk to fill: %s", said)
		return os.Remove(dir) //nolint:wrapcheck // names the folder
	}
	r.disk = &disk{dir}
	return nil
}

const whole = "4g"

func (d *disk) unmount(ctx context.Context) error {
	if d == nil {
		return nil
	}
	//nolint:gosec // a folder of our own
	if said, err := exec.CommandContext(ctx, "umount", "--lazy", d.dir).CombinedOutput(); err != nil {
		return fmt.Errorf("unmounting %s: %w: %s", d.dir, err, said)
	}
	return os.Remove(d.dir) //nolint:wrapcheck // names the folder
}

// fill leaves no room for anything more.
func (d *disk) fill(ctx context.Context) (err error) {
	const attempts, page = 20, 4 << 10
	for range attempts {
		used := int64(0)
		_ = filepath.WalkDir(d.dir, func(_ string, entry fs.DirEntry, err error) error {
			if info, err2 := entry.Info(); err == nil && err2 == nil {
				used += (info.Size() + page - 1) / page * page
			}
			return nil
		})
		if err = d.resize(ctx, strconv.FormatInt(used+page, 10)); err == nil {
			return nil // it did not grow meanwhile
		}
	}
	return err
}

func (d *disk) resize(ctx context.Context, size string) error {
	//nolint:gosec // a folder of our own
	if said, err := exec.CommandContext(ctx, "mount", "-o", "remount,size="+size, d.dir).CombinedOutput(); err != nil {
		return fmt.Errorf("giving %s the size %s: %w: %s", d.dir, size, err, said)
	}
	return nil
}

func fillDisk(ctx context.Context, r *run, _ int) error {
	if r.disk == nil {
		return fmt.Errorf("filling a disk: %w: only root can mount one", testenv.ErrMissing)
	}
	return during(ctx, short, func() error { return r.disk.fill(ctx) }, func() error { return r.disk.resize(context.WithoutCancel(ctx), whole) })
}
