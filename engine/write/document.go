package write

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

func quote(s string) string { return `"` + s + `"` }

// Insert adds a document. Without an id it gets a new one; `_sid` is an alias.
//
// Errors: TYPE_MISMATCH, VALIDATION_FAILED, FIELD_NOT_FOUND (strict),
// UNIQUE_VIOLATION for an id that is taken, INVALID_ARGUMENT for both id and
// _sid, LIMIT_EXCEEDED, and those of the view. Uniqueness of fields and
// references are judged by Check.
func (w *Writer) Insert(ctx context.Context, coll *catalog.Collection, doc value.Value) (Row, error) {
	d := w.env.draft(coll, doc, &w.fields)
	return w.InsertDraft(ctx, &d)
}

// InsertDraft adds a document of which a draft was made, to a collection that is still
// defined as it was then.
//
// Errors: as Insert.
func (w *Writer) InsertDraft(ctx context.Context, d *Draft) (Row, error) {
	coll, id, raw := d.coll, d.id, d.raw
	if d.noID != nil {
		return Row{}, d.noID
	}
	idKey := catalog.IDKey(coll.ID, id)
	old, found, err := byKey(ctx, w.Tx, coll, idKey) // there is seldom one, and so no hint to it
	switch {
	case err != nil:
		return Row{}, err
	case found && coll.Expired(old.Doc, w.env.Now()): // hidden already, deleted a little early
		if err := w.Delete(ctx, coll, old); err != nil {
			return Row{}, err
		}
	case found:
		return Row{}, dberr.New(dberr.UniqueViolation, `field "id" of collection `+quote(coll.Name)+" must be unique: "+quote(id)+" exists already")
	}
	if d.err != nil {
		return Row{}, d.err
	}
	stored, err := w.counter(ctx, coll.ID)
	if err != nil {
		return Row{}, err
	}
	row := w.env.NextRow(coll.ID, max(stored.now.NextRow, 1))
	w.Tx.Put(catalog.DocumentKey(coll.ID, row), raw)
	w.Tx.Put(idKey, binary.BigEndian.AppendUint64(nil, row))
	w.env.Hints.Note(idKey, row) // what was written is soon read; nobody believes it before the commit
	if d.indexed {
		for i := range d.entries {
			e := &d.entries[i]
			w.enter(coll, e.Index, e.In(row), raw)
		}
		d.entries, d.indexed = nil, false // the keys are the transaction's now
	} else {
		w.reindex(coll, row, nil, raw)
	}
	w.retext(coll, row, nil, raw)
	w.refer(coll, nil, raw)
	w.Changes = append(w.Changes, feed.Change{Type: feed.Insert, Collection: coll.Name, Row: row, ID: id, New: raw})
	return Row{Num: row, Doc: raw}, w.count(ctx, coll.ID, 1, row)
}

// Lookup returns the document of an id.
//
// Errors: those of the view; found is false for an unknown id.
func (w *Writer) Lookup(ctx context.Context, coll *catalog.Collection, id string) (r Row, found bool, err error) {
	return ByID(ctx, w.Tx, w.env.Hints, coll, id)
}

// ByID returns the document of an id in a view; hints may be nil.
//
// Errors: CORRUPT, those of the view; found is false for an unknown id. Cost:
// two reads of the view, one with a hint.
func ByID(ctx context.Context, view txn.Reader, hints *index.Hints, coll *catalog.Collection, id string) (r Row, found bool, err error) {
	key := catalog.AppendIDKey(make([]byte, 0, 5+len(id)+catalog.DocumentKeyBytes), coll.ID, id)
	if r.Num, r.Doc, found, err = hints.Recall(ctx, view, coll, nil, key); found || err != nil {
		return r, found, err
	}
	if r, found, err = byKey(ctx, view, coll, key); found {
		hints.Note(key, r.Num)
	}
	return r, found, err
}

// byKey returns the document to whose id a key belongs.
func byKey(ctx context.Context, view txn.Reader, coll *catalog.Collection, key []byte) (r Row, found bool, err error) {
	b, err := view.Get(ctx, key)
	if dberr.CodeOf(err) == dberr.NotFound {
		return Row{}, false, nil
	}
	if err == nil && len(b) != 8 {
		err = dberr.New(dberr.Corrupt, "a row number in the index of ids of collection "+quote(coll.Name))
	}
	if err != nil {
		return Row{}, false, err
	}
	r.Num = binary.BigEndian.Uint64(b)
	r.Doc, err = view.Get(ctx, catalog.DocumentKey(coll.ID, r.Num))
	return r, err == nil, err
}

