//go:build unix

package file

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"sync"
)

// shelf finds pages in the page files. It is safe for concurrent use.
type shelf struct {
	mu     sync.RWMutex
	files  map[uint64]*pageFile
	where  map[uint64]place
	open   openFiles
	stored sync.Pool // of *[]byte: memory for pages as they lie in their file
}

type place struct {
	f *pageFile
	spot
}

func newShelf(files filesystem, dir string) *shelf {
	return &shelf{files: map[uint64]*pageFile{}, where: map[uint64]place{}, open: openFiles{fs: files, dir: dir, most: files.descriptors()}}
}

// expect makes room for the pages of files that will be added to an empty shelf.
func (s *shelf) expect(files []*pageFile) {
	n := 0
	for _, f := range files {
		n += len(f.spots) - len(f.dead)
	}
	s.where = make(map[uint64]place, max(n, 0))
}

func (s *shelf) add(f *pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[f.number] = f
	for _, sp := range f.spots {
		if !f.dead[sp.id] {
			s.where[sp.id] = place{f, sp}
		}
	}
}

// read returns a page. Errors: CORRUPT if no file holds it or the file is cut
// short, UNAVAILABLE.
func (s *shelf) read(id uint64) ([]byte, error) { return s.fill(id, nil) }

// fill is read into dst, if that has the room.
func (s *shelf) fill(id uint64, dst []byte) ([]byte, error) {
	stored, _ := s.stored.Get().(*[]byte)
	if stored == nil {
		stored = new([]byte)
	}
	if err := s.copy(id, stored); err != nil {
		return nil, err
	}
	page, err := unpack(dst, *stored)
	if cap(*stored) <= maxStored {
		s.stored.Put(stored)
	}
	return page, err
}

// maxStored is how large memory may be that is kept for the next page.
const maxStored = 1 << 20

// copy puts a page as it lies in its file into memory that is made larger if it has to
// be. Errors: as read.
func (s *shelf) copy(id uint64, into *[]byte) error {
	for {
		f, err := s.copyOpen(id, into)
		if f == nil {
			return err
		}
		if err := s.reopen(f); err != nil {
			return err
		}
	}
}

// copyOpen is copy, or returns the file that has to be opened first.
func (s *shelf) copyOpen(id uint64, into *[]byte) (closed *pageFile, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.where[id]
	if !ok {
		return nil, corrupt("no file holds page " + strconvU(id))
	}
	if p.f.h == nil {
		return p.f, nil
	}
	if !p.f.used.Load() { // what many write many wait for
		p.f.used.Store(true)
	}
	if int64(cap(*into)) < p.n {
		*into = make([]byte, p.n)
	}
	*into = (*into)[:p.n]
	return nil, readFull(p.f.h, pagesName(p.f.number), *into, p.off)
}

// reopen opens a file that was closed, unless nobody needs it any more. Errors: CORRUPT if
// it is not there, UNAVAILABLE.
func (s *shelf) reopen(f *pageFile) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files[f.number] != f {
		return nil
	}
	err := s.open.reopen(f)
	if errors.Is(err, fs.ErrNotExist) {
		return corrupt(pagesName(f.number) + " is missing")
	}
	return final(pagesName(f.number), err)
}

// keep takes an open file in; it may be closed for a while when others are needed.
func (s *shelf) keep(f *pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open.keep(f)
}

// makeRoom closes files so that others can be opened. It reports whether there was one.
func (s *shelf) makeRoom() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open.halve()
}

// forget closes a file that is about to be removed.
func (s *shelf) forget(f *pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open.drop(f)
}

// punch gives the room of dead pages back; a failure costs that room, nothing else.
func (s *shelf) punch(f *pageFile, killed []spot) {
	for tries := 0; tries < 2 && !s.punchOpen(f, killed); tries++ {
		if s.reopen(f) != nil {
			return
		}
	}
}

// punchOpen is punch, or returns false if the file is closed.
func (s *shelf) punchOpen(f *pageFile, killed []spot) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if f.h == nil {
		return false
	}
	f.punchHoles(f.h, killed)
	return true
}

// kill marks pages as dead and returns the files that became empty. The caller
// removes them once no manifest lists them.
func (s *shelf) kill(ids []uint64) (touched map[*pageFile][]spot, empty []*pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	touched = map[*pageFile][]spot{}
	for _, id := range ids {
		p, ok := s.where[id]
		if !ok {
			continue
		}
		delete(s.where, id)
		p.f.dead[id] = true
		touched[p.f] = append(touched[p.f], p.spot)
	}
	for f := range touched {
		if len(f.dead) == len(f.spots) {
			delete(s.files, f.number)
			delete(touched, f)
			empty = append(empty, f)
		}
	}
	return touched, empty
}

// list returns the page files that the next manifest names: those it has named
// before, and those of which a page is in staged (adopted).
func (s *shelf) list(staged []uint64) (files []listedFile, adopted []*pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := map[*pageFile]bool{}
	for _, id := range staged {
		if p, ok := s.where[id]; ok && p.f.staged && !fresh[p.f] {
			fresh[p.f] = true
			adopted = append(adopted, p.f)
		}
	}
	for _, f := range s.files {
		if f.staged && !fresh[f] {
			continue
		}
		l := listedFile{number: f.number}
		for id := range f.dead {
			l.dead = append(l.dead, id)
		}
		slices.Sort(l.dead)
		files = append(files, l)
	}
	slices.SortFunc(files, func(a, b listedFile) int { return cmp.Compare(a.number, b.number) })
	return files, adopted
}

// adopt notes that a manifest names these files.
func (s *shelf) adopt(files []*pageFile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range files {
		f.staged = false
	}
}

// close closes every file.
func (s *shelf) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open.close()
	clear(s.files)
	clear(s.where)
}
