package write

import (
	"context"
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// checks are what has to be judged at the end of a statement.
type checks struct {
	unique []uniqueCheck
	refs   []refCheck
	freed  []freedCheck
}

// uniqueCheck is a new entry of a unique index.
type uniqueCheck struct {
	coll  *catalog.Collection
	index *catalog.Index
	entry index.Entry
	doc   value.Raw
}

// refCheck is a reference that was written: its target must exist.
type refCheck struct {
	coll  *catalog.Collection
	field *catalog.Field
	val   value.Value
}

// freedCheck is a key value that a document gave up: nobody may refer to it.
type freedCheck struct {
	target *catalog.Collection
	key    string
	val    value.Value
	coll   *catalog.Collection // the referring one
	field  *catalog.Field
}

// Check judges what the statement left behind.
//
// Errors: UNIQUE_VIOLATION and REFERENCE_VIOLATION naming field and value, and
// those of the view. Cost: one seek for each unique entry and reference.
func (w *Writer) Check(ctx context.Context) error {
	for !w.checks.empty() { // judging may delete expired documents
		c := w.checks
		w.checks = checks{}
		if err := w.judge(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (c *checks) empty() bool { return len(c.unique)+len(c.refs)+len(c.freed) == 0 }

func (w *Writer) judge(ctx context.Context, c checks) error {
	unique, err := w.suspects(ctx, c.unique)
	if err != nil {
		return err
	}
	for _, u := range unique {
		if err := w.checkUnique(ctx, u); err != nil {
			return err
		}
	}
	for _, r := range c.refs {
		if err := w.checkRef(ctx, r); err != nil {
			return err
		}
	}
	for _, f := range c.freed {
		if err := w.checkFreed(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) checkUnique(ctx context.Context, u uniqueCheck) error {
	if gone, err := w.gone(ctx, u.entry); err != nil || gone {
		return err
	}
	e := u.entry
	other, found, err := w.Tx.First(ctx, storage.Entries(e.Key[:e.Prefix]), e.Key)
	if err != nil || !found {
		return err
	}
	row, ok := catalog.IndexRow(other.Key)
	if !ok || len(other.Key) != len(e.Key) { // not one of these values
		if row, found, err = index.Other(ctx, w.Tx, e); err != nil || !found {
			return err
		}
	}
	if doc, err := w.Tx.Get(ctx, catalog.DocumentKey(u.coll.ID, row)); err != nil {
		return err
	} else if u.coll.Expired(doc, w.env.Now()) {
		if err := w.Delete(ctx, u.coll, Row{Num: row, Doc: doc}); err != nil {
			return err
		}
		return w.checkUnique(ctx, u)
	}
	names, vals := make([]string, len(u.index.Parts)), make([]string, len(u.index.Parts))
	for i, p := range u.index.Parts {
		names[i] = quote(strings.Join(p.Path, "."))
		if r, ok := u.doc.Path(p.Path); ok {
			vals[i] = shortRaw(r)
		}
	}
	what := "field "
	if len(names) > 1 {
		what = "fields "
	}
	return dberr.New(dberr.UniqueViolation, what+strings.Join(names, ", ")+" of collection "+quote(u.coll.Name)+
		" must be unique: "+strings.Join(vals, ", ")+" exists already")
}

func shortRaw(r value.Raw) string {
	v, err := r.Decode()
	if err != nil {
		return "?"
	}
	return schema.Short(v)
}

// refer notes the references that a write has set.
func (w *Writer) refer(coll *catalog.Collection, old, doc value.Raw) {
	for _, f := range coll.Fields {
		if f.Relation == nil {
			continue
		}
		now, ok := doc.Field(f.Name)
		if !ok || now.IsNull() {
			continue
		}
		if old != nil {
			if was, ok := old.Field(f.Name); ok && value.EqualRaw(was, now) {
				continue
			}
		}
		each(now, func(v value.Value) {
			w.checks.refs = append(w.checks.refs, refCheck{coll: coll, field: f, val: v})
		})
	}
}

// each calls do for a value, or for the elements of a list. Nulls are left out.
func each(r value.Raw, do func(value.Value)) {
	v, err := r.Decode()
	if err != nil || v.IsNull() {
		return
	}
	if v.Kind() != value.Array {
		do(v)
		return
	}
	for _, e := range v.Items() {
		if !e.IsNull() {
			do(e)
		}
	}
}

func (w *Writer) checkRef(ctx context.Context, r refCheck) error {
	rel := r.field.Relation
	target := w.Catalog.Collection(rel.To)
	if target != nil {
		found, err := w.exists(ctx, target, rel.Key, r.val)
		if err != nil || found {
			return err
		}
	}
	return dberr.New(dberr.ReferenceViolation, "field "+quote(r.field.Name)+" of collection "+quote(r.coll.Name)+" refers to "+
		schema.Short(r.val)+", which is no "+quote(rel.Key)+" of collection "+quote(rel.To))
}

func (w *Writer) checkFreed(ctx context.Context, f freedCheck) error {
	found, err := w.exists(ctx, f.target, f.key, f.val)
	if err != nil || found {
		return err
	}
	rows, err := w.Find(ctx, f.coll, f.field.Name, f.val, 1)
	if err != nil || len(rows) == 0 {
		return err
	}
	return dberr.New(dberr.ReferenceViolation, quote(f.key)+" "+schema.Short(f.val)+" of collection "+quote(f.target.Name)+
		" is still referred to by field "+quote(f.field.Name)+" of collection "+quote(f.coll.Name))
}

func referred(coll, by *catalog.Collection, f *catalog.Field) error {
	return dberr.New(dberr.ReferenceViolation, "collection "+quote(coll.Name)+" is still referred to by field "+
		quote(f.Name)+" of collection "+quote(by.Name))
}
