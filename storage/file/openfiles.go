//go:build unix

package file

import (
	"errors"
	"path/filepath"
	"slices"
	"syscall"
)

// openFiles are the page files that are open, at most so many at a time: a database may
// have more than a process may have descriptors. The file that is closed for another is
// one that was not read since the last look at it (the clock algorithm). Whoever
// uses it has the shelf's lock.
type openFiles struct {
	fs   filesystem
	dir  string
	most int
	ring []*pageFile
	hand int
}

// keep takes an open file in.
func (o *openFiles) keep(f *pageFile) {
	o.shrink(o.most - 1)
	f.used.Store(true)
	o.ring = append(o.ring, f)
}

// reopen opens a file again, if it is closed.
func (o *openFiles) reopen(f *pageFile) error {
	if f.h != nil {
		return nil
	}
	o.shrink(o.most - 1)
	h, err := o.fs.open(filepath.Join(o.dir, pagesName(f.number)))
	if tooMany(err) && o.halve() {
		h, err = o.fs.open(filepath.Join(o.dir, pagesName(f.number)))
	}
	if err != nil {
		return err
	}
	f.h = h
	o.keep(f)
	return nil
}

// halve closes half of the files; it reports whether there was one.
func (o *openFiles) halve() bool {
	n := len(o.ring)
	o.shrink(n / 2)
	return n > 0
}

// shrink closes files until so many are left.
func (o *openFiles) shrink(left int) {
	for len(o.ring) > max(left, 0) {
		if o.hand >= len(o.ring) {
			o.hand = 0
		}
		f := o.ring[o.hand]
		if f.used.Swap(false) {
			o.hand++
			continue
		}
		o.closeAt(o.hand)
	}
}

// closeAt closes the file at a place of the ring.
func (o *openFiles) closeAt(at int) {
	f := o.ring[at]
	_ = f.h.Close() // nothing was written to it since its sync, but holes
	f.h = nil
	o.ring = slices.Delete(o.ring, at, at+1)
}

// drop closes a file for good.
func (o *openFiles) drop(f *pageFile) {
	if at := slices.Index(o.ring, f); at >= 0 {
		o.closeAt(at)
	}
}

// close closes them all.
func (o *openFiles) close() {
	for _, f := range o.ring {
		_ = f.h.Close()
		f.h = nil
	}
	o.ring = nil
}

// tooMany tells whether a file could not be opened because too many are.
func tooMany(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}
