//go:build !js

package lsm_test

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// Documents that came in order are found in their runs, also after reopening; a run
// that denies keys which it has is damage.
func TestFloorsOfAStore(t *testing.T) {
	disk := faultmedium.NewDisk()
	row := func(n int) []byte { return binary.BigEndian.AppendUint64([]byte{0x10, 0, 0, 0, 1}, uint64(n)) }
	open := func() *lsm.Store {
		s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{PageBytes: 512}), &lsm.Options{MemtableBytes: 4096})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	check := func(s *lsm.Store) (wrong error) {
		snap, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		keys, values := make([][]byte, 1000), make([][]byte, 1000)
		for n := range keys {
			keys[n] = row(n)
			if got, err := snap.Get(t.Context(), keys[n]); err != nil || binary.BigEndian.Uint32(got) != uint32(n) {
				wrong = errors.Join(wrong, errors.New("a row was not found"), err)
			}
		}
		if err := snap.(storage.ManyReader).GetMany(t.Context(), keys, values); err != nil {
			t.Fatal(err)
		}
		for n, got := range values {
			if len(got) != 40 || binary.BigEndian.Uint32(got) != uint32(n) {
				wrong = errors.Join(wrong, errors.New("a row was not found among many"))
			}
		}
		return wrong
	}
	s := open()
	for n := range 1000 {
		b := &storage.Batch{}
		b.Put(row(n), append(binary.BigEndian.AppendUint32(nil, uint32(n)), make([]byte, 36)...))
		b.Put(entryKey(n%5, n), nil)
		if ack, err := s.Apply(t.Context(), b); err != nil || ack.Wait(t.Context()) != nil {
			t.Fatal(err)
		}
		if n == 800 {
			if err := s.Compact(t.Context()); err != nil { // later rows are too few to be merged with these
				t.Fatal(err)
			}
		}
	}
	for until := time.Now().Add(time.Minute); s.Stats().Runs < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("there are no newer runs")
		}
	}
	for range 2 {
		if err := errors.Join(check(s), s.Verify(t.Context())); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open()
	}
	s.RaiseFloors()
	if err := s.Verify(t.Context()); dberr.CodeOf(err) != dberr.Corrupt {
		t.Errorf("floors above keys: %v", err)
	}
	if check(s) == nil {
		t.Error("nobody asks for floors")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
