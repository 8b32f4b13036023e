package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// write does one random write.
func (o *oracle) write() {
	if len(o.docs) > 60 {
		o.did("delete many")
		keep := 20
		var ids []string
		for _, d := range o.docs[:len(o.docs)-keep] {
			ids = append(ids, fmt.Sprintf("%q", d.id))
		}
		o.mutate(`deleteFrom(collection: "c", where: {id: {in: [`+strings.Join(ids, ", ")+`]}}) { id }`, cloneDocs(o.docs[len(o.docs)-keep:]), "")
		return
	}
	after := cloneDocs(o.docs)
	var calls []string
	code := dberr.Code("")
	n := 1
	if o.n(8) == 0 {
		n = 2 + o.n(2)
		o.did("several calls in one transaction")
	}
	for i := range n {
		var text string
		o.begun = i > 0
		text, after = o.call(after)
		calls = append(calls, fmt.Sprintf("a%d: %s", i, text))
		if code = violation(after); code != "" {
			break // the first call that breaks a rule undoes all of them
		}
	}
	if code != "" {
		o.did("refused: " + string(code))
	}
	text := strings.Join(calls, " ")
	if n > 1 && o.n(2) == 0 {
		text = "transaction { " + text + " }"
	}
	o.mutate(text, after, code)
}

// violation is the error of documents that cannot stand together.
func violation(docs []odoc) dberr.Code {
	ids, ks := map[string]bool{}, map[string]bool{}
	for _, d := range docs {
		if ids[d.id] || !d.null("k") && ks[d.json("k")] {
			return dberr.UniqueViolation
		}
		ids[d.id], ks[d.json("k")] = true, true
	}
	return ""
}

// call draws a call of a mutation, and what the documents are after it.
func (o *oracle) call(docs []odoc) (text string, after []odoc) {
	switch o.n(12) {
	case 0, 1, 2:
		o.did("insertInto")
		d := o.fresh()
		return `insertInto(collection: "c", data: ` + d.literal() + `) { id }`, append(docs, d)
	case 3:
		o.did("insertMany")
		var parts []string
		for range o.n(4) {
			d := o.fresh()
			parts = append(parts, d.literal())
			docs = append(docs, d)
		}
		return `insertMany(collection: "c", data: [` + strings.Join(parts, ", ") + `]) { id }`, docs
	case 4, 5:
		o.did("update where")
		w := o.where(1)
		set, apply := o.change()
		for i := range docs {
			if w.match(docs[i]) {
				apply(&docs[i])
			}
		}
		return `update(collection: "c", where: ` + w.text + `, set: ` + set + `) { id }`, docs
	case 6:
		o.did("update by id")
		set, apply := o.change()
		id := o.anyID(docs)
		for i := range docs {
			if docs[i].id == id {
				apply(&docs[i])
			}
		}
		return fmt.Sprintf(`update(collection: "c", id: %q, set: %s) { affected }`, id, set), docs
	case 7:
		o.did("deleteFrom where")
		w := o.where(1)
		hit := 0
		for _, d := range docs {
			if w.match(d) {
				hit++
			}
		}
		if hit > 3 && o.n(20) > 0 { // rarely many, else there would be few documents at any time
			id := o.anyID(docs)
			w = condition{fmt.Sprintf(`{id: {eq: %q}}`, id), func(d odoc) bool { return d.id == id }}
		}
		return `deleteFrom(collection: "c", where: ` + w.text + `) { id }`, slices.DeleteFunc(docs, w.match)
	case 8:
		o.did("deleteFrom by id")
		id := o.anyID(docs)
		return fmt.Sprintf(`delete(collection: "c", id: %q) { id }`, id), slices.DeleteFunc(docs, func(d odoc) bool { return d.id == id })
	case 9:
		return o.upsertID(docs)
	case 10:
		o.did("update all")
		set, apply := o.change()
		for i := range docs {
			apply(&docs[i])
		}
		return `update(collection: "c", all: true, set: ` + set + `) { affected }`, docs
	}
	return o.goCall(docs)
}

// upsertID is an upsert by id, of a document that is there or not.
func (o *oracle) upsertID(docs []odoc) (string, []odoc) {
	id := o.anyID(docs)
	s, by := o.text(), o.n(3)
	text := fmt.Sprintf(`upsert(collection: "c", id: %q, data: {s: %s, n: {increment: %d}}) { id }`, id, literal(s), by)
	for i := range docs {
		if docs[i].id == id {
			o.did("upsert that updates")
			docs[i].f["s"] = s
			docs[i].add("n", by)
			return text, docs
		}
	}
	o.did("upsert that inserts")
	d := odoc{id: id, f: map[string]value.Value{"s": s}}
	d.add("n", by)
	if o.extra {
		d.setInt("z", 7)
	}
	return text, append(docs, d)
}

