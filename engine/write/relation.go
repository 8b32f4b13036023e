package write

import (
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// release does what relations ask for when a document gives up key values: it
// was deleted (doc is nil) or its key fields changed.
func (w *Writer) release(ctx context.Context, target *catalog.Collection, old, doc value.Raw) error {
	for coll, f := range w.Catalog.Referrers(target.Name) {
		was, ok := old.Field(f.Relation.Key)
		if !ok || was.IsNull() {
			continue
		}
		if doc != nil {
			if now, ok := doc.Field(f.Relation.Key); ok && value.EqualRaw(was, now) {
				continue
			}
		}
		v, err := was.Decode()
		if err != nil {
			return err
		}
		if doc != nil || f.Relation.OnDelete == catalog.Restrict {
			w.checks.freed = append(w.checks.freed, freedCheck{target: target, key: f.Relation.Key, val: v, coll: coll, field: f})
			continue
		}
		err = w.later(ctx, func(ctx context.Context) error { return w.act(ctx, target, coll, f, v) })
		if err != nil {
			return err
		}
	}
	return nil
}

// act runs CASCADE or SET_NULL for the documents that refer to a lost key.
func (w *Writer) act(ctx context.Context, target, coll *catalog.Collection, f *catalog.Field, v value.Value) error {
	if still, err := w.exists(ctx, target, f.Relation.Key, v); err != nil || still {
		return err
	}
	rows, err := w.Find(ctx, coll, f.Name, v, 0)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if f.Relation.OnDelete == catalog.Cascade {
			err = w.Delete(ctx, coll, r)
		} else {
			err = w.setNull(ctx, coll, r, f, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// setNull takes a reference out of a document: null, or one element less.
func (w *Writer) setNull(ctx context.Context, coll *catalog.Collection, r Row, f *catalog.Field, lost value.Value) error {
	doc, err := r.Doc.Decode()
	if err != nil {
		return err
	}
	fields := append([]value.Field(nil), doc.Fields()...)
	for i := range fields {
		if fields[i].Name != f.Name {
			continue
		}
		now := value.NullValue()
		if was := fields[i].Value; was.Kind() == value.Array {
			var items []value.Value
			for _, e := range was.Items() {
				if !sameKey(e, lost) {
					items = append(items, e)
				}
			}
			now = value.ArrayValue(items)
		}
		fields[i].Value = now
	}
	_, err = w.Update(ctx, coll, r, fields)
	return err
}

// sameKey compares a reference with a key; a Uuid and its text are the same.
func sameKey(a, b value.Value) bool {
	return value.Equal(a, b) || a.Kind() != b.Kind() && a.Text() == b.Text()
}

func (w *Writer) exists(ctx context.Context, coll *catalog.Collection, key string, v value.Value) (bool, error) {
	if key == "id" || key == "_sid" {
		_, found, err := w.Lookup(ctx, coll, v.Text())
		return found, err
	}
	rows, err := w.Find(ctx, coll, key, v, 1)
	return len(rows) > 0, err
}

// Find returns the documents whose field is the value, or a list with it, at
// most limit of them (0: all). It uses an index on the field if there is one.
//
// Errors: those of the view.
func (w *Writer) Find(ctx context.Context, coll *catalog.Collection, field string, v value.Value, limit int) ([]Row, error) {
	if f := coll.Field(field); f != nil {
		v = schema.Adapt(&f.Type, v)
	}
	for _, x := range coll.Indexes {
		if len(x.Parts[0].Path) == 1 && x.Parts[0].Path[0] == field && (x.Multi || !isList(coll, field)) {
			return w.findByIndex(ctx, coll, x, v, limit)
		}
	}
	var out []Row
	for kv, err := range w.Tx.Scan(ctx, storage.Prefix(catalog.DocumentPrefix(coll.ID))) {
		if err != nil {
			return nil, err
		}
		row, ok := catalog.DocumentRow(kv.Key)
		if !ok || !holds(value.Raw(kv.Value), field, v) {
			continue
		}
		if out = append(out, Row{Num: row, Doc: kv.Value}); len(out) == limit {
			break
		}
	}
	return out, nil
}

func isList(coll *catalog.Collection, field string) bool {
	f := coll.Field(field)
	return f != nil && f.Type.Kind == catalog.List
}

func holds(doc value.Raw, field string, v value.Value) bool {
	r, ok := doc.Field(field)
	found := false
	if ok {
		each(r, func(e value.Value) { found = found || value.Equal(e, v) })
	}
	return found
}

func (w *Writer) findByIndex(ctx context.Context, coll *catalog.Collection, x *catalog.Index, v value.Value, limit int) ([]Row, error) {
	var nums []uint64
	for row, err := range index.Rows(ctx, w.Tx, coll.ID, x, v) {
		if err != nil {
			return nil, err
		}
		if nums = append(nums, row); len(nums) == limit {
			break
		}
	}
	out := make([]Row, len(nums))
	for i, n := range nums {
		doc, err := w.Tx.Get(ctx, catalog.DocumentKey(coll.ID, n))
		if err != nil {
			return nil, err
		}
		out[i] = Row{Num: n, Doc: doc}
	}
	return out, nil
}
