//go:build unix

package file

import (
	"bytes"
	"hash/crc32"
	"os"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/lsm"
)

// TestCutOfADamagedLog: what goes from one log to the next comes from the disk, which
// may answer something else than it was given. Then the old log stays.
func TestCutOfADamagedLog(t *testing.T) {
	m := newMedium(osFS{}, t.TempDir())
	m.piece = 100
	if _, _, err := m.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	gone, kept := bytes.Repeat([]byte("gone"), 50), bytes.Repeat([]byte("kept "), 77)
	for _, b := range [][]byte{gone, kept} {
		if err := m.Append(t.Context(), b, false); err != nil {
			t.Fatal(err)
		}
	}
	name := m.path(logName(m.number))
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	edit := lsm.Edit{Manifest: []byte("manifest"), CutLog: true, Keep: int64(len(kept)), Sum: crc32.Checksum(kept, crc32.MakeTable(crc32.Castagnoli))}
	before, err := m.fs.list(m.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int{0, 99, 100, 250, len(kept) - 1} {
		place := int64(fileHeader + len(gone) + at)
		if _, err := f.WriteAt([]byte{kept[at] ^ 1}, place); err != nil {
			t.Fatal(err)
		}
		if err := m.Install(t.Context(), edit); dberr.CodeOf(err) != dberr.Corrupt {
			t.Fatalf("byte %d is another: %v", at, err)
		}
		if _, err := f.WriteAt(kept[at:at+1], place); err != nil {
			t.Fatal(err)
		}
	}
	if after, err := m.fs.list(m.dir); err != nil || len(after) != len(before) {
		t.Fatalf("%q became %q, %v", before, after, err)
	}
	if err := m.Install(t.Context(), edit); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(m.path(logName(m.number)))
	if err != nil || !bytes.Equal(b[fileHeader:], kept) || m.path(logName(m.number)) == name {
		t.Fatalf("the next log holds %q, %v", b, err)
	}
}
