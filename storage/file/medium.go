//go:build unix

package file

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

const (
	logMagic = 0x474c5541 // "AULG"

	lockName     = "LOCK"
	manifestName = "MANIFEST"
	tempName     = "MANIFEST.new"

	defaultPageBytes = 16 << 10
)

func logName(n uint64) string   { return "log-" + strconvU(n) }
func pagesName(n uint64) string { return "pages-" + strconvU(n) }
func strconvU(n uint64) string  { return strconv.FormatUint(n, 10) }

// Medium is an lsm.Medium, lsm.Stager, lsm.Rotator and lsm.LogSyncer over a directory.
type Medium struct {
	fs       filesystem
	dir      string
	names    directory // of the files in dir
	unlock   func()
	shelf    *shelf
	reserved int64 // how much of the log strict commits fill with zeros at a time

	// syncs is held by strict commits and while MANIFEST is replaced: side by side their
	// syncs take more time than one after the other.
	syncs sync.Mutex

	// Of the newest part of the log; only Append and what replaces the part touch them.
	size   int64  // with its header
	tag    uint32 // of its frames
	ahead  int64  // what is written: frames, then zeros or an older log
	mapped window // if not nil
	step   int64  // how much the next relaxed commit fills with zeros

	mu     sync.Mutex // guards what follows; held for assignments only
	parts  []*logFile // of the log that nothing is appended to any more, the oldest first
	log    handle     // the newest part
	number uint64     // of its file
	spare  *logFile   // for the next part, if not nil
	again  handle     // of the last part that became or becomes a spare one
	next   uint64     // number of the next file
	closed bool

	// garbage are files that the manifest on disk may still name; of Install.
	garbage []*pageFile
}

func newMedium(fs filesystem, dir string) *Medium {
	return &Medium{fs: fs, dir: dir, shelf: newShelf(fs, dir), reserved: 1 << 20}
}

func (m *Medium) path(name string) string { return filepath.Join(m.dir, name) }

// Info implements lsm.Medium.
func (m *Medium) Info() lsm.Info {
	return lsm.Info{Kind: "file", PageBytes: defaultPageBytes, Synchronous: true, Floor: storage.None}
}

// ReadPage implements lsm.Medium.
func (m *Medium) ReadPage(_ context.Context, id uint64) ([]byte, error) { return m.shelf.read(id) }

// FillPage implements lsm.Filler.
func (m *Medium) FillPage(_ context.Context, id uint64, dst []byte) ([]byte, error) {
	return m.shelf.fill(id, dst)
}

// ReadPages implements lsm.Medium.
func (m *Medium) ReadPages(ctx context.Context, ids []uint64) ([][]byte, error) {
	list := make([][]byte, len(ids))
	for i, id := range ids {
		if err := storage.ContextError(ctx); err != nil {
			return nil, err
		}
		b, err := m.shelf.read(id)
		if err != nil {
			return nil, err
		}
		list[i] = b
	}
	return list, nil
}

// Close implements lsm.Medium.
func (m *Medium) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	var err error
	m.unmap()
	if m.log != nil {
		if m.ahead > m.size {
			_ = m.log.Truncate(m.size) // else the next opening does it
		}
		err = wrap(logName(m.number), m.log.Close())
	}
	for _, p := range m.parts {
		_ = p.h.Close()
	}
	if m.spare != nil {
		m.remove(m.spare)
	}
	m.shelf.close()
	if m.names != nil {
		_ = m.names.Close()
	}
	if m.unlock != nil {
		m.unlock()
	}
	return err
}

// Stage implements lsm.Stager: one new page file, synced.
func (m *Medium) Stage(_ context.Context, pages []lsm.Page) error {
	if len(pages) == 0 {
		return nil
	}
	number := m.nextNumber()
	name := pagesName(number)
	b, spots := encodePages(number, pages)
	h, err := m.writeFile(name, whole(b))
	if err != nil {
		return err
	}
	f := &pageFile{number: number, h: h, spots: spots, dead: map[uint64]bool{}, staged: true}
	m.shelf.keep(f)
	m.shelf.add(f)
	return nil
}

// writeFile makes a file with some contents, synced. On failure nothing is left
// of it.
func (m *Medium) writeFile(name string, write func(handle) error) (handle, error) {
	h, err := m.fs.create(m.path(name))
	if tooMany(err) && m.shelf.makeRoom() {
		h, err = m.fs.create(m.path(name))
	}
	if err != nil {
		return nil, wrap(name, err)
	}
	if err = write(h); err == nil {
		err = h.sync()
	}
	if err != nil {
		_ = h.Close()
		_ = m.fs.remove(m.path(name))
		if err = wrap(name, err); dberr.CodeOf(err) == dberr.QuotaExceeded {
			m.makeRoom()
		}
		return nil, err
	}
	return h, nil
}

// whole writes a file that is in memory.
func whole(b []byte) func(handle) error {
	return func(h handle) error {
		_, err := h.WriteAt(b, 0)
		return err
	}
}

// Unstage implements lsm.Stager.
func (m *Medium) Unstage(_ context.Context, ids []uint64) error {
	_, empty := m.shelf.kill(ids)
	m.discard(empty)
	return nil
}

// discard closes and removes files that nobody needs. A file that cannot be
// removed is removed at the next opening.
func (m *Medium) discard(files []*pageFile) {
	for _, f := range files {
		m.shelf.forget(f)
		_ = m.fs.remove(m.path(pagesName(f.number)))
	}
}

func (m *Medium) nextNumber() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.next
	m.next++
	return n
}