func (o *oracle) anyID(docs []odoc) string {
	if len(docs) == 0 || o.n(10) == 0 {
		o.next++
		return fmt.Sprintf("d%d", o.next)
	}
	return docs[o.n(len(docs))].id
}

// add is the modifier increment.
func (d odoc) add(name string, by int) {
	n := int64(by)
	if v, ok := d.f[name]; ok && !v.IsNull() {
		n += v.Int()
	}
	d.f[name] = value.IntValue(n)
}

// change draws what an update sets, and what that means.
func (o *oracle) change() (set string, apply func(*odoc)) {
	tag := o.label()
	tags := func(d *odoc) []value.Value { return slices.Clone(d.f["tags"].Items()) }
	switch o.n(11) {
	case 0:
		o.did("set a field")
		s := o.text()
		return "{s: " + literal(s) + "}", func(d *odoc) { d.f["s"] = s }
	case 1:
		o.did("set null")
		return "{n: null, at: null}", func(d *odoc) { d.f["n"], d.f["at"] = value.NullValue(), value.NullValue() }
	case 2:
		o.did("increment")
		return "{n: {increment: 2}}", func(d *odoc) { d.add("n", 2) }
	case 3:
		o.did("decrement")
		return "{n: {decrement: 1}}", func(d *odoc) { d.add("n", -1) }
	case 4:
		o.did("push")
		return "{tags: {push: " + literal(tag) + "}}", func(d *odoc) { d.f["tags"] = value.ArrayValue(append(tags(d), tag)) }
	case 5:
		o.did("pull")
		return "{tags: {pull: " + literal(tag) + "}}", func(d *odoc) {
			d.f["tags"] = value.ArrayValue(slices.DeleteFunc(tags(d), func(v value.Value) bool { return value.Equal(v, tag) }))
		}
	case 6:
		o.did("addToSet")
		return "{tags: {addToSet: " + literal(tag) + "}}", func(d *odoc) {
			have := tags(d)
			if !slices.ContainsFunc(have, func(v value.Value) bool { return value.Equal(v, tag) }) {
				have = append(have, tag)
			}
			d.f["tags"] = value.ArrayValue(have)
		}
	case 7:
		o.did("unset")
		return "{k: {unset: true}, o: {unset: true}}", func(d *odoc) { delete(d.f, "k"); delete(d.f, "o") }
	case 8:
		o.did("set an object")
		v := value.ObjectValue([]value.Field{{Name: "x", Value: o.small()}})
		return "{o: " + literal(v) + "}", func(d *odoc) { d.f["o"] = v }
	case 9:
		o.did("set a unique field")
		k := value.IntValue(int64(o.n(4000)))
		return "{k: " + literal(k) + "}", func(d *odoc) { d.f["k"] = k }
	}
	o.did("set several fields")
	n, at := o.small(), o.instant()
	return "{n: " + literal(n) + ", at: " + literal(at) + ", tags: []}", func(d *odoc) { d.f["n"], d.f["at"], d.f["tags"] = n, at, value.ArrayValue(nil) }
}

// goCall does a write through the Go API, alone, and answers a call that changes
// nothing more.
func (o *oracle) goCall(docs []odoc) (string, []odoc) {
	ctx := context.Background()
	c := o.db.Collection("c")
	nothing := `deleteFrom(collection: "c", where: {id: {eq: ""}}) { id }`
	if o.begun { // in the middle of a transaction: the model is ahead of the database
		return nothing, docs
	}
	var err error
	switch id := o.anyID(docs); o.n(3) {
	case 0:
		o.did("Collection.Delete")
		_, err = c.Delete(ctx, id)
		docs = slices.DeleteFunc(docs, func(d odoc) bool { return d.id == id })
	case 1:
		o.did("Collection.Increment")
		i := slices.IndexFunc(docs, func(d odoc) bool { return d.id == id })
		if i < 0 {
			return nothing, docs
		}
		_, err = c.Increment(ctx, id, "n", 3)
		docs[i].add("n", 3)
	case 2:
		o.did("Collection.Insert")
		o.next++
		id = fmt.Sprintf("d%d", o.next)
		_, err = c.Insert(ctx, map[string]any{"id": id, "s": "go"})
		d := odoc{id: id, f: map[string]value.Value{"s": value.StringValue("go")}}
		if o.extra {
			d.setInt("z", 7)
		}
		docs = append(docs, d)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	o.docs = cloneDocs(docs)
	return nothing, docs
}
