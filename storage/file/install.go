//go:build unix

package file

import (
	"context"

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
		m.shelf.punch(f, killed)
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
	if err := m.names.sync(); err != nil {
		return false, final(m.dir, err)
	}
	if err := m.fs.rename(m.path(tempName), m.path(manifestName)); err != nil {
		return true, err
	}
	return true, m.names.sync()
}
