//go:build unix

package file

import (
	"cmp"
	"context"
	"slices"

	"github.com/auroradb/aurora/storage/lsm"
)

// Install implements lsm.Medium. New files are written and synced first, then
// their names, then MANIFEST is replaced by rename, which is the moment of
// change, then the directory is synced again; only after that is anything
// removed. Before the rename a failure leaves the old state: QUOTA_EXCEEDED on a
// full disk. From the rename on it is UNAVAILABLE.
func (m *Medium) Install(ctx context.Context, e lsm.Edit) error {
	if err := m.Stage(ctx, e.Put); err != nil {
		return err
	}
	undo := func() {
		if len(e.Put) > 0 {
			ids := make([]uint64, len(e.Put))
			for i, p := range e.Put {
				ids[i] = p.ID
			}
			_ = m.Unstage(ctx, ids)
		}
	}
	m.syncs.Lock()
	defer m.syncs.Unlock()
	m.mu.Lock()
	first := m.number
	if !e.CutLog && len(m.parts) > 0 {
		first = m.parts[0].number
	}
	m.mu.Unlock()
	// Dropped pages stay on the disk until the manifest is in place; nobody asks
	// for them any more.
	touched, empty := m.shelf.kill(e.Drop)
	m.garbage = append(m.garbage, empty...)
	staged := e.Staged
	for _, p := range e.Put {
		staged = append(staged, p.ID)
	}
	files, adopted := m.shelf.list(staged)
	env := envelope{log: first, files: files, core: e.Manifest}
	m.mu.Lock()
	env.next = m.next
	m.mu.Unlock()
	renamed, err := m.replaceManifest(env.encode())
	if err != nil {
		if renamed { // on disk may be the old manifest or the new one
			return final(manifestName, err)
		}
		undo()
		return err
	}
	m.shelf.adopt(adopted)
	m.discard(m.garbage)
	m.garbage = nil
	for f, killed := range touched {
		f.punchHoles(killed)
	}
	if e.CutLog {
		m.dropLogs(first)
	}
	return nil
}

// replaceManifest writes MANIFEST anew. renamed tells whether a failure came
// after the point of no return.
func (m *Medium) replaceManifest(b []byte) (renamed bool, err error) {
	h, err := m.writeFile(tempName, whole(b))
	if err != nil {
		return false, err
	}
	if err := h.Close(); err != nil {
		return false, wrap(tempName, err)
	}
	// The files that the manifest names must have their names first.
	if err := m.fs.syncDir(m.dir); err != nil {
		return false, final(m.dir, err)
	}
	if err := m.fs.rename(m.path(tempName), m.path(manifestName)); err != nil {
		return true, err
	}
	return true, m.fs.syncDir(m.dir)
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
	for _, f := range s.files {
		_ = f.h.Close()
	}
	clear(s.files)
	clear(s.where)
}
