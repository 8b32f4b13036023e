//go:build unix

package file_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestSpace overwrites and deletes twenty times the live data: merging that
// nobody has asked for leaves a directory below twice the live data and what the
// log and the newest runs may take, which depends on the memtable.
func TestSpace(t *testing.T) {
	const keys, memtable = 4000, 128 << 10
	rng := rand.New(rand.NewPCG(storagetest.Seed(t), 1))
	dir := t.TempDir()
	s, err := file.Open(t.Context(), dir, &file.Options{MemtableBytes: memtable, PageBytes: 4 << 10})
	if err != nil {
		t.Fatal(err)
	}
	live := map[string]int{}
	for range 20 * keys / 100 {
		b := &storage.Batch{}
		for range 100 {
			k := "key" + strconv.Itoa(rng.IntN(keys))
			if rng.IntN(5) == 0 {
				b.Delete([]byte(k))
				delete(live, k)
				continue
			}
			v := make([]byte, 200+rng.IntN(200)) // digits that no packing makes small
			for i := range v {
				v[i] = byte(rng.IntN(256))
			}
			b.Put([]byte(k), v)
			live[k] = len(k) + len(v)
		}
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	settle(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = file.Open(t.Context(), dir, nil); err != nil { // removes what it left
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	size := 0
	for _, n := range live {
		size += n
	}
	used := allocated(t, dir)
	t.Logf("%d bytes live, %d allocated: %.2f", size, used, float64(used)/float64(size))
	if most := 2*size + 3*memtable; used > most {
		t.Errorf("%d bytes are allocated for %d live ones, want at most %d", used, size, most)
	}
}

// settle waits until no flush or merge is going on: until a while passes in which
// nothing of what they change has changed. Close would end a merge, and how far
// behind it is depends on the machine.
func settle(t *testing.T, s *lsm.Store) {
	t.Helper()
	last, since := s.Stats(), time.Now()
	for begin := time.Now(); time.Since(since) < 300*time.Millisecond; time.Sleep(5 * time.Millisecond) {
		if now := s.Stats(); now.Pages != last.Pages || now.PageBytes != last.PageBytes || now.Runs != last.Runs || now.Flushes != last.Flushes {
			last, since = now, time.Now()
		}
		if time.Since(begin) > time.Minute {
			t.Fatal("merging goes on and on")
		}
	}
}

// allocated is what the files of a directory take on the disk; holes take none.
func allocated(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += int(info.Sys().(*syscall.Stat_t).Blocks) * 512
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
