//go:build unix

package file

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
)

// parts opens a database in a directory and writes parts of the log, each of which gets
// some bytes.
func parts(t *testing.T, dir string, contents ...string) *Medium {
	t.Helper()
	m := newMedium(osFS{}, dir)
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, s := range contents {
		if i > 0 {
			if err := m.Rotate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Append(t.Context(), []byte(s), i%2 == 0); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// load opens the database again and returns the parts of its log, without the zeros
// behind them.
func load(t *testing.T, dir string) (*Medium, []string, error) {
	t.Helper()
	m := newMedium(osFS{}, dir)
	_, chunks, err := m.Load(t.Context())
	var list []string
	for _, b := range chunks {
		list = append(list, strings.TrimRight(string(b.Frames), "\x00"))
	}
	return m, list, err
}

func logsIn(t *testing.T, dir string) []uint64 {
	t.Helper()
	names, err := osFS{}.list(dir)
	if err != nil {
		t.Fatal(err)
	}
	return numbered(names, "log-")
}

// offsetOf is where a byte of the log lies, of which each part has so much of its file.
func offsetOf(t *testing.T, m *Medium, parts []string, at int) (n int64) {
	t.Helper()
	for i, s := range parts {
		if at <= len(s) {
			break
		}
		at -= len(s)
		size, err := m.parts[i].h.size()
		if err != nil {
			t.Fatal(err)
		}
		n += size - fileHeader
	}
	return n + int64(at)
}

// TestPartsOfALog: what was appended is found part by part, goes on, is cut at any place,
// and an Install leaves the newest part and an empty file for the next.
func TestPartsOfALog(t *testing.T) {
	want := []string{"first", "second", "third"}
	all := strings.Join(want, "")
	for cut := range len(all) + 1 {
		dir := t.TempDir()
		if err := parts(t, dir, want...).Close(); err != nil {
			t.Fatal(err)
		}
		m, got, err := load(t, dir)
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q, %v", got, err)
		}
		if err := m.TruncateLog(t.Context(), offsetOf(t, m, want, cut)); err != nil {
			t.Fatal(err)
		}
		if err := m.Append(t.Context(), []byte(" and more"), false); err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		m, got, err = load(t, dir)
		if err != nil || strings.Join(got, "") != all[:cut]+" and more" {
			t.Fatalf("cut at %d: %q, %v", cut, got, err)
		}
		if err := m.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := m.Append(t.Context(), []byte("newest"), true); err != nil {
			t.Fatal(err)
		}
		if err := m.Install(t.Context(), lsm.Edit{Manifest: []byte("manifest"), CutLog: true}); err != nil {
			t.Fatal(err)
		}
		if logs := logsIn(t, dir); len(logs) != 2 || logs[0] != m.number || m.spare == nil {
			t.Fatalf("there are the logs %d", logs)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		if m, got, err = load(t, dir); err != nil || !slices.Equal(got, []string{"newest"}) || len(logsIn(t, dir)) != 1 {
			t.Fatalf("%q, %v", got, err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBeginningsOfAPart: a crash may leave a log that did not come about; it is no damage,
// unlike one that holds something and has lost its header.
func TestBeginningsOfAPart(t *testing.T) {
	header := logHeader(9)
	for _, c := range []struct {
		name string
		b    []byte
		code dberr.Code
	}{
		{"empty", nil, ""},
		{"zeros", make([]byte, fileHeader), ""},
		{"half a header", header[:7], ""},
		{"a header", header, ""},
		{"frames without a header", make([]byte, fileHeader+1), dberr.Corrupt},
		{"the header of another", append(logHeader(8), "frames"...), dberr.Corrupt},
		{"the header of a reused log, without an old one", reusedHeader(9, 5), ""},
		{"the header of another reused log", append(reusedHeader(8, 5), "frames"...), dberr.Corrupt},
	} {
		dir := t.TempDir()
		if err := parts(t, dir, "first", "second").Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "log-9"), c.b, 0o600); err != nil {
			t.Fatal(err)
		}
		m, got, err := load(t, dir)
		if dberr.CodeOf(err) != c.code || err == nil && !slices.Equal(got, []string{"first", "second"}) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		}
		if err == nil {
			if err := m.Rotate(t.Context()); err != nil || m.number < 9 {
				t.Errorf("%s: the next log is %d, %v", c.name, m.number, err)
			}
		}
		_ = m.Close()
	}
}

// TestReuse: a log that pages hold becomes the next one, with another tag and what it
// held behind what is appended; after a crash it is found as such. A full disk takes its
// room, and one that is too large gives some back.
func TestReuse(t *testing.T) {
	dir := t.TempDir()
	m := parts(t, dir, strings.Repeat("first", 100), "second")
	install := func() {
		t.Helper()
		if err := m.Install(t.Context(), lsm.Edit{Manifest: []byte("manifest"), CutLog: true}); err != nil {
			t.Fatal(err)
		}
	}
	install()
	if m.spare == nil || m.spare.tag == lsm.FrameTag || m.Tag() != lsm.FrameTag {
		t.Fatalf("the next log is %+v", m.spare)
	}
	if err := m.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.Append(t.Context(), []byte("third"), true); err != nil {
		t.Fatal(err)
	}
	left := t.TempDir()
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	again := newMedium(osFS{}, left)
	_, chunks, err := again.Load(t.Context())
	if err != nil || len(chunks) != 2 || chunks[0].Tag != lsm.FrameTag || chunks[1].Tag != m.Tag() {
		t.Fatalf("%d parts, %v", len(chunks), err)
	}
	if got := string(chunks[1].Frames); !strings.HasPrefix(got, "third"+strings.Repeat("first", 99)) {
		t.Errorf("the new part begins with %.40q", got)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}

	if err := m.parts[0].h.Truncate(reuseBytes + 1); err != nil {
		t.Fatal(err)
	}
	install()
	if size, err := m.spare.h.size(); err != nil || size != reuseBytes {
		t.Errorf("a log of %d bytes is kept, %v", size, err)
	}
	m.makeRoom()
	if size, err := m.spare.h.size(); err != nil || size != fileHeader {
		t.Errorf("a log of %d bytes is kept on a full disk, %v", size, err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if logs := logsIn(t, dir); len(logs) != 1 {
		t.Errorf("there are the logs %d", logs)
	}
}

// setVersion makes the MANIFEST of a database one of an older program.
func setVersion(t *testing.T, dir string, version byte) {
	t.Helper()
	name := filepath.Join(dir, manifestName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b[8] = version
	binary.LittleEndian.PutUint32(b[4:], checksum(b[8:]))
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestOlderVersions: what an older program wrote is read: in version 1 what lies behind
// the one log is none of it, in version 2 the parts are.
func TestOlderVersions(t *testing.T) {
	for version, want := range map[byte][]string{1: {"first"}, 2: {"first", "second"}} {
		dir := t.TempDir()
		if err := parts(t, dir, "first", "second").Close(); err != nil {
			t.Fatal(err)
		}
		setVersion(t, dir, version)
		m, got, err := load(t, dir)
		if err != nil || !slices.Equal(got, want) || len(logsIn(t, dir)) != len(want) {
			t.Fatalf("version %d: %q, %v", version, got, err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// slowFS is the operating system's file system, but a rename waits to be told.
type slowFS struct {
	osFS
	mu             sync.Mutex
	slow           bool
	begun, release chan struct{}
}

func (f *slowFS) rename(from, to string) error {
	f.mu.Lock()
	slow := f.slow
	f.slow = false
	f.mu.Unlock()
	if slow {
		close(f.begun)
		<-f.release
	}
	return f.osFS.rename(from, to)
}

// TestInstallBesideCommits: while MANIFEST is replaced, which takes several syncs,
// relaxed commits are acknowledged; what they wrote is there afterwards.
func TestInstallBesideCommits(t *testing.T) {
	dir := t.TempDir()
	fs := &slowFS{begun: make(chan struct{}), release: make(chan struct{})}
	s, err := lsm.Open(t.Context(), newMedium(fs, dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	write := func(from int) {
		for n := from; n < from+100; n++ {
			b := &storage.Batch{}
			b.Put(fmt.Appendf(nil, "key %03d", n), []byte("value"))
			ack, err := s.Apply(t.Context(), b)
			if err == nil {
				err = ack.Wait(t.Context())
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
	write(0)
	fs.mu.Lock()
	fs.slow = true
	fs.mu.Unlock()
	compacted := make(chan error, 1)
	go func() { compacted <- s.Compact(context.Background()) }()
	<-fs.begun
	done := make(chan struct{})
	go func() {
		defer close(done)
		write(100)
	}()
	select {
	case <-done:
	case <-time.After(4 * time.Second): // 100 commits take some milliseconds
		t.Error("commits wait for the pages")
	}
	close(fs.release)
	<-done
	if err := <-compacted; err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	snap, err := again.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	n := 0
	for kv, err := range snap.Scan(t.Context(), storage.Range{}) {
		if err != nil || string(kv.Key) != fmt.Sprintf("key %03d", n) {
			t.Fatalf("%q, %v", kv.Key, err)
		}
		n++
	}
	if n != 200 {
		t.Errorf("%d pairs, not 200", n)
	}
}
