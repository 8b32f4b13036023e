// Package verify checks a database against its invariants: documents, ids,
// indexes, counters, references and the change log must tell the same story.
// The function to know is [View]. It changes nothing and trusts nothing: bytes
// that cannot be read are findings, not errors.
package verify

import (
	"context"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
	"github.com/auroradb/aurora/storage"
)

// Problem is one broken invariant.
type Problem struct {
	Collection string // "" for the database as a whole
	Msg        string
}

// String returns the problem as one line.
func (p Problem) String() string {
	if p.Collection == "" {
		return p.Msg
	}
	return "collection \"" + p.Collection + "\": " + p.Msg
}

// maxProblems bounds what is listed.
const maxProblems = 1000

// View checks everything that a view shows. Cost: every key is read, every
// document is decoded.
//
// Errors: those of the view; CORRUPT if the definitions cannot be read.
func View(ctx context.Context, view catalog.Reader) ([]Problem, error) {
	cat, err := catalog.Load(ctx, view)
	if err != nil {
		return nil, err
	}
	v := &verifier{ctx: ctx, view: view, cat: cat}
	for _, c := range cat.Collections() {
		if err := v.collection(c); err != nil {
			return v.found, err
		}
	}
	if err := v.strangers(); err != nil {
		return v.found, err
	}
	return v.found, v.log()
}

type verifier struct {
	ctx   context.Context // of the running check
	view  catalog.Reader
	cat   *catalog.Catalog
	found []Problem
}

func (v *verifier) report(coll string, parts ...string) {
	if len(v.found) < maxProblems {
		msg := ""
		for _, p := range parts {
			msg += p
		}
		v.found = append(v.found, Problem{Collection: coll, Msg: msg})
	}
}

// collection checks documents, ids, indexes and counters of one collection.
func (v *verifier) collection(c *catalog.Collection) error {
	ch, err := schema.NewChecker(c, nil)
	if dberr.CodeOf(err) == dberr.UnknownFunction { // one of the program that made the database
		ch, err = nil, nil
	}
	if err != nil {
		v.report(c.Name, "its definition cannot be compiled: ", err.Error())
		return nil
	}
	documents, last := uint64(0), uint64(0)
	expected := map[string]bool{} // index entries; false for those of an index that is being built
	for kv, err := range v.view.Scan(v.ctx, storage.Prefix(catalog.DocumentPrefix(c.ID))) {
		if err != nil {
			return err
		}
		row, ok := catalog.DocumentRow(kv.Key)
		if !ok {
			v.report(c.Name, "a document key of ", strconv.Itoa(len(kv.Key)), " bytes")
			continue
		}
		documents, last = documents+1, max(last, row)
		if err := v.document(c, ch, row, value.Raw(kv.Value), expected); err != nil {
			return err
		}
	}
	if err := v.idKeys(c, documents); err != nil {
		return err
	}
	if err := v.entries(c, expected); err != nil {
		return err
	}
	problems, err := postings.Verify(v.ctx, v.view, c)
	if err != nil {
		return err
	}
	for _, p := range problems {
		v.report(c.Name, p)
	}
	n, err := catalog.ReadCount(v.ctx, v.view, c.ID)
	if err != nil {
		return err
	}
	if n.Documents != documents {
		v.report(c.Name, "counts ", utoa(n.Documents), " documents and holds ", utoa(documents))
	}
	if documents > 0 && n.NextRow <= last {
		v.report(c.Name, "would give row ", utoa(n.NextRow), " again; the last one is ", utoa(last))
	}
	return nil
}

func utoa(n uint64) string { return strconv.FormatUint(n, 10) }

func (v *verifier) document(c *catalog.Collection, ch *schema.Checker, row uint64, doc value.Raw, expected map[string]bool) error {
	if err := doc.Check(); err != nil || doc.Kind() != value.Object {
		v.report(c.Name, "the document of row ", utoa(row), " cannot be read")
		return nil
	}
	d, err := doc.Decode()
	if err != nil {
		v.report(c.Name, "the document of row ", utoa(row), " cannot be decoded: ", err.Error())
		return nil
	}
	fields := d.Fields()
	if len(fields) == 0 || fields[0].Name != "id" || fields[0].Value.Kind() != value.String {
		v.report(c.Name, "the document of row ", utoa(row), " does not begin with its id")
		return nil
	}
	id := fields[0].Value.Str()
	r, found, err := write.ByID(v.ctx, v.view, nil, c, id)
	if err != nil && dberr.CodeOf(err) != dberr.NotFound && dberr.CodeOf(err) != dberr.Corrupt {
		return err
	}
	if !found || r.Num != row {
		v.report(c.Name, "id ", strconv.Quote(id), " of row ", utoa(row), " leads elsewhere")
	}
	now := func() time.Time { return time.Time{} }
	if ch == nil {
		// The rules cannot be checked without the program's functions.
	} else if _, err := ch.Update(append([]value.Field(nil), fields...), now); err != nil {
		v.report(c.Name, "document ", strconv.Quote(id), " breaks a rule: ", err.Error())
	}
	for _, x := range c.Indexes {
		for _, e := range index.Entries(c.ID, x, doc, row) {
			expected[string(e.Key)] = true
			if !x.Unique || e.Null {
				continue
			}
			if other, clash, err := index.Other(v.ctx, v.view, e); err != nil {
				return err
			} else if clash {
				v.report(c.Name, "rows ", utoa(row), " and ", utoa(other), " have the same value in the unique index ", x.Name)
			}
		}
	}
	for _, x := range c.Building {
		for _, e := range index.Entries(c.ID, x, doc, row) {
			expected[string(e.Key)] = false
		}
	}
	return v.references(c, id, doc)
}

