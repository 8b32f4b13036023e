//go:build unix

package file

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// tightFS is the operating system's file system for a process that may have so many
// files open, of which the medium believes it may have some for pages.
type tightFS struct {
	osFS
	pages int
	every int         // so often a new file is refused although there is room for it
	kept  func() bool // unless none can be closed for it

	mu        sync.Mutex
	asked     int
	room      int
	inUse     int
	ofPages   int
	mostPages int // page files that were open at a time
	refused   int
}

func (f *tightFS) descriptors() int { return f.pages }

func (f *tightFS) setRoom(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.room = n
}

func (f *tightFS) refusals() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.refused
}

func (f *tightFS) create(path string) (handle, error) { return f.take(path, f.osFS.create) }

func (f *tightFS) open(path string) (handle, error) { return f.take(path, f.osFS.open) }

func (f *tightFS) take(path string, open func(string) (handle, error)) (handle, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.every > 0 && f.kept() {
		f.asked++
	}
	if f.inUse >= f.room || f.every > 0 && f.asked == f.every {
		f.asked = 0
		f.refused++
		return nil, &os.PathError{Op: "open", Path: path, Err: syscall.EMFILE}
	}
	h, err := open(path)
	if err != nil {
		return nil, err
	}
	t := &tightFile{handle: h, fs: f, page: strings.HasPrefix(filepath.Base(path), "pages-")}
	f.inUse++
	if t.page {
		f.ofPages++
		f.mostPages = max(f.mostPages, f.ofPages)
	}
	return t, nil
}

type tightFile struct {
	handle
	fs   *tightFS
	page bool
}

func (h *tightFile) Close() error {
	h.fs.mu.Lock()
	defer h.fs.mu.Unlock()
	h.fs.inUse--
	if h.page {
		h.fs.ofPages--
	}
	return h.handle.Close()
}

