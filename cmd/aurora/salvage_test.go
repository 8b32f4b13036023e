package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bigDatabase makes a database with pages and returns its directory and its
// largest file.
func bigDatabase(t *testing.T, documents int) (path, largest string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	ok(t, `schema { define collection notes { n: Int @unique  word: String @indexed  text: String @search } }`, "exec", "--path", path, "-")
	var rows strings.Builder
	for i := range documents {
		fmt.Fprintf(&rows, `{"n":%d,"word":"w%d","text":"%s"}`+"\n", i, i%7, strings.Repeat(fmt.Sprintf("text %d ", i), 20))
	}
	ok(t, rows.String(), "import", "--path", path, "--collection", "notes", "-")
	entries, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "pages-") && info.Size() > size {
			largest, size = filepath.Join(path, e.Name()), info.Size()
		}
	}
	if largest == "" {
		t.Fatalf("no pages among %v", entries)
	}
	return path, largest
}

func count(t *testing.T, path, query string) int {
	t.Helper()
	return strings.Count(ok(t, "", "exec", "--path", path, "--format", "json", query), `"n":`)
}

func TestSalvage(t *testing.T) {
	const documents = 5000
	path, largest := bigDatabase(t, documents)
	whole := filepath.Join(t.TempDir(), "whole")
	out := ok(t, "", "salvage", "--path", path, "--to", whole)
	if !strings.Contains(out, "5000 documents are in") || !strings.Contains(out, "lost: 0 pages, 0 bytes of the log, 0 documents") {
		t.Fatal(out)
	}
	if a, b := ok(t, "", "export", "--path", path, "--collection", "notes", "-"), ok(t, "", "export", "--path", whole, "--collection", "notes", "-"); a != b {
		t.Fatal("what was salvaged of a whole database is not the same")
	}

	b := []byte(read(t, largest))
	for at := len(b) / 20; at < len(b); at += len(b) / 10 {
		copy(b[at:], make([]byte, 64))
	}
	if err := os.WriteFile(largest, b, 0o600); err != nil {
		t.Fatal(err)
	}
	fails(t, 1, "check", "--path", path)
	rest := filepath.Join(t.TempDir(), "rest")
	out = ok(t, "", "salvage", "--path", path, "--to", rest)
	if strings.Contains(out, "lost: 0 pages") {
		t.Fatal(out)
	}
	if out := ok(t, "", "check", "--path", rest); out != "no problems\n" {
		t.Fatal(out)
	}
	kept := count(t, rest, "{ notes { n } }")
	if kept < documents/3 || kept >= documents {
		t.Fatalf("%d documents of %d were kept", kept, documents)
	}
	sum := 0
	for w := range 7 {
		sum += count(t, rest, fmt.Sprintf(`{ notes(where: { word: { eq: "w%d" } }) { n } }`, w))
	}
	if sum != kept {
		t.Errorf("the index finds %d documents of %d", sum, kept)
	}
	if n := count(t, rest, `{ notes(search: { query: "text" }, limit: 20000) { n } }`); n != kept {
		t.Errorf("the search finds %d documents of %d", n, kept)
	}
	if left, err := filepath.Glob(rest + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func TestSalvageUsage(t *testing.T) {
	for _, args := range [][]string{{"salvage"}, {"salvage", "--path", "x"}, {"salvage", "--to", "x"}, {"salvage", "--path", "x", "--to", "y", "z"}} {
		fails(t, 2, args...)
	}
	dir := t.TempDir()
	if out := fails(t, 1, "salvage", "--path", filepath.Join(dir, "none"), "--to", filepath.Join(dir, "new")); !strings.Contains(out, "NOT_FOUND") {
		t.Error(out)
	}
	fails(t, 1, "salvage", "--path", dir, "--to", dir) // exists
}
