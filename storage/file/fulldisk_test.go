//go:build linux

package file_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
)

// smallDisk mounts a disk of 8 MB.
func smallDisk(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m")
	if errors.Is(err, syscall.EPERM) {
		t.Skip("no right to mount a small disk here; TestFaults injects ENOSPC at every call")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// TestFullDisk writes to a real disk until it is full: the refused commits are
// not applied, everything else is there, also after reopening on the full disk,
// and commits go on when there is room again.
func TestFullDisk(t *testing.T) {
	for _, mode := range []storage.Durability{storage.Relaxed, storage.Strict} {
		t.Run(mode.String(), func(t *testing.T) {
			disk := smallDisk(t)
			filler := filepath.Join(disk, "filler")
			if err := os.WriteFile(filler, make([]byte, 2<<20), 0o600); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(disk, "db")
			s, err := file.Open(t.Context(), dir, &file.Options{MemtableBytes: 256 << 10})
			if err != nil {
				t.Fatal(err)
			}
			acked := fill(t, s, mode)
			if acked < 1000 {
				t.Fatalf("full after %d commits", acked)
			}
			wantAll(t, s, acked)
			if err := s.Close(); err != nil {
				t.Fatalf("closing on a full disk: %v", err)
			}
			if s, err = file.Open(t.Context(), dir, nil); err != nil {
				t.Fatalf("opening on a full disk: %v", err)
			}
			defer func() { _ = s.Close() }()
			wantAll(t, s, acked)
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			goOn(t, s, acked+1, acked+100)
			wantAll(t, s, acked+100)
		})
	}
}

// fill commits pairs 1, 2, … until twenty in a row were refused and returns how
// many were acknowledged.
func fill(t *testing.T, s *lsm.Store, mode storage.Durability) (acked int) {
	t.Helper()
	for refused := 0; refused < 20; {
		b := &storage.Batch{Durability: mode}
		n := strconv.Itoa(acked + 1)
		b.Put([]byte("key"+n), []byte(value(acked+1)))
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		switch dberr.CodeOf(err) {
		case "":
			acked++
			refused = 0
		case dberr.QuotaExceeded:
			refused++
		default:
			t.Fatalf("commit %d on a full disk: %v", acked+1, err)
		}
		if acked > 1_000_000 {
			t.Fatal("the disk is never full")
		}
	}
	return acked
}

// goOn commits further pairs, none of which may be refused.
func goOn(t *testing.T, s *lsm.Store, from, to int) {
	t.Helper()
	for n := from; n <= to; n++ {
		b := &storage.Batch{}
		b.Put([]byte("key"+strconv.Itoa(n)), []byte(value(n)))
		ack, err := s.Apply(t.Context(), b)
		if err == nil {
			err = ack.Wait(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// value is the value of pair n: random digits, which no packing makes small.
func value(n int) string {
	rng := rand.New(rand.NewPCG(uint64(n), 17))
	b := make([]byte, 300)
	for i := range b {
		b[i] = byte(rng.IntN(256))
	}
	return string(b)
}

// wantAll reads pairs 1 to n and checks that there is no other.
func wantAll(t *testing.T, s *lsm.Store, n int) {
	t.Helper()
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	found := 0
	for kv, err := range snap.Scan(t.Context(), storage.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		i, err := strconv.Atoi(string(kv.Key[len("key"):]))
		if err != nil || i < 1 || i > n || string(kv.Value) != value(i) {
			t.Fatalf("%q was never acknowledged, or not with this value", kv.Key)
		}
		found++
	}
	if found != n {
		t.Fatalf("%d commits were acknowledged, %d are there", n, found)
	}
}
