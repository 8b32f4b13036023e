package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// lasting is a store that outlives its database.
type lasting struct{ storage.Store }

func (lasting) Close() error { return nil }

// reopen opens a database over a store that outlives it.
func reopen(t interface{ Fatalf(string, ...any) }, s storage.Store, clock func() time.Time) *engine.DB {
	db, err := engine.Open(context.Background(), lasting{s}, &engine.Options{Clock: clock})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return db
}

// Raw keys behave as a map whose entries end in time, across commits,
// transactions and openings.
func TestKeysAgainstMap(t *testing.T) {
	ctx := context.Background()
	type entry struct {
		val  string
		ends time.Time
	}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1_800_000_000, 0)
		store := memory.New()
		db := reopen(t, store, func() time.Time { return now })
		defer func() { db.Close() }()
		want := map[string]entry{}
		check := func(k *engine.Keys) {
			var got, expected []string
			r := engine.KeyRange{Reverse: rapid.Bool().Draw(t, "reverse")}
			for kv, err := range k.Scan(ctx, r) {
				if err != nil {
					t.Fatalf("%v", err)
				}
				got = append(got, string(kv.Key)+"="+string(kv.Value))
			}
			for _, key := range slices.Sorted(maps.Keys(want)) {
				e := want[key]
				alive := e.ends.IsZero() || now.Before(e.ends)
				v, err := k.Get(ctx, []byte(key))
				if alive && (err != nil || string(v) != e.val) || !alive && dberr.CodeOf(err) != dberr.NotFound {
					t.Fatalf("%q: %q %v", key, v, err)
				}
				if alive {
					expected = append(expected, key+"="+e.val)
				}
			}
			if r.Reverse {
				slices.Reverse(expected)
			}
			if !slices.Equal(got, expected) {
				t.Fatalf("%v, want %v", got, expected)
			}
		}
		draw := func() engine.KeyWrite {
			w := engine.KeyWrite{Key: []byte(rapid.SampledFrom([]string{"a", "ab", "b\x00", "\xff", "c"}).Draw(t, "key"))}
			if w.Delete = rapid.IntRange(0, 3).Draw(t, "delete") == 0; w.Delete {
				delete(want, string(w.Key))
				return w
			}
			w.Value = []byte(rapid.StringN(0, 3, -1).Draw(t, "value"))
			e := entry{val: string(w.Value)}
			if rapid.Bool().Draw(t, "ttl") {
				w.TTL = time.Duration(rapid.IntRange(1, 5).Draw(t, "seconds")) * time.Second
				e.ends = now.Add(w.TTL)
			}
			want[string(w.Key)] = e
			return w
		}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				now = now.Add(time.Duration(rapid.IntRange(1, 4).Draw(t, "later")) * time.Second)
			case 1:
				if err := db.Close(); err != nil {
					t.Fatalf("%v", err)
				}
				db = reopen(t, store, func() time.Time { return now })
			case 2:
				if err := db.Update(ctx, func(tx *engine.Tx) error {
					if err := tx.Keys().Write(ctx, []engine.KeyWrite{draw(), draw()}); err != nil {
						return err
					}
					check(tx.Keys())
					return nil
				}); err != nil {
					t.Fatalf("%v", err)
				}
			default:
				if err := db.Keys().Write(ctx, []engine.KeyWrite{draw()}); err != nil {
					t.Fatalf("%v", err)
				}
			}
			check(db.Keys())
		}
	})
}

