package txn

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// mapView is a naive view for tests.
type mapView map[string]string

func (m mapView) Get(_ context.Context, key []byte) ([]byte, error) {
	v, ok := m[string(key)]
	if !ok {
		return nil, storage.ErrNotFound
	}
	return []byte(v), nil
}

func (m mapView) Scan(_ context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		for _, k := range m.keys(r) {
			if !yield(storage.KV{Key: []byte(k), Value: []byte(m[k])}, nil) {
				return
			}
		}
	}
}

func (m mapView) keys(r storage.Range) []string {
	var out []string
	for k := range m {
		if (r.Start == nil || k >= string(r.Start)) && (r.End == nil || k < string(r.End)) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	if r.Reverse {
		slices.Reverse(out)
	}
	return out
}

var genKey = rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 3, -1)

func drawRange(t *rapid.T) storage.Range {
	r := storage.Range{Reverse: rapid.Bool().Draw(t, "reverse")}
	if rapid.Bool().Draw(t, "hasStart") {
		r.Start = []byte(genKey.Draw(t, "start"))
	}
	if rapid.Bool().Draw(t, "hasEnd") {
		r.End = []byte(genKey.Draw(t, "end"))
	}
	return r
}

// TestTxAgainstMap compares reads, scans in both directions and savepoints with
// a map that takes the same writes.
func TestTxAgainstMap(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		base, model := mapView{}, mapView{}
		for _, k := range rapid.SliceOf(genKey).Draw(t, "base") {
			base[k], model[k] = "base", "base"
		}
		tx := New(base, rapid.Bool().Draw(t, "track"))
		type mark struct {
			s Savepoint
			m mapView
		}
		var marks []mark
		clone := func(m mapView) mapView {
			c := mapView{}
			for k, v := range m {
				c[k] = v
			}
			return c
		}
		for i := range rapid.IntRange(1, 40).Draw(t, "n") {
			switch rapid.IntRange(0, 5).Draw(t, "op") {
			case 0, 1:
				k, v := genKey.Draw(t, "k"), fmt.Sprint(i)
				tx.Put([]byte(k), []byte(v))
				model[k] = v
			case 2:
				k := genKey.Draw(t, "k")
				tx.Delete([]byte(k))
				delete(model, k)
			case 3:
				k := genKey.Draw(t, "k")
				got, err := tx.Get(ctx, []byte(k))
				if want, ok := model[k]; ok != (err == nil) || ok && string(got) != want {
					t.Fatalf("Get(%q) = %q, %v; want %q, %v", k, got, err, want, ok)
				}
			case 4:
				r := drawRange(t)
				stop := rapid.IntRange(0, 5).Draw(t, "stop")
				var got []string
				for kv, err := range tx.Scan(ctx, r) {
					if err != nil {
						t.Fatal(err)
					}
					got = append(got, string(kv.Key)+"="+string(kv.Value))
					if len(got) == stop {
						break
					}
				}
				var want []string
				for _, k := range model.keys(r) {
					want = append(want, k+"="+model[k])
					if len(want) == stop {
						break
					}
				}
				except := genKey.Draw(t, "except")
				first, found, err := tx.First(ctx, r, []byte(except))
				keys := slices.DeleteFunc(model.keys(r), func(k string) bool { return k == except })
				if err != nil || found != (len(keys) > 0) || found && string(first.Key) != keys[0] {
					t.Fatalf("First(%q, %q, %v) except %q = %q, %v, %v", r.Start, r.End, r.Reverse, except, first.Key, found, err)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("Scan(%q, %q, %v) = %v; want %v", r.Start, r.End, r.Reverse, got, want)
				}
			case 5:
				if len(marks) > 0 && rapid.Bool().Draw(t, "back") {
					m := marks[len(marks)-1]
					tx.Rollback(m.s)
					model = clone(m.m)
				} else {
					marks = append(marks, mark{tx.Savepoint(), clone(model)})
				}
			}
		}
	})
}

