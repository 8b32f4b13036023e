package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Scan reads the documents of a collection in insertion order or against it.
type Scan struct {
	Coll    *catalog.Collection
	From    uint64 // first row
	To      uint64 // row after the last; 0 for no bound
	Reverse bool
}

// Run pushes each document. Errors: those of the store, CORRUPT, TIMEOUT.
func (s *Scan) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	r := storage.Prefix(catalog.DocumentPrefix(s.Coll.ID))
	if s.From > 0 {
		r.Start = catalog.DocumentKey(s.Coll.ID, s.From)
	}
	if s.To > 0 {
		r.End = catalog.DocumentKey(s.Coll.ID, s.To)
	}
	r.Reverse, r.Transient = s.Reverse, true
	var row Row
	n := 0
	for kv, err := range env.Reader.Scan(ctx, r) {
		if err != nil {
			return err
		}
		if n++; n%tick == 0 {
			if err := env.check(ctx); err != nil {
				return err
			}
		}
		num, ok := catalog.DocumentRow(kv.Key)
		if !ok {
			return dberr.New(dberr.Corrupt, "a key of collection \""+s.Coll.Name+"\" is damaged")
		}
		row = Row{Num: num, Doc: value.Raw(kv.Value)}
		if !emit(&row) {
			return nil
		}
	}
	return nil
}

// Describe implements Op.
func (s *Scan) Describe() Description {
	d := Description{Op: "scan", Collection: s.Coll.Name}
	if s.Reverse {
		d.Direction = "reverse"
	}
	return d
}
