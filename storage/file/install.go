//go:build unix

package file

import (
	"cmp"
	"context"
	"hash/crc32"
	"slices"

	"github.com/auroradb/aurora/storage/lsm"
)

// Install implements lsm.Medium. New files are written and synced first, then
// their names, then MANIFEST is replaced by rename, which is the moment of
// change, then the directory is synced again; only after that is anything
// removed. Before the rename a failure leaves the old state: QUOTA_EXCEEDED on a
// full disk, CORRUPT if the log holds other bytes than were appended to it. From the
// rename on it is UNAVAILABLE.
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
	m.mu.Lock()
	number := m.number
	m.mu.Unlock()
	var log handle
	if e.CutLog {
		number = m.nextNumber()
		var err error
		if log, err = m.writeFile(logName(number), m.cutLog(number, e.Keep, e.Sum)); err != nil {
			undo()
			return err
		}
	}
	// Dropped pages stay on the disk until the manifest is in place; nobody asks
	// for them any more.
	touched, empty := m.shelf.kill(e.Drop)
	m.garbage = append(m.garbage, empty...)
	staged := e.Staged
	for _, p := range e.Put {
		staged = append(staged, p.ID)
	}
	files, adopted := m.shelf.list(staged)
	env := envelope{log: number, files: files, core: e.Manifest}
	m.mu.Lock()
	env.next = m.next
	m.mu.Unlock()
	renamed, err := m.replaceManifest(env.encode())
	if err != nil {
		if log != nil {
			_ = log.Close()
		}
		if renamed { // on disk may be the old manifest or the new one
			return final(manifestName, err)
		}
		if log != nil {
			_ = m.fs.remove(m.path(logName(number)))
		}
		undo()
		return err
	}
	m.shelf.adopt(adopted)
	if log != nil {
		m.switchLog(log, number, fileHeader+e.Keep)
	}
	m.discard(m.garbage)
	m.garbage = nil
	for f, killed := range touched {
		f.punchHoles(killed)
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

// cutLog writes a log with the last bytes of the current one, whose CRC-32C is known.
func (m *Medium) cutLog(number uint64, keep int64, sum uint32) func(handle) error {
	return func(h handle) error {
		m.mu.Lock()
		old, end, oldName := m.log, m.size, logName(m.number)
		m.mu.Unlock()
		b := append(make([]byte, 0, fileHeader+min(keep, m.piece)), logHeader(number)...)
		at, got := int64(0), uint32(0)
		for left := keep; ; {
			n := min(left, m.piece)
			from := len(b)
			b = b[:from+int(n)]
			if err := readFull(old, oldName, b[from:], end-left); err != nil {
				return err
			}
			got = crc32.Update(got, crc32.MakeTable(crc32.Castagnoli), b[from:])
			if _, err := h.WriteAt(b, at); err != nil {
				return err
			}
			at += int64(len(b))
			if left -= n; left > 0 {
				b = b[:0]
				continue
			}
			if got != sum {
				return corrupt(oldName + " does not hold what was written to it")
			}
			return nil
		}
	}
}

// switchLog makes a new log current and removes the old one.
func (m *Medium) switchLog(log handle, number uint64, size int64) {
	m.unmap()
	m.mu.Lock()
	old, oldNumber := m.log, m.number
	m.log, m.number, m.size, m.ahead, m.step = log, number, size, size, m.firstStep()
	m.mu.Unlock()
	_ = old.Close()
	_ = m.fs.remove(m.path(logName(oldNumber)))
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
