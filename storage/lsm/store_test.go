package lsm_test

import (
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/storagetest"
)

func TestSuite(t *testing.T) {
	async := faultmedium.Options{Asynchronous: true, PageBytes: 512}
	direct := faultmedium.Options{PageBytes: 256}
	staging := faultmedium.Options{Staging: true, PageBytes: 1024}
	cases := []struct {
		name   string
		medium faultmedium.Options
		opt    lsm.Options
	}{
		{"defaults", faultmedium.Options{}, lsm.Options{}},
		{"asynchronous, tiny memtable", async, lsm.Options{MemtableBytes: 6 << 10}},
		{"synchronous, tiny memtable and cache", direct, lsm.Options{MemtableBytes: 4 << 10, CacheBytes: 2 << 10}},
		{"staging, tiny memtable, large cache", staging, lsm.Options{MemtableBytes: 8 << 10}},
		{"sweeping, asynchronous, tiny memtable", faultmedium.Options{Sweeping: true, Asynchronous: true, PageBytes: 512}, lsm.Options{MemtableBytes: 6 << 10}},
		{"staging, tiny memtable, no cache", staging, lsm.Options{MemtableBytes: 5 << 10, CacheBytes: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { storagetest.Run(t, harness(c.medium, c.opt)) })
	}
}

// harness keeps a disk for every store, so that the store can be opened again.
func harness(medium faultmedium.Options, opt lsm.Options) storagetest.Harness {
	disks := map[storage.Store]*faultmedium.Disk{}
	open := func(t *testing.T, d *faultmedium.Disk) storage.Store {
		s, err := lsm.Open(t.Context(), d.Open(medium), &opt)
		if err != nil {
			t.Fatal(err)
		}
		disks[s] = d
		return s
	}
	return storagetest.Harness{
		Open: func(t *testing.T) storage.Store { return open(t, faultmedium.NewDisk()) },
		Reopen: func(t *testing.T, s storage.Store) storage.Store {
			if err := s.(*lsm.Store).Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			return open(t, disks[s])
		},
		Crash: func(t *testing.T, s storage.Store) storage.Store {
			left := disks[s].Crash(nil, faultmedium.KeepAll)
			_ = s.Close()
			return open(t, left)
		},
	}
}
