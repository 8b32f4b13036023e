package exec

import (
	"cmp"
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/storage"
)

// Ends emits the documents with the smallest and the largest value of some indexed
// fields: all that min and max ask for.
type Ends struct {
	Coll *catalog.Collection
	Of   []End
}

// End is a field as a part of an index, within a range that holds no nulls.
type End struct {
	Index *catalog.Index
	Part  int
	Range KeyRange

	Conditions []string // what the range says, for explain
}

// Run pushes up to two rows for each field, in the order of the collection: of equal
// values (0 and -0.0, 1 and 1.0) the first row counts, and a row that is here for one field
// may hold such a value of another. Errors: those of the store, CORRUPT. Cost: four seeks
// and two documents for each field.
func (e *Ends) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	var rows []Row
	for i := range e.Of {
		x := &e.Of[i]
		r := storage.Range{Start: x.Range.Start, End: x.Range.End}
		low, found, err := e.entry(ctx, env, x, r)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		r.Reverse = true
		high, _, err := e.entry(ctx, env, x, r)
		if err != nil {
			return err
		}
		for _, key := range [...][]byte{low, high} {
			// Of equal values the first row counts.
			n, ok := partsLen(x.Index, x.Part+1, key)
			if !ok {
				return damaged(e.Coll, x.Index)
			}
			if key, _, err = e.entry(ctx, env, x, storage.Prefix(key[:n])); err != nil {
				return err
			}
			var row Row
			row.Num, _ = catalog.IndexRow(key)
			if row.Doc, err = document(ctx, env, e.Coll, catalog.DocumentKey(e.Coll.ID, row.Num)); err != nil {
				return err
			}
			rows = append(rows, row)
		}
	}
	sorting.Func(rows, func(a, b Row) int { return cmp.Compare(a.Num, b.Num) })
	for i := range rows {
		if !emit(&rows[i]) {
			break
		}
	}
	return nil
}

// entry returns the first key of a range.
func (e *Ends) entry(ctx context.Context, env *Env, x *End, r storage.Range) (key []byte, found bool, err error) {
	for kv, err := range env.Reader.Scan(ctx, r) {
		if err != nil {
			return nil, false, err
		}
		if _, ok := catalog.IndexRow(kv.Key); !ok {
			return nil, false, damaged(e.Coll, x.Index)
		}
		return kv.Key, true, nil
	}
	return nil, false, nil
}

// Describe implements Op.
func (e *Ends) Describe() Description {
	d := Description{Op: "indexEnds", Collection: e.Coll.Name}
	for i := range e.Of {
		if i > 0 {
			d.Index += ", "
		}
		d.Index += e.Of[i].Index.Name
		d.Ranges = e.Of[i].Conditions
	}
	return d
}