// TestBatch checks that the batch holds the writes in key order.
func TestBatch(t *testing.T) {
	tx := New(mapView{}, false)
	tx.Put([]byte("b"), []byte("1"))
	tx.Delete([]byte("a"))
	tx.Put([]byte("b"), []byte("2"))
	b, keys := tx.Batch(storage.Strict), tx.Keys()
	if b.Len() != 2 || b.Durability != storage.Strict || b.Ops[0].Kind != storage.OpDelete || !bytes.Equal(b.Ops[1].Value, []byte("2")) {
		t.Fatalf("batch %+v", b.Ops)
	}
	if len(keys) != 2 || string(keys[0]) != "a" || string(keys[1]) != "b" {
		t.Fatalf("keys %q", keys)
	}
}

// TestConflict walks through what must and must not conflict.
func TestConflict(t *testing.T) {
	ctx := context.Background()
	scan := func(r storage.Range, stop int) func(*Tx) {
		return func(tx *Tx) {
			n := 0
			for range tx.Scan(ctx, r) {
				if n++; n == stop {
					break
				}
			}
		}
	}
	first := func(r storage.Range) func(*Tx) {
		return func(tx *Tx) { _, _, _ = tx.First(ctx, r, nil) }
	}
	prefix := func(p string) storage.Range { return storage.Prefix([]byte(p)) }
	back := prefix("b")
	back.Reverse = true
	cases := []struct {
		name string
		do   func(*Tx)
		key  string
		want bool
	}{
		{"read key", func(tx *Tx) { _, _ = tx.Get(ctx, []byte("x")) }, "x", true},
		{"other key", func(tx *Tx) { _, _ = tx.Get(ctx, []byte("x")) }, "y", false},
		{"peeked key", func(tx *Tx) { _, _ = tx.Peek(ctx, []byte("x")) }, "x", false},
		{"written key", func(tx *Tx) { tx.Put([]byte("x"), nil) }, "x", true},
		{"shared key", func(tx *Tx) { tx.PutShared([]byte("x"), nil) }, "x", false},
		{"phantom in a range", scan(prefix("b"), 0), "bzz", true},
		{"outside of a range", scan(prefix("b"), 0), "c", false},
		{"beyond the walked part", scan(prefix("b"), 1), "b2", false},
		{"at the walked part", scan(prefix("b"), 1), "b1", true},
		{"backwards, before the walked part", scan(back, 1), "b2", false},
		{"backwards, in the walked part", scan(back, 1), "b4", true},
		{"before the first", first(prefix("b")), "b0", true},
		{"the first", first(prefix("b")), "b1", true},
		{"behind the first", first(prefix("b")), "b2", false},
		{"the first of nothing", first(prefix("c")), "c7", true},
		{"everything", scan(storage.Range{}, 0), "q", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			tx := New(mapView{"b1": "", "b2": "", "b3": ""}, true)
			c.do(tx)
			h := NewHistory(5)
			h.Add(6, [][]byte{[]byte(c.key)})
			err := h.Conflict(tx, 5)
			if got := dberr.CodeOf(err) == dberr.Conflict; got != c.want {
				t.Fatalf("conflict %v, want %v (%v)", got, c.want, err)
			}
			if err := h.Conflict(tx, 6); err != nil {
				t.Fatalf("the snapshot shows the commit: %v", err)
			}
		})
	}
}

// TestHistoryForgets checks that a snapshot older than the memory is refused.
func TestHistoryForgets(t *testing.T) {
	h := NewHistory(0)
	for i := uint64(1); i <= historyCommits+10; i++ {
		h.Add(i, nil)
	}
	tx := New(mapView{}, true)
	if dberr.CodeOf(h.Conflict(tx, 3)) != dberr.Conflict {
		t.Fatal("an old snapshot passed")
	}
	if err := h.Conflict(tx, 20); err != nil {
		t.Fatal(err)
	}
}

// TestManyRanges checks that merging ranges forgets none.
func TestManyRanges(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		tx := New(mapView{}, true)
		var rs []storage.Range
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			r := drawRange(t)
			rs = append(rs, r)
			for range tx.Scan(ctx, r) {
				t.Fatal("an empty view gave a key")
			}
		}
		tx.reads.normalise()
		k := genKey.Draw(t, "key")
		want := slices.ContainsFunc(rs, func(r storage.Range) bool { return len(mapView{k: ""}.keys(r)) > 0 })
		if got := tx.reads.contains([]byte(k)); got != want {
			t.Fatalf("contains(%q) = %v, want %v in %v", k, got, want, rs)
		}
	})
}
