package plan

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// unique is the look-up of a document by its id or by a unique field, for which
// no plan has to be made.
type unique struct {
	coll  *catalog.Collection
	index *catalog.Index // unique, of one part; nil for the id
	kind  value.Kind     // of the operand; Int stands for all numbers
}

// uniqueOf returns the look-up by a field; ok is false if there is none, or if
// documents of the collection can outlive their time.
func uniqueOf(coll *catalog.Collection, field string) (u unique, ok bool) {
	if expires(coll) {
		return u, false
	}
	u = unique{coll: coll, kind: value.String}
	switch field {
	case "id", "_sid":
		return u, true
	case "and", "or", "not": // of filters, whatever fields there are
		return u, false
	}
	d := coll.Field(field)
	if d == nil {
		return u, false
	}
	switch d.Type.Kind {
	case catalog.String, catalog.ID:
	case catalog.Int, catalog.Float:
		u.kind = value.Int
	default:
		return u, false
	}
	for _, x := range coll.Indexes {
		if x.Unique && !x.Multi && len(x.Parts) == 1 && len(x.Parts[0].Path) == 1 && x.Parts[0].Path[0] == field {
			u.index = x
			return u, true
		}
	}
	return u, false
}

// takes reports whether a value is of the kind that the look-up expects.
func (u *unique) takes(v value.Value) bool {
	if u.kind == value.Int {
		return v.IsNumber()
	}
	return v.Kind() == u.kind
}

// find returns the document that has the value.
//
// Errors: those of the reader; CORRUPT.
func (u *unique) find(ctx context.Context, r txn.Reader, v value.Value) (row exec.Row, found bool, err error) {
	if row.Num, found, err = u.row(ctx, r, v); err != nil || !found {
		return row, false, err
	}
	doc, err := r.Get(ctx, catalog.DocumentKey(u.coll.ID, row.Num))
	if errors.Is(err, dberr.NotFound) {
		err = dberr.New(dberr.Corrupt, "an index of collection \""+u.coll.Name+"\" names a document that does not exist")
	}
	row.Doc = doc
	return row, err == nil, err
}

// row finds the row number.
func (u *unique) row(ctx context.Context, r txn.Reader, v value.Value) (num uint64, found bool, err error) {
	if u.index != nil {
		key := catalog.IndexPrefix(u.coll.ID, u.index.ID)
		key = u.index.Parts[0].AppendKey(key, v)
		kv, found, err := first(ctx, r, storage.Prefix(key))
		if err != nil || !found {
			return 0, false, err
		}
		num, found = catalog.IndexRow(kv.Key)
		return num, found, nil
	}
	raw, err := r.Get(ctx, catalog.IDKey(u.coll.ID, v.Str()))
	if errors.Is(err, dberr.NotFound) {
		return 0, false, nil
	}
	if err == nil && len(raw) != 8 {
		err = dberr.New(dberr.Corrupt, "the id index of collection \""+u.coll.Name+"\" is damaged")
	}
	if err != nil {
		return 0, false, err
	}
	return binary.BigEndian.Uint64(raw), true, nil
}

// first is storage.First of a snapshot, or of a transaction with its own writes.
func first(ctx context.Context, r txn.Reader, rng storage.Range) (storage.KV, bool, error) {
	if tx, ok := r.(*txn.Tx); ok {
		return tx.First(ctx, rng, nil)
	}
	return storage.First(ctx, r, rng)
}

// Unique pushes the document whose field equals a value, if a look-up is all that
// takes; done is false if Select has to find it.
//
// Errors: those of the reader; CORRUPT.
func Unique(ctx context.Context, env *exec.Env, coll *catalog.Collection, field string, v value.Value, emit func(*exec.Row) bool) (done bool, err error) {
	u, ok := uniqueOf(coll, field)
	if !ok || !u.takes(v) {
		return false, nil
	}
	row, found, err := u.find(ctx, env.Reader, v)
	if found {
		emit(&row)
	}
	return true, err
}
