package index

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// docs is a view that holds documents by their keys.
type docs map[string][]byte

func (d docs) Get(_ context.Context, key []byte) ([]byte, error) {
	if b, ok := d[string(key)]; ok {
		return b, nil
	}
	return nil, dberr.New(dberr.NotFound, "no such key")
}

func testDoc(id string, a value.Value) value.Raw {
	return value.Encode(value.ObjectValue([]value.Field{{Name: "id", Value: value.StringValue(id)}, {Name: "a", Value: a}}))
}

func testKey(coll *catalog.Collection, x *catalog.Index, a value.Value) []byte {
	return x.Parts[0].AppendKey(catalog.IndexPrefix(coll.ID, x.ID), a)
}

// Whatever was noted, rightly or wrongly, and whatever became of the documents
// since: what is recalled is the document that has the id or the key, and a hint
// that is right is found.
func TestHintsAreNeverBelieved(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		coll := &catalog.Collection{ID: 7, Name: "c"}
		x := &catalog.Index{ID: 3, Unique: true, Parts: []catalog.Part{{Path: []string{"a"}, Desc: rapid.Bool().Draw(t, "desc")}}}
		h, view := NewHints(), docs{}
		ids, keys := map[string]uint64{}, map[int64]uint64{} // the truth
		rows := map[uint64]value.Raw{}
		noted := map[string]uint64{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			id, a := "id"+strconv.Itoa(rapid.IntRange(0, 5).Draw(t, "id")), rapid.Int64Range(0, 5).Draw(t, "a")
			row := rapid.Uint64Range(0, 9).Draw(t, "row")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0: // a document, if nothing stands in its way
				if _, taken := ids[id]; taken || rows[row] != nil {
					continue
				}
				if _, taken := keys[a]; taken {
					continue
				}
				ids[id], keys[a], rows[row] = row, row, testDoc(id, value.IntValue(a))
				view[string(catalog.DocumentKey(coll.ID, row))] = rows[row]
			case 1:
				for id, r := range ids {
					if r == row {
						delete(ids, id)
					}
				}
				for a, r := range keys {
					if r == row {
						delete(keys, a)
					}
				}
				delete(rows, row)
				delete(view, string(catalog.DocumentKey(coll.ID, row)))
			case 2:
				for _, key := range [][]byte{catalog.IDKey(coll.ID, id), testKey(coll, x, value.IntValue(a))} {
					h.Note(key, row)
					noted[string(key)] = row
				}
			}
			try := func(x *catalog.Index, key []byte, want uint64, exists bool) {
				got, doc, ok, err := h.Recall(ctx, view, coll, x, key)
				last, hinted := noted[string(key)]
				if right := exists && hinted && last == want; err != nil || ok != right || ok && (got != want || string(doc) != string(rows[want])) {
					t.Fatalf("recalled row %d (%v, %v); the document lies at %d (%v), the last note said %d (%v)", got, ok, err, want, exists, last, hinted)
				}
			}
			want, exists := ids[id]
			try(nil, catalog.IDKey(coll.ID, id), want, exists)
			want, exists = keys[a]
			try(x, testKey(coll, x, value.IntValue(a)), want, exists)
		}
	})
}

// Documents without a value share a key of a unique index: none of them is the one.
func TestNoHintForNull(t *testing.T) {
	coll, x := &catalog.Collection{ID: 1}, &catalog.Index{ID: 1, Unique: true, Parts: []catalog.Part{{Path: []string{"a"}}}}
	key := testKey(coll, x, value.NullValue())
	h := NewHints()
	h.Note(key, 4)
	view := docs{string(catalog.DocumentKey(1, 4)): testDoc("x", value.NullValue())}
	if _, _, ok, err := h.Recall(context.Background(), view, coll, x, key); ok || err != nil {
		t.Error(ok, err)
	}
}