// crowd writes pairs, and notes them in state.
func crowd(t *testing.T, s *lsm.Store, state map[string]string, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		b := &storage.Batch{}
		for k := range 20 {
			key, value := fmt.Sprintf("key %04d", (n*20+k)*7919%4000), fmt.Sprintf("%d %0300d", n, k)
			b.Put([]byte(key), []byte(value))
			state[key] = value
		}
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// holds compares a store with what it should be.
func holds(t *testing.T, what string, s *lsm.Store, state map[string]string) {
	t.Helper()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil || !maps.Equal(got, state) {
		t.Errorf("%s: %d pairs, not %d or not the same, %v", what, len(got), len(state), err)
	}
}

// TestFewDescriptors: a database of many page files has only some of them open, reads all
// of them side by side, and gives way to its own other files when there is no descriptor
// left.
func TestFewDescriptors(t *testing.T) {
	for _, c := range []struct{ pages, every int }{{3, 0}, {50, 4}, {3, 5}} {
		dir := t.TempDir()
		fs := &tightFS{pages: c.pages, every: c.every, room: 1000}
		opts := &lsm.Options{MemtableBytes: 64 << 10, PageBytes: 1 << 10, CacheBytes: 8 << 10}
		m := newMedium(fs, dir)
		fs.kept = func() bool {
			if !m.shelf.mu.TryRLock() { // a file is opened again
				return false
			}
			defer m.shelf.mu.RUnlock()
			return len(m.shelf.open.ring) > 0
		}
		s, err := lsm.Open(t.Context(), m, opts)
		if err != nil {
			t.Fatal(err)
		}
		state := map[string]string{}
		for n := 0; n < 200; n += 50 {
			crowd(t, s, state, n, n+50)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					holds(t, fmt.Sprintf("%+v", c), s, state)
				})
			}
			wg.Wait()
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if err := s.Compact(t.Context()); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if fs.mostPages > c.pages+2 || fs.inUse != 0 { // a flush and a merge write one each meanwhile
			t.Errorf("%+v: %d page files were open at a time, %d files are still", c, fs.mostPages, fs.inUse)
		}
		if c.every > 0 && fs.refused == 0 {
			t.Errorf("%+v: there always was a descriptor", c)
		}
		fs.every = 0
		if s, err = lsm.Open(t.Context(), newMedium(fs, dir), opts); err != nil {
			t.Fatal(err)
		}
		holds(t, fmt.Sprintf("%+v, reopened", c), s, state)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRoomForNewFile: a page file that cannot be made, because there is no descriptor
// left, takes that of one that is only read.
func TestRoomForNewFile(t *testing.T) {
	fs := &tightFS{pages: 50, room: 1000}
	m := newMedium(fs, t.TempDir())
	s, err := lsm.Open(t.Context(), m, &lsm.Options{MemtableBytes: 64 << 10, PageBytes: 1 << 10, CacheBytes: 8 << 10})
	if err != nil {
		t.Fatal(err)
	}
	state := map[string]string{}
	crowd(t, s, state, 0, 50)
	if err := s.Compact(t.Context()); err != nil { // and nothing is merged any more
		t.Fatal(err)
	}
	holds(t, "compacted", s, state)
	fs.mu.Lock()
	fs.room = fs.inUse
	fs.mu.Unlock()
	const id = 1 << 40
	if err := m.Stage(t.Context(), []lsm.Page{{ID: id, Data: []byte("a page")}}); err != nil || fs.refusals() == 0 {
		t.Errorf("staged with %d refusals: %v", fs.refusals(), err)
	}
	fs.setRoom(1000)
	if err := m.Unstage(t.Context(), []uint64{id}); err != nil {
		t.Error(err)
	}
	holds(t, "afterwards", s, state)
	if err := errors.Join(s.Verify(t.Context()), s.Close()); err != nil {
		t.Error(err)
	}
}

// TestOpenFiles: of the files that are open those stay that are read, and others are
// closed for one that cannot be opened.
func TestOpenFiles(t *testing.T) {
	dir := t.TempDir()
	fs := &tightFS{room: 4}
	o := openFiles{fs: fs, dir: dir, most: 3}
	var files []*pageFile
	for n := range uint64(6) {
		f := &pageFile{number: n}
		files = append(files, f)
		if err := os.WriteFile(filepath.Join(dir, pagesName(n)), []byte{byte(n)}, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open := func() (list []uint64) {
		for _, f := range files {
			if f.h != nil {
				list = append(list, f.number)
			}
		}
		return list
	}
	for _, f := range files[:4] {
		if err := o.reopen(f); err != nil {
			t.Fatal(err)
		}
	}
	if got := open(); !slices.Equal(got, []uint64{1, 2, 3}) {
		t.Errorf("open are %d", got)
	}
	files[1].used.Store(true)
	files[2].used.Store(false)
	files[3].used.Store(true)
	if err := o.reopen(files[4]); err != nil {
		t.Fatal(err)
	}
	if got := open(); !slices.Equal(got, []uint64{1, 3, 4}) {
		t.Errorf("open are %d: one that was read made room", got)
	}
	fs.setRoom(2) // of the three
	if err := o.reopen(files[5]); err != nil || files[5].h == nil || len(o.ring) != 2 {
		t.Errorf("%d are open, %v", open(), err)
	}
	fs.setRoom(0)
	if err := o.reopen(files[0]); !tooMany(err) || len(o.ring) != 1 {
		t.Errorf("%d are open, %v", open(), err)
	}
	o.close()
	if fs.inUse != 0 {
		t.Errorf("%d files stay open", fs.inUse)
	}
}

// TestReopen: a page file that was closed and is gone when it is read again is damage, one
// that cannot be opened is not.
func TestReopen(t *testing.T) {
	fs := &tightFS{pages: 3, room: 1}
	s := newShelf(fs, t.TempDir())
	s.add(&pageFile{number: 7, spots: []spot{{id: 1, n: 5}}, dead: map[uint64]bool{}})
	if _, err := s.read(1); dberr.CodeOf(err) != dberr.Corrupt {
		t.Errorf("a file that is gone: %v", err)
	}
	fs.setRoom(0)
	if _, err := s.read(1); dberr.CodeOf(err) != dberr.Unavailable {
		t.Errorf("a file for which there is no descriptor: %v", err)
	}
}

// TestNoDescriptors: while others have all descriptors commits go on, and what waits
// becomes pages when there is one again.
func TestNoDescriptors(t *testing.T) {
	fs := &tightFS{pages: 50, room: 1000}
	s, err := lsm.Open(t.Context(), newMedium(fs, t.TempDir()), &lsm.Options{MemtableBytes: 64 << 10})
	if err != nil {
		t.Fatal(err)
	}
	state := map[string]string{}
	crowd(t, s, state, 0, 20)
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	fs.setRoom(0)
	crowd(t, s, state, 20, 50)
	for begin := time.Now(); fs.refusals() == 0; time.Sleep(time.Millisecond) { // the flush runs beside the commits
		if time.Since(begin) > 20*time.Second {
			t.Fatal("no file was refused")
		}
	}
	fs.setRoom(1000)
	crowd(t, s, state, 50, 80)
	if err := s.Compact(t.Context()); err != nil {
		t.Error(err)
	}
	if st := s.Stats(); st.PageBytes < 300_000 {
		t.Errorf("%d bytes became pages", st.PageBytes)
	}
	holds(t, "with descriptors again", s, state)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
