//go:build unix

package file_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/file"
)

func TestLocked(t *testing.T) {
	dir := t.TempDir()
	s, err := file.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.Open(t.Context(), dir, nil)
	if dberr.CodeOf(err) != dberr.Locked || !strings.Contains(err.Error(), "process "+strconv.Itoa(os.Getpid())) {
		t.Fatalf("second opening: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = file.Open(t.Context(), dir, nil) // the file is still there and blocks nobody
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
}

func TestLockedByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	cmd, out := startChild(t, dir, "mixed")
	_, _ = out.Read(make([]byte, 1)) // it writes: it has the lock
	_, err := file.Open(t.Context(), dir, nil)
	if dberr.CodeOf(err) != dberr.Locked || !strings.Contains(err.Error(), "process "+strconv.Itoa(cmd.Process.Pid)) {
		t.Fatalf("opening what another process has open: %v", err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	s, err := file.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatalf("opening after the owner died: %v", err)
	}
	_ = s.Close()
}

func TestBadPaths(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	if err := os.WriteFile(plain, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, path string
		code       dberr.Code
	}{
		{"empty", "", dberr.InvalidArgument},
		{"a file", plain, dberr.InvalidArgument},
		{"below a file", filepath.Join(plain, "db"), dberr.InvalidArgument},
		{"endless name", filepath.Join(dir, strings.Repeat("n", 300)), dberr.InvalidArgument},
	}
	for _, c := range cases {
		if _, err := file.Open(t.Context(), c.path, nil); dberr.CodeOf(err) != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
	s, err := file.Open(t.Context(), filepath.Join(dir, "a", "b", "c"), nil)
	if err != nil {
		t.Fatalf("a directory to be made with its parents: %v", err)
	}
	_ = s.Close()
}

func TestNoRights(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "db")
	if err := os.Mkdir(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	_, err := file.Open(t.Context(), dir, nil)
	if os.Geteuid() == 0 {
		if err != nil {
			t.Fatalf("root may write everywhere: %v", err)
		}
		return
	}
	if dberr.CodeOf(err) != dberr.Forbidden {
		t.Fatalf("a directory without rights: %v", err)
	}
}

// TestMissingFiles takes each file away from a closed database: that is damage
// and must be said, never an empty database.
func TestMissingFiles(t *testing.T) {
	build := func(t *testing.T) string {
		dir := t.TempDir()
		s, err := file.Open(t.Context(), dir, smallOptions())
		if err != nil {
			t.Fatal(err)
		}
		put(t, s, 1, 300)
		if err := s.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		put(t, s, 301, 400)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	names, err := os.ReadDir(build(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if n.Name() == "LOCK" {
			continue
		}
		dir := build(t)
		if err := os.Remove(filepath.Join(dir, n.Name())); err != nil {
			t.Fatal(err)
		}
		if _, err := file.Open(t.Context(), dir, nil); dberr.CodeOf(err) != dberr.Corrupt {
			t.Errorf("without %s: %v", n.Name(), err)
		}
	}
	dir := build(t)
	for _, n := range names {
		if !strings.HasPrefix(n.Name(), "pages-") && n.Name() != "LOCK" {
			if err := os.Remove(filepath.Join(dir, n.Name())); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := file.Open(t.Context(), dir, nil); dberr.CodeOf(err) != dberr.Corrupt {
		t.Errorf("with pages only: %v", err)
	}
}