// Update replaces the members of a document; the id stays.
//
// Errors: as Insert; INVALID_ARGUMENT for another id.
func (w *Writer) Update(ctx context.Context, coll *catalog.Collection, old Row, fields []value.Field) (Row, error) {
	id := docID(old.Doc)
	if len(fields) == 0 || fields[0].Name != "id" || fields[0].Value.Kind() != value.String || fields[0].Value.Str() != id {
		return Row{}, dberr.New(dberr.InvalidArgument, "the id of a document cannot be changed: "+quote(id)+" in collection "+quote(coll.Name))
	}
	ch, err := w.env.Checker(coll)
	if err != nil {
		return Row{}, err
	}
	if fields, err = ch.Update(fields, w.env.Now); err != nil {
		return Row{}, err
	}
	raw, err := w.env.encode(coll, fields)
	if err != nil {
		return Row{}, err
	}
	w.Tx.Put(catalog.DocumentKey(coll.ID, old.Num), raw)
	w.reindex(coll, old.Num, old.Doc, raw)
	w.retext(coll, old.Num, old.Doc, raw)
	w.refer(coll, old.Doc, raw)
	w.Changes = append(w.Changes, feed.Change{Type: feed.Update, Collection: coll.Name, Row: old.Num, ID: id, Old: old.Doc, New: raw})
	if err := w.release(ctx, coll, old.Doc, raw); err != nil {
		return Row{}, err
	}
	return Row{Num: old.Num, Doc: raw}, nil
}

// Delete removes a document and does what relations to it ask for. One that
// was removed in the meantime, by a cascade, is left alone.
//
// Errors: REFERENCE_VIOLATION comes from Check; those of the view.
func (w *Writer) Delete(ctx context.Context, coll *catalog.Collection, old Row) error {
	key := catalog.DocumentKey(coll.ID, old.Num)
	switch _, err := w.Tx.Get(ctx, key); {
	case dberr.CodeOf(err) == dberr.NotFound:
		return nil
	case err != nil:
		return err
	}
	id := docID(old.Doc)
	w.Tx.Delete(key)
	w.Tx.Delete(catalog.IDKey(coll.ID, id))
	w.reindex(coll, old.Num, old.Doc, nil)
	w.retext(coll, old.Num, old.Doc, nil)
	w.Changes = append(w.Changes, feed.Change{Type: feed.Delete, Collection: coll.Name, Row: old.Num, ID: id, Old: old.Doc})
	if err := w.count(ctx, coll.ID, -1, 0); err != nil {
		return err
	}
	return w.release(ctx, coll, old.Doc, nil)
}

func docID(doc value.Raw) string {
	id, ok := doc.Field("id")
	if !ok || id.Kind() != value.String {
		return ""
	}
	return string(id.StrBytes())
}

// reindex moves the index entries of a row and notes the new unique ones.
func (w *Writer) reindex(coll *catalog.Collection, row uint64, old, doc value.Raw) {
	for _, list := range [...][]*catalog.Index{coll.Indexes, coll.Building} {
		for _, x := range list {
			for _, e := range w.entries.Update(w.Tx, coll.ID, x, row, old, doc) {
				w.distinct(coll, x, e, doc)
			}
		}
	}
}

// moveEntries moves the entries of a row between two shapes of an index: was
// may name its parts otherwise, after a renaming. A nil old has no entries.
func (w *Writer) moveEntries(coll *catalog.Collection, x, was *catalog.Index, row uint64, old, doc value.Raw) {
	now := index.Entries(coll.ID, x, doc, row)
	if old != nil {
		before := index.Entries(coll.ID, was, old, row)
		if slices.EqualFunc(before, now, func(a, b index.Entry) bool { return bytes.Equal(a.Key, b.Key) }) {
			return
		}
		for _, e := range before {
			w.Tx.Delete(e.Key)
		}
	}
	for _, e := range now {
		w.enter(coll, x, e, doc)
	}
}

// enter puts an entry into an index and notes it if it must be alone.
func (w *Writer) enter(coll *catalog.Collection, x *catalog.Index, e index.Entry, doc value.Raw) {
	w.Tx.Put(e.Key, nil)
	w.distinct(coll, x, e, doc)
}

// distinct notes a new entry that must be alone.
func (w *Writer) distinct(coll *catalog.Collection, x *catalog.Index, e index.Entry, doc value.Raw) {
	if x.Unique && !e.Null {
		w.checks.unique = append(w.checks.unique, uniqueCheck{coll: coll, index: x, entry: e, doc: doc})
	}
}
