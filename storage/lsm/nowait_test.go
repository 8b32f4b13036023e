package lsm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
)

// Under NoWait a read of what is not in memory tells so, and the same read succeeds
// without; on a medium that does not park it succeeds at once.
func TestNoWait(t *testing.T) {
	for _, parks := range []bool{true, false} {
		disk := faultmedium.NewDisk()
		medium := faultmedium.Options{Asynchronous: parks, PageBytes: 512}
		open := func(cache int64) *lsm.Store {
			s, err := lsm.Open(t.Context(), disk.Open(medium), &lsm.Options{CacheBytes: cache})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := open(1 << 20)
		for i := range 200 {
			b := &storage.Batch{}
			b.Put(fmt.Appendf(nil, "key %03d", i), fmt.Appendf(nil, "value %d", i))
			ack, err := s.Apply(t.Context(), b)
			if err == nil {
				err = ack.Wait(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(s.Compact(t.Context()), s.Close()); err != nil {
			t.Fatal(err)
		}
		for _, cache := range []int64{1, 1 << 20} { // nothing stays, everything does
			s = open(cache)
			snap, err := s.Snapshot(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			reads := map[string]func(ctx context.Context) error{
				"get":  func(ctx context.Context) error { _, err := snap.Get(ctx, []byte("key 150")); return err },
				"scan": func(ctx context.Context) error { return count(ctx, snap, storage.Range{}, 200) },
				"back": func(ctx context.Context) error { return count(ctx, snap, storage.Range{Reverse: true}, 200) },
				"first": func(ctx context.Context) error {
					_, _, err := storage.First(ctx, snap, storage.Prefix([]byte("key 1")))
					return err
				},
			}
			for name, read := range reads {
				err := read(storage.NoWait(t.Context()))
				if cold := parks && cache == 1; cold && !errors.Is(err, storage.ErrWouldWait) || !cold && !parks && err != nil {
					t.Errorf("parks %v, cache %d, %s without waiting: %v", parks, cache, name, err)
				}
				if err := read(t.Context()); err != nil {
					t.Errorf("parks %v, cache %d, %s: %v", parks, cache, name, err)
				}
				if err := read(storage.NoWait(t.Context())); cache > 1 && err != nil {
					t.Errorf("parks %v, %s of what is in memory: %v", parks, name, err)
				}
			}
			keys := [][]byte{[]byte("key 001"), []byte("key 190"), []byte("none")}
			many, values := snap.(storage.ManyReader), make([][]byte, len(keys))
			if many.Waits() != (parks && cache == 1) {
				t.Errorf("parks %v, cache %d: waits %v", parks, cache, many.Waits())
			}
			err = many.GetMany(storage.NoWait(t.Context()), keys, values)
			if many.Waits() != errors.Is(err, storage.ErrWouldWait) {
				t.Errorf("parks %v, cache %d, many without waiting: %v", parks, cache, err)
			}
			if err := many.GetMany(t.Context(), keys, values); err != nil || values[2] != nil ||
				string(values[0]) != "value 1" || string(values[1]) != "value 190" {
				t.Errorf("parks %v, cache %d, many: %q, %v", parks, cache, values, err)
			}
			snap.Close()
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func count(ctx context.Context, snap storage.Snapshot, r storage.Range, want int) error {
	n := 0
	for _, err := range snap.Scan(ctx, r) {
		if err != nil {
			return err
		}
		n++
	}
	if n != want {
		return fmt.Errorf("%d pairs, not %d", n, want)
	}
	return nil
}

// lossy is a medium that has lost its data pages.
type lossy struct{ lsm.Medium }

func (lossy) ReadPage(context.Context, uint64) ([]byte, error) {
	return nil, dberr.New(dberr.NotFound, "no such page")
}

// A page that is not there is damage, not a key that is not there.
func TestMissingPage(t *testing.T) {
	disk := faultmedium.NewDisk()
	s, err := lsm.Open(t.Context(), disk.Open(faultmedium.Options{PageBytes: 512}), nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &storage.Batch{}
	b.Put([]byte("key"), []byte("value"))
	if _, err := s.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Compact(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
	if s, err = lsm.Open(t.Context(), lossy{disk.Open(faultmedium.Options{PageBytes: 512})}, nil); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	if _, err := snap.Get(t.Context(), []byte("key")); dberr.CodeOf(err) != dberr.Corrupt || errors.Is(err, dberr.NotFound) {
		t.Errorf("get: %v", err)
	}
	if err := count(t.Context(), snap, storage.Range{}, 1); dberr.CodeOf(err) != dberr.Corrupt {
		t.Errorf("scan: %v", err)
	}
}
