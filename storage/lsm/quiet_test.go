//go:build !js

package lsm_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// waitFor polls for a state of the background work.
func waitFor(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for until := time.Now().Add(15 * time.Second); !reached(); time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("not reached: " + what)
		}
	}
}

// While nobody writes, runs become one; what a snapshot holds stays as it is and its
// room is given back when it is closed.
func TestQuiet(t *testing.T) {
	for name, medium := range map[string]faultmedium.Options{
		"direct": {PageBytes: 512}, "staging": {PageBytes: 512, Staging: true}, "asynchronous": {PageBytes: 512, Asynchronous: true},
	} {
		done := t.Run(name, func(t *testing.T) {
			disk := faultmedium.NewDisk()
			open := func(quiet time.Duration) *lsm.Store {
				s, err := lsm.Open(t.Context(), disk.Open(medium), &lsm.Options{MemtableBytes: 4096, Quiet: quiet})
				if err != nil {
					t.Fatal(err)
				}
				return s
			}
			key := func(n int) []byte { return binary.BigEndian.AppendUint32([]byte("key"), uint32(n*7919%3000)) }
			put := func(s *lsm.Store, from, to int) {
				for n := from; n < to; n++ {
					b := &storage.Batch{}
					b.Put(key(n), bytes.Repeat([]byte{byte(n)}, 40))
					if ack, err := s.Apply(t.Context(), b); err != nil || ack.Wait(t.Context()) != nil {
						t.Fatal(err)
					}
				}
			}
			check := func(snap storage.Snapshot, count int) {
				t.Helper()
				for n := range 3000 {
					got, err := snap.Get(t.Context(), key(n))
					if n < count && (err != nil || !bytes.Equal(got, bytes.Repeat([]byte{byte(n)}, 40))) || n >= count && !errors.Is(err, storage.ErrNotFound) {
						t.Fatalf("key %d of %d: %x, %v", n, count, got, err)
					}
				}
				if keys := scanKeys(t, snap, storage.Range{}); len(keys) != count {
					t.Fatalf("%d keys, not %d", len(keys), count)
				}
			}
			s := open(0) // never
			put(s, 0, 600)
			if err := s.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
			written := 600 // a large run; then small ones that are let stand
			for ; s.Stats().Runs < 4 && written < 1200; written++ {
				put(s, written, written+1)
				time.Sleep(100 * time.Microsecond)
			}
			if s.Stats().Runs != 4 {
				t.Fatalf("%d runs", s.Stats().Runs)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(time.Millisecond) // what an earlier life left, too
			waitFor(t, "one run after opening", func() bool { return s.Stats().Runs == 1 })
			snap, err := s.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			check(snap, written)
			put(s, written, 3000)
			waitFor(t, "one run after writing, or a small one beside it", func() bool { return s.Stats().Runs <= 2 && s.Stats().Flushes > 0 })
			check(snap, written)
			snap.Close()
			waitFor(t, "the room of what was replaced", func() bool { return disk.Pages() <= int(s.Stats().Pages)+int(s.Stats().Pages)/8+2 })
			if snap, err = s.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
			check(snap, 3000)
			snap.Close()
			if err := errors.Join(s.Verify(t.Context()), s.Close()); err != nil {
				t.Fatal(err)
			}
		})
		if !done {
			return // the others would wait as long
		}
	}
}
