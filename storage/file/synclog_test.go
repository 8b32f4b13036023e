//go:build unix

package file

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/lsm"
)

// lateFS is the operating system's file system, but the sync of a log, if it is to be
// late, waits until the log was replaced.
type lateFS struct {
	osFS
	late           bool
	begun, release chan struct{}
	synced         map[string]int // how often logs were, by name
}

type lateFile struct {
	handle
	fs   *lateFS
	name string
}

func (f *lateFS) create(path string) (handle, error) { return f.wrap(path)(f.osFS.create(path)) }

func (f *lateFS) open(path string) (handle, error) { return f.wrap(path)(f.osFS.open(path)) }

func (f *lateFS) wrap(path string) func(handle, error) (handle, error) {
	return func(h handle, err error) (handle, error) {
		if err == nil && strings.HasPrefix(filepath.Base(path), "log-") {
			h = lateFile{h, f, filepath.Base(path)}
		}
		return h, err
	}
}

func (h lateFile) sync() error {
	if h.fs.late {
		h.fs.late = false
		close(h.fs.begun)
		<-h.fs.release
	}
	if h.fs.synced != nil {
		h.fs.synced[h.name]++
	}
	return h.handle.sync()
}

// TestSyncBesideRotate: a sync makes durable what was appended before it, also if its
// part ends while another one is being synced.
func TestSyncBesideRotate(t *testing.T) {
	fs := &lateFS{begun: make(chan struct{}), release: make(chan struct{})}
	m := newMedium(fs, t.TempDir())
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	appendTo := func(s string) string {
		if err := m.Append(t.Context(), []byte(s), false); err != nil {
			t.Fatal(err)
		}
		return logName(m.number)
	}
	rotate := func() {
		if err := m.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	first := appendTo("first")
	rotate()
	second := appendTo("second")
	fs.late = true
	synced := make(chan error, 1)
	go func() { synced <- m.SyncLog(t.Context()) }()
	<-fs.begun // of the first
	rotate()
	appendTo("third")
	fs.synced = map[string]int{}
	close(fs.release)
	if err := <-synced; err != nil {
		t.Fatal(err)
	}
	if fs.synced[first] != 1 || fs.synced[second] != 1 {
		t.Errorf("of %s and %s were synced %v", first, second, fs.synced)
	}
}

// TestSyncOfAReplacedLog: a sync that comes too late to a log has nothing left to do;
// one that fails for another reason says so.
func TestSyncOfAReplacedLog(t *testing.T) {
	fs := &lateFS{begun: make(chan struct{}), release: make(chan struct{})}
	m := newMedium(fs, t.TempDir())
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	for _, s := range []string{"some frames", "more frames"} {
		if m.size > fileHeader {
			if err := m.Rotate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Append(t.Context(), []byte(s), false); err != nil {
			t.Fatal(err)
		}
	}
	fs.late = true
	synced := make(chan error, 1)
	go func() { synced <- m.SyncLog(t.Context()) }()
	select {
	case <-fs.begun:
	case err := <-synced:
		t.Fatal("the sync was not late: ", err)
	}
	if err := m.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.Install(t.Context(), lsm.Edit{Manifest: []byte("manifest"), CutLog: true}); err != nil {
		t.Fatal(err)
	}
	close(fs.release)
	if err := <-synced; err != nil {
		t.Errorf("a sync of a log that was replaced: %v", err)
	}
	if logs := logsIn(t, m.dir); len(logs) != 2 {
		t.Fatalf("there are the logs %d, not the newest and the next", logs)
	}
	for _, h := range []handle{m.spare.h, m.log} {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		if err := m.syncPart(&logFile{h: h}); dberr.CodeOf(err) != dberr.Unavailable {
			t.Errorf("a sync that fails: %v", err)
		}
	}
}
