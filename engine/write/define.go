package write

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Define writes a new definition. Cost: one key, two if texts are searched.
func (w *Writer) Define(coll *catalog.Collection) {
	w.Tx.Put(catalog.CollectionKey(coll.Name), coll.Encode())
	w.Catalog = w.Catalog.With(coll)
	w.Tx.Put(catalog.NextIDKey(), binary.BigEndian.AppendUint64(nil, uint64(w.Catalog.NextID)))
	if postings.Create(w.Tx, coll) {
		w.texts = append(w.texts, textChange{coll: coll, anew: true})
	}
}

// Drop removes a definition with its documents and indexes. Cost: every key of
// the collection is written.
//
// Errors: REFERENCE_VIOLATION if documents of other collections refer to it,
// and those of the view.
func (w *Writer) Drop(ctx context.Context, coll *catalog.Collection) error {
	for other, f := range w.Catalog.Referrers(coll.Name) {
		if other.ID == coll.ID {
			continue
		}
		for kv, err := range w.Tx.Scan(ctx, storage.Prefix(catalog.DocumentPrefix(other.ID))) {
			if err != nil {
				return err
			}
			if r, ok := value.Raw(kv.Value).Field(f.Name); ok && !r.IsNull() {
				return referred(coll, other, f)
			}
		}
	}
	for _, space := range []byte{catalog.SpaceDocument, catalog.SpaceID, catalog.SpaceIndex, catalog.SpaceText} {
		prefix := binary.BigEndian.AppendUint32([]byte{space}, coll.ID)
		if err := w.clear(ctx, prefix); err != nil {
			return err
		}
	}
	w.Tx.Delete(catalog.CountKey(coll.ID))
	w.Tx.Delete(catalog.CollectionKey(coll.Name))
	w.counts = slices.DeleteFunc(w.counts, func(c counter) bool { return c.coll == coll.ID })
	w.Catalog = w.Catalog.Without(coll.Name)
	return nil
}

// clear deletes every key with a prefix.
func (w *Writer) clear(ctx context.Context, prefix []byte) error {
	var keys [][]byte
	for kv, err := range w.Tx.Scan(ctx, storage.Prefix(prefix)) {
		if err != nil {
			return err
		}
		keys = append(keys, bytes.Clone(kv.Key)) // it would keep its page in memory
	}
	for _, k := range keys {
		w.Tx.Delete(k)
	}
	return nil
}

// Alter replaces a definition and carries the stored documents and indexes
// over. Cost: every document is read; those that change are written.
//
// Errors: TYPE_MISMATCH and VALIDATION_FAILED for documents that do not fit the
// new definition, UNIQUE_VIOLATION, and those of the view.
func (w *Writer) Alter(ctx context.Context, old, now *catalog.Collection, rw *schema.Rewrite) error {
	ch, err := w.env.Checker(now)
	if err != nil {
		return err
	}
	for _, x := range old.Indexes {
		if byID(now, x.ID) == nil {
			if err := w.clear(ctx, catalog.IndexPrefix(old.ID, x.ID)); err != nil {
				return err
			}
		}
	}
	rows, err := w.all(ctx, old)
	if err != nil {
		return err
	}
	asTheyAre := rw.None() && slices.Equal(old.Fields, now.Fields) // only indexes come and go
	for i, r := range rows {
		raw := r.Doc
		if !asTheyAre {
			if raw, err = w.rewritten(now, r, rw, ch); err != nil {
				return err
			}
		}
		w.carry(old, now, r, raw)
		if done := i + 1; w.Progress != nil && (done%progressEvery == 0 || done == len(rows)) {
			w.Progress(done, len(rows))
		}
	}
	w.Tx.Put(catalog.CollectionKey(now.Name), now.Encode())
	w.Catalog = w.Catalog.With(now)
	if !postings.Same(old, now) {
		if err := w.Retext(ctx, now); err != nil {
			return err
		}
	}
	return w.Check(ctx)
}

// progressEvery is the number of documents between two reports.
const progressEvery = 1000

// rewritten is a document as a new definition wants it.
func (w *Writer) rewritten(now *catalog.Collection, r Row, rw *schema.Rewrite, ch *schema.Checker) (value.Raw, error) {
	doc, err := r.Doc.Decode()
	if err != nil {
		return nil, err
	}
	fields := rw.Apply(append([]value.Field(nil), doc.Fields()...))
	if fields, err = ch.Update(fields, w.env.Now); err != nil {
		return nil, err
	}
	return w.env.encode(now, fields)
}

func (w *Writer) all(ctx context.Context, coll *catalog.Collection) ([]Row, error) {
	var rows []Row
	for kv, err := range w.Tx.Scan(ctx, storage.Prefix(catalog.DocumentPrefix(coll.ID))) {
		if err != nil {
			return nil, err
		}
		if n, ok := catalog.DocumentRow(kv.Key); ok {
			rows = append(rows, Row{Num: n, Doc: kv.Value})
		}
	}
	return rows, nil
}

func byID(c *catalog.Collection, id uint32) *catalog.Index {
	for _, x := range c.Indexes {
		if x.ID == id {
			return x
		}
	}
	return nil
}

// carry writes a rewritten document and its entries in the new indexes.
func (w *Writer) carry(old, now *catalog.Collection, r Row, raw value.Raw) {
	for _, x := range now.Indexes {
		was := byID(old, x.ID)
		var from value.Raw
		if was != nil {
			from = r.Doc
		}
		w.moveEntries(now, x, was, r.Num, from, raw)
	}
	if string(r.Doc) == string(raw) {
		return
	}
	w.Tx.Put(catalog.DocumentKey(now.ID, r.Num), raw)
	w.retext(now, r.Num, r.Doc, raw)
	w.refer(now, r.Doc, raw)
	w.Changes = append(w.Changes, feed.Change{
		Type: feed.Update, Collection: now.Name, Row: r.Num, ID: docID(raw), Old: r.Doc, New: raw,
	})
}

// DefineHandler writes a handler; one of the same name is replaced.
func (w *Writer) DefineHandler(h *catalog.Handler) {
	if old := w.Catalog.Handler(h.Name); old != nil {
		h.Order = old.Order
	} else {
		for _, o := range w.Catalog.Handlers() {
			h.Order = max(h.Order, o.Order+1)
		}
	}
	w.Tx.Put(catalog.HandlerKey(h.Name), h.Encode())
	w.Catalog = w.Catalog.WithHandler(h)
}

// DropHandler removes a handler.
func (w *Writer) DropHandler(name string) {
	w.Tx.Delete(catalog.HandlerKey(name))
	w.Catalog = w.Catalog.WithoutHandler(name)
}
