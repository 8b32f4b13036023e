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
func (u *unique) find(ctx context.Context, env *exec.Env, v value.Value) (row exec.Row, found bool, err error) {
	key := u.key(v)
	if row.Num, row.Doc, found, err = env.Hints.Recall(ctx, env.Reader, u.coll, u.index, key); found || err != nil {
		return row, found, err
	}
	if row.Num, found, err = u.row(ctx, env.Reader, key); err != nil || !found {
		return row, false, err
	}
	row.Doc, err = env.Reader.Get(ctx, catalog.DocumentKey(u.coll.ID, row.Num))
	if errors.Is(err, dberr.NotFound) {
		err = dberr.New(dberr.Corrupt, "an index of collection \""+u.coll.Name+"\" names a document that does not exist")
	}
	if err != nil {
		return row, false, err
	}
	env.Hints.Note(key, row.Num)
	return row, true, nil
}

// key is that of a value in the id index, or in the unique one without the row, with
// room behind it.
func (u *unique) key(v value.Value) []byte {
	if u.index == nil {
		id := v.Str()
		return catalog.AppendIDKey(make([]byte, 0, 5+len(id)+catalog.DocumentKeyBytes), u.coll.ID, id)
	}
	return u.index.Parts[0].AppendKey(catalog.IndexPrefix(u.coll.ID, u.index.ID), v)
}

// row finds the row number.
func (u *unique) row(ctx context.Context, r txn.Reader, key []byte) (num uint64, found bool, err error) {
	if u.index != nil {
		kv, found, err := first(ctx, r, storage.Entries(key))
		if err != nil || !found {
			return 0, false, err
		}
		num, found = catalog.IndexRow(kv.Key)
		return num, found, nil
	}
	raw, err := r.Get(ctx, key)
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

// Unique returns the document whose field equals a value, if a look-up is all that
// takes; done is false if Select has to find it.
//
// Errors: those of the reader; CORRUPT.
func Unique(ctx context.Context, env *exec.Env, coll *catalog.Collection, field string, v value.Value) (row exec.Row, found, done bool, err error) {
	u, ok := uniqueOf(coll, field)
	if !ok || !u.takes(v) {
		return row, false, false, nil
	}
	row, found, err = u.find(ctx, env, v)
	return row, found, true, err
}