func TestKeysRefuse(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	k := db.Keys()
	for name, err := range map[string]error{
		"empty key":       k.Put(ctx, nil, nil, 0),
		"negative ttl":    k.Put(ctx, []byte("a"), nil, -1),
		"delete of value": k.Write(ctx, []engine.KeyWrite{{Key: []byte("a"), Value: []byte("b"), Delete: true}}),
	} {
		if dberr.CodeOf(err) != dberr.InvalidArgument {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"long key":    k.Put(ctx, make([]byte, 64<<10), nil, 0),
		"large value": k.Put(ctx, []byte("a"), make([]byte, 32<<20), 0),
	} {
		if dberr.CodeOf(err) != dberr.LimitExceeded {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.Put(ctx, make([]byte, 65_520), make([]byte, 16<<20), 0); err != nil {
		t.Error(err)
	}
}

func TestBlobs(t *testing.T) {
	ctx := context.Background()
	store := memory.New()
	db := reopen(t, store, nil)
	blobs := db.Keys().Blobs()
	content := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i * i >> 3)
		}
		return b
	}
	sizes := []int{0, 1, 256<<10 - 1, 256 << 10, 256<<10 + 1, 1 << 20}
	for _, n := range sizes {
		info, err := blobs.Put(ctx, fmt.Sprint("size/", n), iotest.OneByteReader(bytes.NewReader(content(min(n, 300<<10)))))
		if n > 300<<10 {
			info, err = blobs.Put(ctx, fmt.Sprint("size/", n), bytes.NewReader(content(n)))
		}
		if err != nil || info.Size != int64(n) {
			t.Fatalf("%d: %+v %v", n, info, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = reopen(t, store, nil)
	defer db.Close()
	blobs = db.Keys().Blobs()
	for _, n := range sizes {
		r, err := blobs.Open(ctx, fmt.Sprint("size/", n))
		if err != nil {
			t.Fatal(err)
		}
		if err := iotest.TestReader(r, content(n)); err != nil {
			t.Errorf("%d: %v", n, err)
		}
		part, err := io.ReadAll(io.NewSectionReader(r, int64(n/2), 1000))
		if err != nil || !bytes.Equal(part, content(n)[n/2:min(n, n/2+1000)]) {
			t.Errorf("%d: a range of %d bytes, %v", n, len(part), err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	var names []string
	for info, err := range blobs.List(ctx, "size/2") {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, info.Name)
	}
	if fmt.Sprint(names) != "[size/262143 size/262144 size/262145]" {
		t.Error(names)
	}
}

// A blob is the old one until the new one is whole, whatever happens between.
func TestBlobsAreReplacedWhole(t *testing.T) {
	ctx := context.Background()
	store := memory.New()
	db := reopen(t, store, nil)
	blobs := db.Keys().Blobs()
	put := func(text string) error {
		_, err := blobs.Put(ctx, "b", bytes.NewReader(bytes.Repeat([]byte(text), 100_000)))
		return err
	}
	get := func() string {
		r, err := blobs.Open(ctx, "b")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:3]) + fmt.Sprint(len(b))
	}
	if err := put("old"); err != nil {
		t.Fatal(err)
	}
	reader, err := blobs.Open(ctx, "b")
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if _, err := blobs.Put(ctx, "b", io.MultiReader(bytes.NewReader(make([]byte, 600_000)), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
	if get() != "old300000" {
		t.Error(get())
	}
	if err := put("new"); err != nil {
		t.Fatal(err)
	}
	if get() != "new300000" {
		t.Error(get())
	}
	if b, err := io.ReadAll(reader); err != nil || string(b[:3]) != "old" || len(b) != 300000 {
		t.Errorf("an open reader lost its blob: %d bytes, %v", len(b), err)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}

	// The process ends in the middle of a write.
	stuck, stop := io.Pipe()
	go func() { _, _ = blobs.Put(ctx, "b", stuck) }()
	if _, err := stop.Write(make([]byte, 600_000)); err != nil {
		t.Fatal(err)
	}
	copied := memory.New()
	copyStore(t, store, copied)
	stop.CloseWithError(broken)
	db2 := reopen(t, copied, nil)
	defer db2.Close()
	keys := 0
	snap, err := copied.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	for _, err := range snap.Scan(ctx, storage.Prefix([]byte{0x50})) {
		if err != nil {
			t.Fatal(err)
		}
		keys++
	}
	if keys != 3 { // the blob and its two chunks
		t.Errorf("%d keys are left of blobs", keys)
	}

	if found, err := blobs.Delete(ctx, "b"); !found || err != nil {
		t.Error(found, err)
	}
	if found, err := blobs.Delete(ctx, "b"); found || err != nil {
		t.Error(found, err)
	}
	if _, err := blobs.Stat(ctx, "b"); dberr.CodeOf(err) != dberr.NotFound {
		t.Error(err)
	}
	if _, err := blobs.Put(ctx, "", bytes.NewReader(nil)); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func copyStore(t *testing.T, from, to storage.Store) {
	t.Helper()
	ctx := context.Background()
	snap, err := from.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	b := &storage.Batch{}
	for kv, err := range snap.Scan(ctx, storage.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		b.Put(kv.Key, kv.Value)
	}
	if _, err := to.Apply(ctx, b); err != nil {
		t.Fatal(err)
	}
}
