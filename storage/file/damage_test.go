//go:build unix

package file

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestDamagedFiles inverts bits of, and cuts, every file of a closed database.
// What is damaged is found or makes no difference; never is there a wrong answer.
func TestDamagedFiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 8))
	disk, want := closedDatabase(t)
	found, harmless := 0, 0
	try := func(what, name string, damage func([]byte) []byte) {
		t.Helper()
		broken := disk.crash(rng, keepAll)
		n := broken.names[name]
		n.data = damage(append([]byte(nil), n.data...))
		got, err := readAllOf(t, broken)
		switch code := dberr.CodeOf(err); {
		case err != nil && code != dberr.Corrupt && code != dberr.Unsupported:
			t.Fatalf("%s: %v", what, err)
		case err != nil:
			found++
		case !maps.Equal(got, want):
			t.Fatalf("%s: a wrong answer", what)
		default:
			harmless++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(disk.names)) {
		size := len(disk.names[name].data)
		step := size * 8 / 2000 // every bit of a small file, about a thousand of a large one
		for bit := 0; bit < size*8; bit += 1 + rng.IntN(2*step+1) {
			try(name+" bit "+strconv.Itoa(bit), name, func(b []byte) []byte { b[bit/8] ^= 1 << (bit % 8); return b })
		}
		for end := 0; end < size; end += 1 + rng.IntN(size/300+1) {
			try(name+" cut to "+strconv.Itoa(end), name, func(b []byte) []byte { return b[:end] })
		}
	}
	t.Logf("%d files, damage found %d times, harmless %d times", len(disk.names), found, harmless)
	if found < 1000 {
		t.Fatalf("damage was found only %d times", found)
	}
}

// closedDatabase returns a database with pages of several files and a log.
func closedDatabase(t *testing.T) (*memFS, map[string]string) {
	t.Helper()
	disk := newMemFS()
	l := &ledger{states: []map[string]string{{}}}
	s, err := lsm.Open(t.Context(), testMedium(disk), tiny())
	if err != nil {
		t.Fatal(err)
	}
	commits := 0
	for n := 1; n <= 170 || s.Stats().LogBytes < 500; n++ {
		commits = n
		ack, err := s.Apply(t.Context(), l.batch(n, storage.Relaxed))
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if len(disk.names) < 3 {
		t.Fatalf("only %d files to damage", len(disk.names))
	}
	return disk, l.states[commits]
}

// readAllOf opens a directory and reads everything twice: by Verify and by a
// scan.
func readAllOf(t *testing.T, disk *memFS) (map[string]string, error) {
	t.Helper()
	s, err := lsm.Open(t.Context(), testMedium(disk), tiny())
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	got, err := storagetest.ReadAll(t.Context(), s)
	if err != nil {
		return nil, err
	}
	return got, s.Verify(t.Context())
}
