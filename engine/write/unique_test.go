package write

import (
	"context"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// TestSuspects compares the walk with one seek for each check: every check that
// clashes must be among the suspects, and of those that stand alone none, so
// that rows of a large statement are not looked at twice.
func TestSuspects(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.SampledFrom([]int64{10, 100, 3000}).Draw(t, "span")
		genEntry := rapid.Custom(func(t *rapid.T) index.Entry {
			key := catalog.IndexPrefix(1, uint32(rapid.IntRange(1, 2).Draw(t, "index")))
			key = value.AppendKey(key, value.IntValue(rapid.Int64Range(0, span).Draw(t, "value")))
			row := uint64(rapid.IntRange(1, 5).Draw(t, "row"))
			return index.Entry{Prefix: len(key), Key: binary.BigEndian.AppendUint64(key, row)}
		})
		store := memory.New()
		b := &storage.Batch{}
		for _, e := range rapid.SliceOfN(genEntry, 0, 60).Draw(t, "stored") {
			b.Put(e.Key, nil)
		}
		if _, err := store.Apply(ctx, b); err != nil {
			t.Fatal(err)
		}
		snap, err := store.Snapshot(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		w := New(txn.New(snap, false), nil, nil)
		var checks []uniqueCheck
		same := map[string]int{}
		for _, e := range rapid.SliceOfN(genEntry, walkFrom, 60).Draw(t, "written") {
			w.Tx.Put(e.Key, nil)
			checks = append(checks, uniqueCheck{entry: e})
			same[string(e.Key[:e.Prefix])]++
		}
		got, err := w.suspects(ctx, checks)
		if err != nil {
			t.Fatal(err)
		}
		var want []uniqueCheck
		for _, c := range checks {
			_, found, err := index.Other(ctx, w.Tx, c.entry)
			if err != nil {
				t.Fatal(err)
			}
			if found || same[string(c.entry.Key[:c.entry.Prefix])] > 1 {
				want = append(want, c)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d suspects, want %d of %d", len(got), len(want), len(checks))
		}
		for i := range got {
			if string(got[i].entry.Key) != string(want[i].entry.Key) {
				t.Fatalf("suspect %d is %x, want %x", i, got[i].entry.Key, want[i].entry.Key)
			}
		}
	})
}