// An error of the view is told, and no hints at all are hints that know nothing.
func TestHintsErrors(t *testing.T) {
	ctx, coll := context.Background(), &catalog.Collection{ID: 1}
	key := catalog.IDKey(1, "a")
	h := NewHints()
	h.Note(key, 4)
	if _, _, ok, err := h.Recall(ctx, broken{}, coll, nil, key); ok || dberr.CodeOf(err) != dberr.Closed {
		t.Error(ok, err)
	}
	for _, h := range []*Hints{nil, {}} {
		h.Note(key, 4)
		if _, _, ok, err := h.Recall(ctx, broken{}, coll, nil, key); ok || err != nil {
			t.Error(ok, err)
		}
	}
	h.Note(key, 1<<rowBits) // too large: the older hint stays, and is tried
	if _, _, _, err := h.Recall(ctx, broken{}, coll, nil, key); dberr.CodeOf(err) != dberr.Closed {
		t.Error(err)
	}
}

type broken struct{}

func (broken) Get(context.Context, []byte) ([]byte, error) {
	return nil, dberr.New(dberr.Closed, "closed")
}

func TestOneKey(t *testing.T) {
	unique := &catalog.Index{Unique: true}
	for _, c := range []struct {
		x    *catalog.Index
		r    storage.Range
		want bool
	}{
		{unique, storage.Prefix([]byte{1, 2}), true},
		{unique, storage.Range{Start: []byte{1, 2}, End: []byte{1, 4}}, false},
		{unique, storage.Range{Start: []byte{1, 2}, End: []byte{2, 3}}, false},
		{unique, storage.Range{Start: []byte{1, 2}, End: []byte{2}}, false},
		{unique, storage.Range{Start: []byte{1, 2}}, false},
		{unique, storage.Range{}, false},
		{unique, storage.Range{Start: []byte{1, 0xff}, End: []byte{1, 0}}, false},
		{&catalog.Index{}, storage.Prefix([]byte{1, 2}), false},
		{&catalog.Index{Unique: true, Multi: true}, storage.Prefix([]byte{1, 2}), false},
	} {
		if got := OneKey(c.x, c.r); got != c.want {
			t.Errorf("%v: %v", c.r, got)
		}
	}
}

// More keys than there is room for push each other out, from many goroutines.
func TestHintsOverflow(t *testing.T) {
	ctx, coll := context.Background(), &catalog.Collection{ID: 1}
	const sets = 16
	const n = 3 * 8 * sets
	view := docs{}
	for i := range n {
		view[string(catalog.DocumentKey(1, uint64(i)))] = testDoc(strconv.Itoa(i), value.NullValue())
	}
	h := newHints(sets, sets)
	var wg, noted sync.WaitGroup
	noted.Add(4)
	for g := range 4 {
		wg.Go(func() {
			found := 0
			for i := g; i < n; i += 4 {
				h.Note(catalog.IDKey(1, strconv.Itoa(i)), uint64(i))
				h.row(catalog.IDKey(1, strconv.Itoa(i/2)))
			}
			noted.Done()
			noted.Wait()
			for i := range n {
				row, _, ok, err := h.Recall(ctx, view, coll, nil, catalog.IDKey(1, strconv.Itoa(i)))
				if err != nil || ok && row != uint64(i) {
					t.Error(i, row, err)
					return
				}
				if ok {
					found++
				}
			}
			if found == 0 || found > 8*sets {
				t.Error(found, "hints in room for", 8*sets)
			}
		})
	}
	wg.Wait()
}

// When as many hints had to go as there is room for, there is more room, once; not if
// there are few rows.
func TestHintsGrow(t *testing.T) {
	const sets, most, n = 16, 128, 3 * 8 * 16
	for _, first := range []uint64{0, 1000} {
		h, want := newHints(sets, most), most
		if first == 0 {
			want = sets // the last rows alone are too few
		}
		for range 3 {
			for i := range n {
				h.Note(catalog.IDKey(1, strconv.Itoa(i)), first+uint64(i)/2)
			}
		}
		if now := len(h.table()); now != want {
			t.Fatalf("%d sets, not %d", now, want)
		}
		found := 0
		for i := range n {
			if row, ok := h.row(catalog.IDKey(1, strconv.Itoa(i))); ok && row == first+uint64(i)/2 {
				found++
			}
		}
		if want == most && found < n*9/10 || found > 8*want {
			t.Errorf("%d of %d hints in room for %d", found, n, 8*want)
		}
	}
}
