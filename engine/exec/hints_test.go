package exec_test

import (
	"context"
	"encoding/binary"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// slow is a view that counts what is read of it, and says whether reads wait.
type slow struct {
	pairs    map[string][]byte
	waits    bool
	gets     int
	together []int // keys that were read together
}

func (s *slow) Get(_ context.Context, key []byte) ([]byte, error) {
	s.gets++
	if b, ok := s.pairs[string(key)]; ok {
		return b, nil
	}
	return nil, dberr.New(dberr.NotFound, "no such key")
}

func (s *slow) Scan(_ context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	var keys []string
	for k := range s.pairs {
		if k >= string(r.Start) && (r.End == nil || k < string(r.End)) {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return func(yield func(storage.KV, error) bool) {
		for _, k := range keys {
			if !yield(storage.KV{Key: []byte(k), Value: s.pairs[k]}, nil) {
				return
			}
		}
	}
}

func (s *slow) GetMany(_ context.Context, keys, values [][]byte) error {
	s.together = append(s.together, len(keys))
	s.gets += len(keys)
	for i, key := range keys {
		values[i] = s.pairs[string(key)]
	}
	return nil
}

func (s *slow) Waits() bool { return s.waits }

// A look-up by an id or a unique key reads a document at once if a hint leads to
// it. Several look-ups that would wait for the medium read their documents in one
// go instead.
func TestLookupsByHints(t *testing.T) {
	coll := &catalog.Collection{ID: 3, Name: "c"}
	x := &catalog.Index{ID: 1, Name: "n", Unique: true, Parts: []catalog.Part{{Path: []string{"n"}}}}
	view := &slow{pairs: map[string][]byte{}}
	ids := []string{"a", "b", "c"}
	var ranges []exec.KeyRange
	for i, id := range ids {
		n := value.IntValue(int64(10 * i))
		doc := value.Encode(value.ObjectValue([]value.Field{{Name: "id", Value: value.StringValue(id)}, {Name: "n", Value: n}}))
		view.pairs[string(catalog.DocumentKey(coll.ID, uint64(i)))] = doc
		view.pairs[string(catalog.IDKey(coll.ID, id))] = binary.BigEndian.AppendUint64(nil, uint64(i))
		view.pairs[string(index.Entries(coll.ID, x, doc, uint64(i))[0].Key)] = nil
		r := storage.Prefix(x.Parts[0].AppendKey(catalog.IndexPrefix(coll.ID, x.ID), n))
		ranges = append(ranges, exec.KeyRange{Start: r.Start, End: r.End})
	}
	env := &exec.Env{Reader: view, Now: time.Now, Hints: index.NewHints()}
	for _, c := range []struct {
		name     string
		n        int
		waits    bool
		gets     int // by id; by a unique key as many less one for each row
		together []int
	}{
		{"the first time", 3, false, 6, []int{3}},
		{"by hints", 3, false, 3, nil},
		{"one that waits, by its hint", 1, true, 1, nil},
		{"several that wait", 3, true, 6, []int{3}},
	} {
		for _, by := range []struct {
			name string
			op   exec.Op
			gets int
		}{
			{"id", &exec.IDLookup{Coll: coll, IDs: ids[:c.n]}, c.gets},
			{"key", &exec.IndexScan{Coll: coll, Index: x, Ranges: ranges[:c.n]}, min(c.gets, c.n)},
		} {
			view.waits, view.gets, view.together = c.waits, 0, nil
			var got []string
			err := (&exec.Fetch{In: by.op, Coll: coll}).Run(context.Background(), env, func(r *exec.Row) bool {
				id, _ := r.Doc.Field("id")
				got = append(got, string(id.StrBytes()))
				return true
			})
			if err != nil || !slices.Equal(got, ids[:c.n]) {
				t.Errorf("%s, by %s: %v %v", c.name, by.name, got, err)
			}
			if view.gets != by.gets || !slices.Equal(view.together, c.together) {
				t.Errorf("%s, by %s: %d reads, not %d; together %v, not %v", c.name, by.name, view.gets, by.gets, view.together, c.together)
			}
		}
	}
}
