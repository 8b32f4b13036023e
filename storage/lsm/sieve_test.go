package lsm_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// entryKey is an entry of an index of one value.
func entryKey(value, row int) []byte {
	return binary.BigEndian.AppendUint64(entryHead(value), uint64(row))
}

func entryHead(value int) []byte {
	return append([]byte{storage.EntrySpace, 0, 0, 0, 1, 0, 0, 0, 2}, byte(value))
}

// Runs and memtables whose filters deny a value are left out of scans for it, which
// find all entries of the value nonetheless and none that is deleted.
func TestEntriesOfAValue(t *testing.T) {
	for _, parks := range []bool{true, false} {
		const values, rows = 60, 40
		rng := rand.New(rand.NewPCG(7, 11))
		disk := faultmedium.NewDisk()
		open := func() *lsm.Store {
			medium := disk.Open(faultmedium.Options{Asynchronous: parks, PageBytes: 512})
			s, err := lsm.Open(t.Context(), medium, &lsm.Options{MemtableBytes: 4096})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := open()
		model := map[string]bool{}
		for step := range 3000 {
			b := &storage.Batch{}
			for range 1 + rng.IntN(4) {
				// Few values at a time, so that runs lack most of them.
				key := entryKey((step/50+rng.IntN(3))%values, rng.IntN(rows))
				if rng.IntN(3) == 0 {
					b.Delete(key)
					delete(model, string(key))
				} else {
					b.Put(key, nil)
					model[string(key)] = true
				}
			}
			ack, err := s.Apply(t.Context(), b)
			if err == nil {
				err = ack.Wait(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case step%1000 == 999:
				err = s.Compact(t.Context())
			case step%400 == 399:
				err = s.Close()
				s = open()
			}
			if err != nil {
				t.Fatal(err)
			}
			if step%10 == 0 {
				checkEntries(t, s, model, rng.IntN(values), rng.IntN(rows))
			}
		}
		for value := range values {
			checkEntries(t, s, model, value, rng.IntN(rows))
		}
		if err := errors.Join(s.Verify(t.Context()), s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// checkEntries compares every way to read the entries of a value with the model.
func checkEntries(t *testing.T, s *lsm.Store, model map[string]bool, value, row int) {
	t.Helper()
	var want [][]byte
	for key := range model {
		if bytes.HasPrefix([]byte(key), entryHead(value)) {
			want = append(want, []byte(key))
		}
	}
	slices.SortFunc(want, bytes.Compare)
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	exact := storage.Entries(entryHead(value))
	back, from := exact, exact
	back.Reverse = true
	from.Start = entryKey(value, row) // a part of them: not Entries any more, and not less
	same := func(name string, r storage.Range, want [][]byte) {
		if got := scanKeys(t, snap, r); !slices.EqualFunc(got, want, bytes.Equal) {
			t.Fatalf("%s of value %d: %x, want %x", name, value, got, want)
		}
	}
	same("scan", exact, want)
	reversed := slices.Clone(want)
	slices.Reverse(reversed)
	same("scan back", back, reversed)
	same("scan of a part", from, slices.DeleteFunc(slices.Clone(want), func(k []byte) bool { return bytes.Compare(k, from.Start) < 0 }))
	kv, found, err := storage.First(t.Context(), snap, exact)
	if err != nil || found != (len(want) > 0) || found && !bytes.Equal(kv.Key, want[0]) {
		t.Fatalf("first of value %d: %x, %v, %v, want %x", value, kv.Key, found, err, want)
	}
	_, err = snap.Get(t.Context(), from.Start)
	if has := model[string(from.Start)]; has != (err == nil) || !has && !errors.Is(err, storage.ErrNotFound) {
		t.Fatalf("get of %x: %v, it is there: %v", from.Start, err, has)
	}
}

func scanKeys(t *testing.T, snap storage.Snapshot, r storage.Range) (keys [][]byte) {
	t.Helper()
	for kv, err := range snap.Scan(context.Background(), r) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, bytes.Clone(kv.Key))
	}
	return keys
}
