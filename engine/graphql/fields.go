package graphql

import (
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
)

// fields adds declared fields to the types of a collection or of a nested
// object.
type fields struct {
	b     *builder
	owner string // prefix of the names of nested types

	out, where, order, in, patch *typeDef // order and patch are nil below the top
}

func (f *fields) all(decl []*catalog.Field) {
	var left []string
	for _, d := range decl {
		if !isName(d.Name) {
			left = append(left, d.Name)
			continue
		}
		if d.Name != "id" {
			f.one(d)
		}
	}
	f.out.doc += f.b.leftOut(left)
}

func (f *fields) one(d *catalog.Field) {
	out, in, where := f.typeOf(&d.Type, d.Name)
	req := ""
	if d.Required {
		req = "!"
	}
	f.out.fields = append(f.out.fields, &fieldDef{name: d.Name, typ: out + req, doc: note(d)})
	if where != "" && d.Name != "and" && d.Name != "or" && d.Name != "not" {
		f.where.fields = append(f.where.fields, &fieldDef{name: d.Name, typ: where})
	}
	if f.order != nil && d.Type.Kind != catalog.Vector {
		f.order.fields = append(f.order.fields, &fieldDef{name: d.Name, typ: "OrderDirection"})
	}
	if d.Computed != "" {
		return
	}
	if d.Default != nil {
		req = ""
	}
	f.in.fields = append(f.in.fields, &fieldDef{name: d.Name, typ: in + req})
	if f.patch != nil {
		f.patch.fields = append(f.patch.fields, &fieldDef{name: d.Name, typ: in})
	}
}

// note tells what a type alone does not.
func note(d *catalog.Field) string {
	var parts []string
	if d.Unique {
		parts = append(parts, "Unique.")
	}
	if d.Computed != "" {
		parts = append(parts, "Computed: "+d.Computed)
	}
	if d.Relation != nil {
		parts = append(parts, "Refers to "+d.Relation.To+".")
	}
	return strings.Join(parts, " ")
}

// typeOf returns the types of a field in answers, in input and in filters, the
// last "" if it cannot be filtered by.
func (f *fields) typeOf(t *catalog.Type, name string) (out, in, where string) {
	switch {
	case t.Kind == catalog.Vector:
		return "[Float!]", "[Float!]", ""
	case t.Kind == catalog.List:
		out, in, _ = f.typeOf(t.Elem, name)
		req := ""
		if t.Elem.NonNull {
			req = "!"
		}
		if w := written(t.Elem.Kind); w != "" && len(t.Elem.Fields) == 0 {
			where = w + "ListFilter"
		}
		return "[" + out + req + "]", "[" + in + req + "]", where
	case t.Kind == catalog.Object && len(t.Fields) > 0:
		return f.nested(t, name)
	}
	s := written(t.Kind)
	return s, s, s + "Filter"
}

// nested adds the types of a nested object: those that have any field.
func (f *fields) nested(t *catalog.Type, name string) (out, in, where string) {
	owner := f.owner + pascal(name)
	for f.b.taken[owner] || f.b.taken[owner+"Input"] || f.b.taken[owner+"Filter"] {
		owner += "_"
	}
	f.b.taken[owner], f.b.taken[owner+"Input"], f.b.taken[owner+"Filter"] = true, true, true
	n := fields{
		b: f.b, owner: owner,
		out:   &typeDef{kind: object, name: owner, doc: "The object " + name + "."},
		in:    &typeDef{kind: input, name: owner + "Input", native: "Object"},
		where: &typeDef{kind: input, name: owner + "Filter", native: "Object", doc: "Conditions on the object " + name + "; all must hold."},
	}
	n.all(t.Fields)
	return n.added(n.out, "JSON"), n.added(n.in, "JSON"), n.added(n.where, "")
}

// added adds a type if it has fields; otherwise another one stands for it.
func (f *fields) added(t *typeDef, otherwise string) string {
	if len(t.fields) == 0 {
		return otherwise
	}
	return f.b.view.add(t).name
}

// relations adds the targets of relation fields and the documents that refer to
// this one.
func (b *builder) relations(c *catalog.Collection, t *typeDef) {
	for _, d := range c.Fields {
		if d.Relation == nil || !isName(d.Name) {
			continue
		}
		to, ok := b.names[b.view.cat.Collection(d.Relation.To)]
		if !ok {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(d.Name, "Ids"), "Id"), "_id")
		if name == "" || name == d.Name || t.field(name) != nil || c.Field(name) != nil {
			name = d.Name + "Ref"
		}
		typ := to.typ
		if d.Type.Kind == catalog.List {
			typ = "[" + typ + "!]!"
		}
		b.extend(t, &fieldDef{name: name, typ: typ, role: related, from: d.Name, doc: "What " + d.Name + " refers to."})
	}
	for other, d := range b.view.cat.Referrers(c.Name) {
		n, ok := b.names[other]
		key := d.Relation.Key
		if !ok || d.Type.Kind == catalog.List || !isName(d.Name) || key != "" && key != "id" {
			continue
		}
		b.extend(t, &fieldDef{
			name: other.Name + "By" + pascal(d.Name), typ: "[" + n.typ + "!]!", role: referrers, from: d.Name, coll: other,
			doc:  "Documents of " + other.Name + " whose " + d.Name + " is this one.",
			args: []*fieldDef{{name: "where", typ: n.typ + "Filter"}, {name: "orderBy", typ: "[" + n.typ + "Order!]"}, {name: "limit", typ: "Int"}, {name: "offset", typ: "Int"}},
		})
	}
}

// extend adds a field that the view invents, under a name that is free.
func (b *builder) extend(t *typeDef, f *fieldDef) {
	for t.field(f.name) != nil || t.coll.Field(f.name) != nil {
		f.name += "_"
	}
	t.fields = append(t.fields, f)
}

// ranked reports whether a collection has fields to search and vectors.
func ranked(c *catalog.Collection) (search, vectors bool) {
	for _, d := range c.Fields {
		search = search || d.Search != nil
		vectors = vectors || d.Type.Kind == catalog.Vector
	}
	return search, vectors
}

// ranking adds what search and near tell of a document.
func (b *builder) ranking(c *catalog.Collection, t *typeDef) {
	search, vectors := ranked(c)
	if search {
		b.extend(t, &fieldDef{name: "_score", typ: "Float", doc: "With search: how well the document matches."})
		b.extend(t, &fieldDef{name: "_highlight", typ: "JSON", doc: "With search: where it matches."})
	}
	if vectors {
		b.extend(t, &fieldDef{name: "_distance", typ: "Float", doc: "With near: how far it is."})
	}
}
