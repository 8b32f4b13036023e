//go:build unix

package storagetest_test

import (
	"path/filepath"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/memory"
	"github.com/auroradb/aurora/storage/storagetest"
)

// matrixOps is the number of random operations of each cell of the matrix: 504,000
// over all nine.
const matrixOps = 56_000

// TestMatrix runs random operations on every kind of store, with a cache that
// holds nothing for long and one that holds all, with pages as small as there
// are and as the medium likes them.
func TestMatrix(t *testing.T) {
	ops := storagetest.Scaled(t, matrixOps)
	t.Run("memory", func(t *testing.T) {
		t.Parallel()
		storagetest.Random(t, storagetest.Harness{Open: func(*testing.T) storage.Store { return memory.New() }, Ops: ops})
	})
	media := []struct {
		name string
		make func() maker
	}{
		{"file", func() maker { return dirs{} }},
		{"lsm", func() maker { return disks{} }},
	}
	for _, medium := range media {
		for _, cache := range []int64{2 << 10, 64 << 20} {
			for _, page := range []int{256, 0} {
				name := medium.name + "/cache " + strconv.FormatInt(cache>>10, 10) + " KiB/page " + strconv.Itoa(page)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					h := medium.make().harness(lsm.Options{MemtableBytes: 24 << 10, CacheBytes: cache, PageBytes: page})
					h.Ops = ops
					storagetest.Random(t, h)
				})
			}
		}
	}
}

// maker opens stores of one medium.
type maker interface {
	harness(opt lsm.Options) storagetest.Harness
}

// dirs are databases in files.
type dirs map[storage.Store]string

func (d dirs) harness(opt lsm.Options) storagetest.Harness {
	open := func(t *testing.T, dir string) storage.Store {
		s, err := file.Open(t.Context(), dir, &file.Options{MemtableBytes: opt.MemtableBytes, PageBytes: opt.PageBytes, CacheBytes: opt.CacheBytes})
		if err != nil {
			t.Fatal(err)
		}
		d[s] = dir
		return s
	}
	return storagetest.Harness{
		Open: func(t *testing.T) storage.Store { return open(t, filepath.Join(t.TempDir(), "db")) },
		Reopen: func(t *testing.T, s storage.Store) storage.Store {
			closeVerified(t, s)
			return open(t, d[s])
		},
	}
}

// disks are databases on a medium in memory whose process can die.
type disks map[storage.Store]*faultmedium.Disk

func (d disks) harness(opt lsm.Options) storagetest.Harness {
	open := func(t *testing.T, disk *faultmedium.Disk) storage.Store {
		s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Staging: true}), &opt)
		if err != nil {
			t.Fatal(err)
		}
		d[s] = disk
		return s
	}
	return storagetest.Harness{
		Open: func(t *testing.T) storage.Store { return open(t, faultmedium.NewDisk()) },
		Reopen: func(t *testing.T, s storage.Store) storage.Store {
			closeVerified(t, s)
			return open(t, d[s])
		},
		Crash: func(t *testing.T, s storage.Store) storage.Store {
			left := d[s].Crash(nil, faultmedium.KeepAll)
			_ = s.Close()
			return open(t, left)
		},
	}
}

func closeVerified(t *testing.T, s storage.Store) {
	t.Helper()
	if err := s.(*lsm.Store).Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
