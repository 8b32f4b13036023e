//go:build unix

package file

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/auroradb/aurora/engine/dberr"
)

// lock takes an advisory lock on an open descriptor. The kernel drops it with
// the process, however that ends, so a file that was left behind never blocks.
// The lock belongs to the open file, so a second opening in the same process is
// refused as well.
func (osFS) lock(path string) (func(), error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer func() { _ = f.Close() }()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked(f)
		}
		return nil, err
	}
	pid := []byte(strconv.Itoa(os.Getpid()) + "\n")
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt(pid, 0) // without it the lock holds all the same
	}
	return func() { _ = f.Close() }, nil
}

func errLocked(f *os.File) error {
	b := make([]byte, 32)
	n, _ := f.ReadAt(b, 0)
	owner := "another process"
	if pid := strings.TrimSpace(string(b[:n])); pid != "" {
		owner = "process " + pid
	}
	return dberr.New(dberr.Locked, "database is open in "+owner)
}
