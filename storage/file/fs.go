//go:build unix

package file

import (
	"os"
	"path/filepath"
)

// filesystem is what the medium needs of a file system. Tests put one in its
// place that fails and crashes.
type filesystem interface {
	// mkdir makes a directory and its parents, durably.
	mkdir(path string) error
	// list returns the names in a directory.
	list(path string) ([]string, error)
	// create makes a new, empty file; one that exists is emptied.
	create(path string) (handle, error)
	// open opens an existing file for reading and writing.
	open(path string) (handle, error)
	rename(from, to string) error
	remove(path string) error
	// syncDir makes the names in a directory durable.
	syncDir(path string) error
	// lock takes the exclusive lock of a file, or fails with LOCKED.
	lock(path string) (unlock func(), err error)
}

// handle is an open file.
type handle interface {
	ReadAt(p []byte, off int64) (int, error)
	WriteAt(p []byte, off int64) (int, error)
	Truncate(size int64) error
	Close() error
	size() (int64, error)
	// sync makes the bytes and the length durable.
	sync() error
	// punch gives the room of a range back, if the file system can.
	punch(off, n int64)
	// window makes a range writable without system calls; nil if that cannot be. The
	// range may go beyond the end of the file, but is written to within it only.
	window(off, n int64) window
}

// window is a range of a file that is written to as memory.
type window interface {
	// holds tells whether a range is within the window.
	holds(off, n int64) bool
	// put does what WriteAt does, or returns false: the range was not all within the
	// window, or could not be written to, and anything may be in it.
	put(p []byte, off int64) bool
	close()
}

// osFS is the operating system's.
type osFS struct{}

type osFile struct{ *os.File }

func (osFS) mkdir(path string) error {
	if st, err := os.Stat(path); err == nil {
		if !st.IsDir() {
			return errNotDir(path)
		}
		return nil
	}
	parent := filepath.Dir(path)
	if parent != path {
		if err := (osFS{}).mkdir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(path, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	return (osFS{}).syncDir(parent)
}

func (osFS) list(path string) ([]string, error) {
	d, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	return d.Readdirnames(-1)
}

func (osFS) create(path string) (handle, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osFS) open(path string) (handle, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osFS) rename(from, to string) error { return os.Rename(from, to) }

func (osFS) remove(path string) error { return os.Remove(path) }

func (osFS) syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	err = d.Sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}

func (f osFile) size() (int64, error) {
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}
