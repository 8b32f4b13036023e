package index

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// keys is a view of keys without values.
type keys map[string]bool

func (k keys) Put(key, _ []byte) { k[string(key)] = true }
func (k keys) Delete(key []byte) { delete(k, string(key)) }
func (k keys) sorted() (s []string) {
	for key := range k {
		s = append(s, key)
	}
	slices.Sort(s)
	return s
}

func (k keys) Scan(_ context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		for _, key := range k.sorted() {
			if key >= string(r.Start) && (r.End == nil || key < string(r.End)) && !yield(storage.KV{Key: []byte(key)}, nil) {
				return
			}
		}
	}
}

func drawValue(t *rapid.T, depth int) value.Value {
	switch rapid.IntRange(0, 5+depth).Draw(t, "kind") {
	case 0:
		return value.NullValue()
	case 1:
		return value.BoolValue(rapid.Bool().Draw(t, "b"))
	case 2:
		return value.IntValue(rapid.Int64Range(-3, 3).Draw(t, "i"))
	case 3:
		return value.FloatValue(rapid.Float64Range(-3, 3).Draw(t, "f"))
	case 4, 5:
		return value.StringValue(rapid.StringN(0, 3, -1).Draw(t, "s"))
	}
	items := make([]value.Value, rapid.IntRange(0, 4).Draw(t, "n"))
	for i := range items {
		items[i] = drawValue(t, 0)
	}
	return value.ArrayValue(items)
}

func drawDoc(t *rapid.T) value.Raw {
	var fields []value.Field
	for _, name := range []string{"a", "b"} {
		if rapid.Bool().Draw(t, "has"+name) {
			fields = append(fields, value.Field{Name: name, Value: drawValue(t, 1)})
		}
	}
	return value.Encode(value.ObjectValue(fields))
}

func drawIndex(t *rapid.T) *catalog.Index {
	part := func(name string) catalog.Part {
		return catalog.Part{Path: []string{name}, Desc: rapid.Bool().Draw(t, "desc")}
	}
	x := &catalog.Index{ID: 3, Parts: []catalog.Part{part("a")}}
	if rapid.Bool().Draw(t, "compound") {
		x.Parts = append(x.Parts, part("b"))
	} else {
		x.Multi = rapid.Bool().Draw(t, "multi")
	}
	return x
}

// TestUpdateKeepsEntriesExact moves documents about: the entries are always
// those of a rebuilt index.
func TestUpdateKeepsEntriesExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, w, docs := drawIndex(t), keys{}, map[uint64]value.Raw{}
		var room Room
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			row := rapid.Uint64Range(1, 4).Draw(t, "row")
			var now value.Raw
			if rapid.Bool().Draw(t, "keep") {
				now = drawDoc(t)
			}
			added := room.Update(w, 1, x, row, docs[row], now)
			for _, e := range added {
				if !w[string(e.Key)] {
					t.Fatal("an added entry is not there")
				}
			}
			if now == nil {
				delete(docs, row)
			} else {
				docs[row] = now
			}
		}
		rebuilt := keys{}
		for row, doc := range docs {
			for _, e := range Entries(1, x, doc, row) {
				rebuilt.Put(e.Key, nil)
			}
		}
		if !slices.Equal(w.sorted(), rebuilt.sorted()) {
			t.Fatalf("%q, rebuilt %q", w.sorted(), rebuilt.sorted())
		}
	})
}

// TestEntriesAreOrdered compares the order of entries with that of the values.
func TestEntriesAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawIndex(t)
		x.Multi = false
		a, b := drawDoc(t), drawDoc(t)
		want := 0
		for _, p := range x.Parts {
			va, vb := part(a, p), part(b, p)
			if want = value.Compare(va, vb); p.Desc {
				want = -want
			}
			if want != 0 {
				break
			}
		}
		ka, kb := Entries(1, x, a, 1)[0], Entries(1, x, b, 1)[0]
		if got := bytes.Compare(ka.Key, kb.Key); got != want {
			t.Fatalf("%s and %s: %d, want %d", a.AppendJSON(nil), b.AppendJSON(nil), got, want)
		}
	})
}

func part(doc value.Raw, p catalog.Part) value.Value {
	r, ok := doc.Path(p.Path)
	if !ok {
		return value.NullValue()
	}
	v, _ := r.Decode()
	return v
}

func TestLookups(t *testing.T) {
	ctx := context.Background()
	x := &catalog.Index{ID: 1, Parts: []catalog.Part{{Path: []string{"a"}}}}
	w := keys{}
	for row, n := range []int64{5, 3, 5, 4} {
		doc := value.Encode(value.ObjectValue([]value.Field{{Name: "a", Value: value.IntValue(n)}}))
		new(Room).Update(w, 1, x, uint64(row+1), nil, doc)
	}
	new(Room).Update(w, 1, x, 9, nil, value.Encode(value.ObjectValue(nil)))
	collect := func(seq iter.Seq2[uint64, error]) (rows []uint64) {
		for r, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, r)
		}
		return rows
	}
	if got := collect(Rows(ctx, w, 1, x, value.FloatValue(5))); !slices.Equal(got, []uint64{1, 3}) {
		t.Error("rows", got)
	}
	if got := collect(Below(ctx, w, 1, x, value.IntValue(4))); !slices.Equal(got, []uint64{2, 4}) {
		t.Error("below", got)
	}
	five := value.Encode(value.ObjectValue([]value.Field{{Name: "a", Value: value.IntValue(5)}}))
	if row, found, err := Other(ctx, w, Entries(1, x, five, 1)[0]); row != 3 || !found || err != nil {
		t.Error("other", row, found, err)
	}
	four := value.Encode(value.ObjectValue([]value.Field{{Name: "a", Value: value.IntValue(4)}}))
	if _, found, err := Other(ctx, w, Entries(1, x, four, 4)[0]); found || err != nil {
		t.Error("other of the only one", found, err)
	}
}

// What is drafted before the row is known becomes the entries of that row, of every
// index.
func TestDraftsBecomeEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coll := &catalog.Collection{ID: 5}
		for i := range rapid.IntRange(0, 6).Draw(t, "indexes") {
			x := drawIndex(t)
			x.ID = uint32(i + 1)
			if rapid.Bool().Draw(t, "building") {
				coll.Building = append(coll.Building, x)
			} else {
				coll.Indexes = append(coll.Indexes, x)
			}
		}
		doc := drawDoc(t)
		row := rapid.Uint64().Draw(t, "row")
		drafts := Drafts(coll, doc)
		for _, list := range [][]*catalog.Index{coll.Indexes, coll.Building} {
			for _, x := range list {
				for _, want := range Entries(coll.ID, x, doc, row) {
					if len(drafts) == 0 || drafts[0].Index != x {
						t.Fatalf("index %d: %d drafts are left, want %x", x.ID, len(drafts), want.Key)
					}
					got := drafts[0].In(row)
					if drafts = drafts[1:]; !bytes.Equal(got.Key, want.Key) || got.Prefix != want.Prefix || got.Null != want.Null {
						t.Fatalf("index %d: %+v, want %+v", x.ID, got, want)
					}
				}
			}
		}
		if len(drafts) != 0 {
			t.Fatalf("%d drafts too many", len(drafts))
		}
	})
}
