//go:build unix

package file

import (
	"os"
	"path/filepath"
	"syscall"
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
	// openDir opens a directory whose names are to be made durable.
	openDir(path string) (directory, error)
	// descriptors is how many page files may be open at a time.
	descriptors() int
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

// directory is an open directory.
type directory interface {
	// sync makes its names durable.
	sync() error
	Close() error
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
	return syncDir(parent)
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

func (osFS) openDir(path string) (directory, error) {
	d, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return osDir{d}, nil
}

type osDir struct{ *os.File }

func (d osDir) sync() error { return d.Sync() }

func syncDir(path string) error {
	d, err := osFS{}.openDir(path)
	if err != nil {
		return err
	}
	err = d.sync()
	if e := d.Close(); err == nil {
		err = e
	}
	return err
}

// leastDescriptors is how many page files are open in any case.
const leastDescriptors = 8

// descriptors is half of what the process may have.
func (osFS) descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 128
	}
	return int(min(max(limit.Cur/2, leastDescriptors), 1<<20)) //nolint:gosec // it is bounded
}

func (f osFile) size() (int64, error) {
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}
