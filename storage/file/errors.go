//go:build unix

package file

import (
	"errors"
	"io/fs"
	"strconv"
	"syscall"

	"github.com/auroradb/aurora/engine/dberr"
)

// wrap gives an error of the system a code. what names the thing that failed. Too many
// open files are a want of room as well: nothing was done, and later it may be.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*dberr.Error](err); ok {
		return err
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), tooMany(err):
		return dberr.Wrap(dberr.QuotaExceeded, what, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return dberr.Wrap(dberr.Forbidden, what, err)
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, syscall.EINVAL):
		return dberr.Wrap(dberr.InvalidArgument, what, err)
	}
	return dberr.Wrap(dberr.Unavailable, what, err)
}

// final is wrap for a failure after which nobody knows what is on the disk: it
// never says QUOTA_EXCEEDED, which would mean that nothing was written.
func final(what string, err error) error {
	if err == nil {
		return nil
	}
	return dberr.Wrap(dberr.Unavailable, what, err)
}

func errNotDir(path string) error {
	return dberr.New(dberr.InvalidArgument, "path "+strconv.Quote(path)+" is not a directory")
}

func corrupt(what string) error { return dberr.New(dberr.Corrupt, what) }