func (v *verifier) references(c *catalog.Collection, id string, doc value.Raw) error {
	for _, f := range c.Fields {
		if f.Relation == nil || f.Relation.Key != "id" {
			continue
		}
		r, ok := doc.Field(f.Name)
		if !ok || r.Kind() != value.String {
			continue
		}
		to := v.cat.Collection(f.Relation.To)
		if to == nil {
			v.report(c.Name, "field ", f.Name, " refers to the undefined collection ", f.Relation.To)
			continue
		}
		_, found, err := write.ByID(v.ctx, v.view, nil, to, string(r.StrBytes()))
		if err != nil && dberr.CodeOf(err) != dberr.NotFound {
			return err
		}
		if !found {
			v.report(c.Name, "field ", f.Name, " of document ", strconv.Quote(id), " refers to nothing")
		}
	}
	return nil
}

// idKeys checks that every id leads to a document with that id.
func (v *verifier) idKeys(c *catalog.Collection, documents uint64) error {
	n := uint64(0)
	for kv, err := range v.view.Scan(v.ctx, storage.Prefix(catalog.IDKey(c.ID, ""))) {
		if err != nil {
			return err
		}
		n++
		id := string(kv.Key[5:])
		r, found, err := write.ByID(v.ctx, v.view, nil, c, id)
		switch {
		case err != nil && dberr.CodeOf(err) != dberr.NotFound && dberr.CodeOf(err) != dberr.Corrupt:
			return err
		case !found:
			v.report(c.Name, "id ", strconv.Quote(id), " leads to no document")
		default:
			if have, ok := r.Doc.Field("id"); !ok || have.Kind() != value.String || string(have.StrBytes()) != id {
				v.report(c.Name, "id ", strconv.Quote(id), " leads to the document of another id")
			}
		}
	}
	if n != documents {
		v.report(c.Name, "has ", utoa(n), " ids for ", utoa(documents), " documents")
	}
	return nil
}

// entries checks that the stored index entries are exactly those expected.
func (v *verifier) entries(c *catalog.Collection, expected map[string]bool) error {
	prefix := binary.BigEndian.AppendUint32([]byte{catalog.SpaceIndex}, c.ID)
	for kv, err := range v.view.Scan(v.ctx, storage.Prefix(prefix)) {
		if err != nil {
			return err
		}
		if _, ok := expected[string(kv.Key)]; !ok {
			row, _ := catalog.IndexRow(kv.Key)
			v.report(c.Name, "an index entry of row ", utoa(row), " belongs to no document")
		}
		delete(expected, string(kv.Key))
	}
	for key, needed := range expected {
		if !needed {
			continue
		}
		row, _ := catalog.IndexRow([]byte(key))
		v.report(c.Name, "row ", utoa(row), " lacks an index entry")
	}
	return nil
}

// strangers finds keys of collections that are not defined.
func (v *verifier) strangers() error {
	for _, space := range []byte{catalog.SpaceDocument, catalog.SpaceID, catalog.SpaceIndex, catalog.SpaceCount, catalog.SpaceText} {
		seen := uint32(0)
		for kv, err := range v.view.Scan(v.ctx, storage.Prefix([]byte{space})) {
			if err != nil {
				return err
			}
			if len(kv.Key) < 5 {
				v.report("", "a key of ", strconv.Itoa(len(kv.Key)), " bytes")
				continue
			}
			id := binary.BigEndian.Uint32(kv.Key[1:])
			if id != seen && v.cat.ByID(id) == nil {
				v.report("", "keys of the undefined collection ", utoa(uint64(id)))
			}
			seen = id
		}
	}
	return nil
}

// log checks that the change log has no gap and ends with the head.
func (v *verifier) log() error {
	head, err := catalog.ReadHead(v.ctx, v.view)
	if err != nil {
		return err
	}
	next, total := head.First, uint64(0)
	for kv, err := range v.view.Scan(v.ctx, storage.Prefix([]byte{catalog.SpaceChange})) {
		if err != nil {
			return err
		}
		seq, ok := feed.Seq(kv.Key)
		if !ok {
			v.report("", "a change record with a bad key")
			continue
		}
		rec, err := feed.Decode(seq, kv.Value)
		switch {
		case err != nil:
			v.report("", "change record ", utoa(seq), " cannot be read")
		case seq != next:
			v.report("", "change record ", utoa(next), " is missing before ", utoa(seq))
		case total != 0 && rec.Total != total+uint64(len(kv.Value)):
			v.report("", "change record ", utoa(seq), " counts bytes wrongly")
		}
		if err == nil {
			total = rec.Total
			v.changes(rec)
		}
		next = seq + 1
	}
	if next != head.Seq+1 || total != head.Total && head.First <= head.Seq {
		v.report("", "the change log ends before commit ", utoa(next), ", the head is at ", utoa(head.Seq))
	}
	return nil
}

func (v *verifier) changes(rec *feed.Record) {
	for i := range rec.Changes {
		c := &rec.Changes[i]
		bad := (c.Type != feed.Insert) != (c.Old != nil) || (c.Type != feed.Delete) != (c.New != nil) ||
			c.Old != nil && c.Old.Check() != nil || c.New != nil && c.New.Check() != nil
		if bad {
			v.report(c.Collection, "a change in record ", utoa(rec.Seq), " is malformed")
		}
	}
}
