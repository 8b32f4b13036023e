package lsm_test

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// TestSweep ends a life in the middle of staging pages, again and again: the next
// one gives their room back and keeps every page that counts.
func TestSweep(t *testing.T) {
	disk, kept := faultmedium.NewDisk(), map[string]bool{}
	leftovers := 0
	for life := range 30 {
		var stages atomic.Int64
		hook := func(c faultmedium.Call) faultmedium.Fault {
			if c.Op == "stage" && c.After && stages.Add(1) > int64(1+life%3) {
				return faultmedium.Dead
			}
			return faultmedium.OK
		}
		left := disk.Pages()
		s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Sweeping: true, Asynchronous: true, PageBytes: 256, Hook: hook}), &lsm.Options{MemtableBytes: 3 << 10})
		if err != nil {
			t.Fatal(err)
		}
		leftovers += left - disk.Pages()
		snap, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for key := range kept {
			if _, err := snap.Get(t.Context(), []byte(key)); err != nil {
				t.Fatalf("life %d: %q: %v", life, key, err)
			}
		}
		snap.Close()
		for i := 0; ; i++ {
			key := fmt.Sprintf("key-%d-%d", life, i)
			b := &storage.Batch{}
			b.Put([]byte(key), make([]byte, 50))
			ack, err := s.Apply(t.Context(), b)
			if err == nil {
				err = ack.Wait(t.Context())
			}
			if err != nil {
				break
			}
			kept[key] = true
		}
		_ = s.Close()
		disk = disk.Crash(nil, faultmedium.KeepAll)
	}
	if leftovers < 30 {
		t.Errorf("only %d pages were staged in vain", leftovers)
	}
	s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{Sweeping: true}), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) { // the room is given back behind Compact
		st := s.Stats()
		if int64(disk.Pages()) <= st.Pages+st.Pages/4+4 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("%d pages on the disk, %d in the runs", disk.Pages(), st.Pages)
		}
	}
}
