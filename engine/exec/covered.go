package exec

import (
	"bytes"
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Covered reads ranges of an index and emits rows whose documents hold nothing but
// the indexed fields, taken from the keys: for sinks that ask for no others. Each
// part is a declared field of a type whose values their keys tell.
type Covered struct {
	Coll   *catalog.Collection
	Index  *catalog.Index
	Ranges []KeyRange

	Conditions []string // what the ranges say, for explain
}

// Run pushes a row for each entry. Errors: those of the store, CORRUPT, TIMEOUT.
func (c *Covered) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	var (
		row  Row
		keys []byte    // of the entries that doc stands for
		doc  value.Raw // kept by sinks, so each has bytes of its own
		n    int
	)
	for i := range c.Ranges {
		for kv, err := range env.Reader.Scan(ctx, storage.Range{Start: c.Ranges[i].Start, End: c.Ranges[i].End}) {
			if err != nil {
				return err
			}
			if n++; n%tick == 0 {
				if err := env.check(ctx); err != nil {
					return err
				}
			}
			num, ok := catalog.IndexRow(kv.Key)
			if !ok {
				return damaged(c.Coll, c.Index)
			}
			if key := kv.Key[indexHeader : len(kv.Key)-8]; keys == nil || !bytes.Equal(key, keys) {
				if doc, err = c.document(ctx, env, key, num); err != nil {
					return err
				}
				keys = key
			}
			if row = (Row{Num: num, Doc: doc}); !emit(&row) {
				return nil
			}
		}
	}
	return nil
}

// document is what a key tells of a document. It does not tell 0.0 from -0.0: then
// the document itself is read.
func (c *Covered) document(ctx context.Context, env *Env, key []byte, num uint64) (value.Raw, error) {
	fields := make([]value.Field, 0, 4)
	for i := range c.Index.Parts {
		p := &c.Index.Parts[i]
		v, rest, err := p.DecodeKey(key)
		if err != nil {
			return nil, damaged(c.Coll, c.Index)
		}
		key = rest
		if f := c.Coll.Field(p.Path[0]); f != nil && f.Type.Kind == catalog.Float && v.IsNumber() {
			if v = value.FloatValue(v.Float()); v.Float() == 0 {
				return document(ctx, env, c.Coll, catalog.DocumentKey(c.Coll.ID, num))
			}
		}
		if !v.IsNull() {
			fields = append(fields, value.Field{Name: p.Path[0], Value: v})
		}
	}
	return value.Encode(value.ObjectValue(fields)), nil
}

// Describe implements Op.
func (c *Covered) Describe() Description {
	return Description{Op: "indexOnlyScan", Collection: c.Coll.Name, Index: c.Index.Name, Ranges: c.Conditions}
}
