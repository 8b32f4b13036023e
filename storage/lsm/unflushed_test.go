package lsm_test

import (
	"fmt"
	"maps"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// TestUnflushed: while there is no room for pages commits go on until too much waits in
// memory; then they are refused, and go on when there is room again. None is lost.
func TestUnflushed(t *testing.T) {
	const memtable = 8 << 10
	for _, m := range mediums {
		if !m.opt.Staging && !m.opt.Sweeping {
			continue // pages and log are one change there
		}
		t.Run(m.name, func(t *testing.T) {
			var full atomic.Bool
			full.Store(true)
			opt := m.opt
			opt.Hook = func(c faultmedium.Call) faultmedium.Fault {
				if c.Op == "stage" && !c.After && full.Load() {
					return faultmedium.Quota
				}
				return faultmedium.OK
			}
			disk := faultmedium.NewDisk()
			s, err := lsm.Open(t.Context(), disk.Open(opt), &lsm.Options{MemtableBytes: memtable})
			if err != nil {
				t.Fatal(err)
			}
			state := map[string]string{}
			apply := func(n int) error {
				b := &storage.Batch{}
				key, value := fmt.Sprintf("key %05d", n), fmt.Sprintf("%0500d", n)
				b.Put([]byte(key), []byte(value))
				ack, err := s.Apply(t.Context(), b)
				if err == nil {
					err = ack.Wait(t.Context())
				}
				if err == nil {
					state[key] = value
				}
				return err
			}
			n := 0
			for ; err == nil && n < 1000; n++ {
				err = apply(n)
			}
			if size := n * 509; dberr.CodeOf(err) != dberr.QuotaExceeded || size < 8*memtable || size > 10*memtable {
				t.Fatalf("after %d commits of 509 bytes: %v", n, err)
			}
			full.Store(false)
			for begin := time.Now(); ; n++ {
				if err = apply(n); err == nil {
					break
				}
				if dberr.CodeOf(err) != dberr.QuotaExceeded || time.Since(begin) > 20*time.Second {
					t.Fatal(err)
				}
				time.Sleep(time.Millisecond)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			opt.Hook = nil
			if s, err = lsm.Open(t.Context(), disk.Open(opt), nil); err != nil {
				t.Fatal(err)
			}
			if got := contents(t, s); !maps.Equal(got, state) {
				t.Errorf("%d keys, not %d", len(got), len(state))
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
