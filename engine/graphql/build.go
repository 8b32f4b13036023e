package graphql

import (
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
)

// builder makes the types of a view.
type builder struct {
	view  *View
	cols  []*catalog.Collection
	names map[*catalog.Collection]collNames
	taken map[string]bool // names of types
}

func (b *builder) build() {
	v := b.view
	b.cols, v.left = collections(v.cat)
	(&template{rest: common}).add(v)
	(&template{rest: introspection}).add(v)
	for _, t := range v.types {
		if t.kind == enum && t.name[0] == '_' {
			t.hidden = true
		}
	}
	for _, t := range v.types {
		if t.kind == scalar {
			b.filters(t.name)
		}
	}
	b.name()
	v.add(&typeDef{kind: object, name: "Query", doc: "What can be read." + b.leftOut(v.left)})
	if len(b.cols) == 0 {
		(&template{rest: `type Query { _empty: Boolean "There is no collection yet; always null." @nothing }`}).add(v)
	}
	for _, c := range b.cols {
		b.collection(c)
	}
}

// filters adds the operators of a scalar and of lists of it.
func (b *builder) filters(name string) {
	text := anyFilter
	if isOrdered(name) {
		text += overFilter
	}
	if isText(name) {
		text += textFilter
	}
	(&template{rest: text + listFilter, with: []string{"$S", name}}).add(b.view)
}

func (b *builder) leftOut(names []string) string {
	if len(names) == 0 {
		return ""
	}
	doc := " GraphQL has no way to write these names, which AQL reaches: "
	for i, n := range names {
		if i > 0 {
			doc += ", "
		}
		doc += n
	}
	return doc + "."
}

// collection adds the types and the root fields of a collection.
func (b *builder) collection(c *catalog.Collection) {
	n := b.names[c]
	doc := "A document of the collection " + c.Name + "."
	if !c.Strict {
		doc += " It may have further fields, which AQL reaches."
	}
	t := &typeDef{kind: object, name: n.typ, doc: doc, coll: c}
	where := &typeDef{kind: input, name: n.typ + "Filter", native: "Object", doc: "Conditions on documents of " + c.Name + "; all must hold."}
	order := &typeDef{kind: input, name: n.typ + "Order", native: "Object", doc: "An order of " + c.Name + ": one field, ties by insertion."}
	in := &typeDef{kind: input, name: n.typ + "Input", native: "Object", doc: "A new document of " + c.Name + "."}
	patch := &typeDef{kind: input, name: n.typ + "Patch", native: "Object", doc: "New values of fields; the others stay."}
	b.view.add(t)
	b.view.add(where)
	b.view.add(order)
	t.fields = append(t.fields, &fieldDef{name: "id", typ: "ID!"})
	where.fields = append(where.fields, &fieldDef{name: "id", typ: "IDFilter"})
	order.fields = append(order.fields, &fieldDef{name: "id", typ: "OrderDirection"})
	in.fields = append(in.fields, &fieldDef{name: "id", typ: "ID", doc: "A UUIDv7 if absent."})
	f := fields{b: b, owner: n.typ, out: t, where: where, order: order, in: in, patch: patch}
	f.all(c.Fields)
	b.relations(c, t)
	b.ranking(c, t)
	n.input, n.patch = "JSON", "JSON" // of a collection that declares nothing to write
	if len(patch.fields) > 0 {
		n.input, n.patch = b.view.add(in).name, b.view.add(patch).name
	}
	for _, op := range []string{"and", "or"} {
		if where.field(op) == nil {
			where.fields = append(where.fields, &fieldDef{name: op, typ: "[" + where.name + "!]"})
		}
	}
	if where.field("not") == nil {
		where.fields = append(where.fields, &fieldDef{name: "not", typ: where.name})
	}
	args := ""
	search, vectors := ranked(c)
	if search {
		args += "search: SearchInput "
	}
	if vectors {
		args += "near: NearInput"
	}
	(&template{rest: strings.ReplaceAll(collectionTypes, "$R", args), coll: c, with: []string{
		"$T", n.typ, "$C", c.Name, "$P", n.plural, "$1", n.one, "$N", n.page, "$I", n.input, "$U", n.patch,
	}}).add(b.view)
}
