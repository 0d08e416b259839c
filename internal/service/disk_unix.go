//go:build linux || darwin

package service

import "syscall"

func roomIn(folder string) (room, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return room{}, err //nolint:wrapcheck // it is not looked at
	}
	block := float64(s.Bsize)
	used := float64(s.Blocks) - float64(s.Bfree)
	free := float64(s.Bavail)
	return room{free: free * block, all: (used + free) * block}, nil
}
