package write

import (
	"slices"
	"strconv"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/value"
)

// maxID is the longest id in bytes: it is part of keys.
const maxID = 1024

// Draft is a document as it will be stored, or why it cannot be: all of an insertion that
// needs no transaction.
type Draft struct {
	coll    *catalog.Collection
	id      string
	raw     value.Raw
	noID    error         // why it has no id
	err     error         // what is wrong with the rest: the id may be taken, which is told first
	entries []index.Draft // if indexed
	indexed bool
}

// Of reports whether the draft is one for a collection as it is defined now.
func (d *Draft) Of(coll *catalog.Collection) bool { return d.coll == coll }

// Draft makes a document ready for InsertDraft, which tells what is wrong with it and takes
// it once. It may be called beside everything else.
func (e *Env) Draft(coll *catalog.Collection, doc value.Value) Draft {
	var room []value.Field
	d := e.draft(coll, doc, &room)
	if d.noID == nil && d.err == nil {
		d.entries, d.indexed = index.Drafts(coll, d.raw), true
	}
	return d
}

// draft is Draft with room for the members.
func (e *Env) draft(coll *catalog.Collection, doc value.Value, room *[]value.Field) Draft {
	d := Draft{coll: coll}
	if doc.Kind() != value.Object {
		d.noID = dberr.New(dberr.TypeMismatch, "a document of collection "+quote(coll.Name)+" is an object, not "+doc.Kind().String())
		return d
	}
	fields, err := e.identify(coll, doc.Fields(), (*room)[:0])
	if err != nil {
		d.noID = err
		return d
	}
	d.id = fields[0].Value.Str()
	ch, err := e.Checker(coll)
	if err == nil {
		fields, err = ch.Insert(fields, e.Now)
	}
	if err == nil {
		*room = fields
		d.raw, err = e.encode(coll, fields)
	}
	d.err = err
	return d
}

// identify puts the id in front of the members, given or new.
func (e *Env) identify(coll *catalog.Collection, given, room []value.Field) ([]value.Field, error) {
	fields := slices.Grow(room, len(given)+4)[:1]
	fields[0] = value.Field{}
	for _, f := range given {
		if f.Name != "id" && f.Name != "_sid" {
			fields = append(fields, f)
			continue
		}
		if fields[0].Name != "" {
			return nil, dberr.New(dberr.InvalidArgument, `id and _sid name the same field; give one of them`)
		}
		if f.Value.Kind() != value.String {
			return nil, dberr.New(dberr.TypeMismatch, "the id of a document in collection "+quote(coll.Name)+" is a String, not "+f.Value.Kind().String())
		}
		if len(f.Value.Str()) > maxID {
			return nil, dberr.New(dberr.LimitExceeded, "the id of a document has at most "+strconv.Itoa(maxID)+" bytes")
		}
		fields[0] = value.Field{Name: "id", Value: f.Value}
	}
	if fields[0].Name == "" {
		fields[0] = value.Field{Name: "id", Value: value.StringValue(e.NewID())}
	}
	return fields, nil
}

// encode returns the stored form of a document within the limits.
func (e *Env) encode(coll *catalog.Collection, fields []value.Field) (value.Raw, error) {
	v := value.ObjectValue(fields)
	if d := v.Depth(); d > e.DocumentDepth {
		return nil, dberr.New(dberr.LimitExceeded, "a document of collection "+quote(coll.Name)+" is nested deeper than "+strconv.Itoa(e.DocumentDepth)+" levels")
	}
	raw := value.Encode(v)
	if len(raw) > e.DocumentBytes {
		return nil, dberr.New(dberr.LimitExceeded, "a document of collection "+quote(coll.Name)+" is larger than "+strconv.Itoa(e.DocumentBytes)+" bytes")
	}
	return raw, nil
}
