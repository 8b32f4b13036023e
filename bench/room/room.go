//go:build unix

// Package room measures what a database takes on its disk: the blocks that its
// files hold. The length of a file says something else as soon as it has holes
// (dead pages that were given back) or room that was reserved and not written.
package room

import (
	"io/fs"
	"path/filepath"
	"syscall"
)

// Taken returns the bytes on disk of everything whose name begins so: one file
// with its companions, or a directory.
func Taken(path string) (n int64, err error) {
	names, err := filepath.Glob(path + "*")
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		err = filepath.WalkDir(name, func(_ string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err == nil {
				n += info.Sys().(*syscall.Stat_t).Blocks * 512
			}
			return err
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
