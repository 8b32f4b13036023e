package graphql

import (
	"github.com/auroradb/aurora/engine/catalog"
)

// builder makes the types of a view.
type builder struct {
	view  *View
	cols  []*catalog.Collection
	names map[*catalog.Collection]collNames
	taken map[string]bool // names of types

	query, mutation, subscription *typeDef
}

func (b *builder) build() {
	v := b.view
	b.cols, v.left = collections(v.cat)
	for _, s := range scalars() {
		v.add(&typeDef{kind: scalar, name: s.name, doc: s.doc, native: s.native, hidden: s.doc == ""})
	}
	metaTypes(v)
	b.shared()
	b.name()
	b.query = &typeDef{kind: object, name: "Query", doc: "What can be read." + b.leftOut(v.left)}
	b.mutation = &typeDef{kind: object, name: "Mutation", doc: "What can be written. The fields of one operation are one atomic transaction."}
	b.subscription = &typeDef{kind: object, name: "Subscription", doc: "Changes after they were committed, in commit order."}
	v.add(b.query)
	if len(b.cols) > 0 {
		v.add(b.mutation)
		v.add(b.subscription)
	} else {
		b.query.fields = append(b.query.fields, &fieldDef{name: "_empty", typ: "Boolean", role: nothing, doc: "There is no collection yet; always null."})
	}
	for _, c := range b.cols {
		b.collection(c)
	}
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

// shared adds what all collections have in common.
func (b *builder) shared() {
	v := b.view
	v.add(&typeDef{kind: enum, name: "OrderDirection", values: []string{"ASC", "DESC"}, native: "String", doc: "The direction of an order; null comes first in ASC."})
	v.add(&typeDef{kind: enum, name: "ChangeType", values: []string{"insert", "update", "delete"}, doc: "What a commit did to a document."})
	v.add(&typeDef{kind: object, name: "PageInfo", doc: "Where a page of a connection lies.", fields: []*fieldDef{
		{name: "hasNextPage", typ: "Boolean!"}, {name: "hasPreviousPage", typ: "Boolean!"},
		{name: "startCursor", typ: "String"}, {name: "endCursor", typ: "String"},
	}})
	for _, s := range scalars() {
		b.filterOf(s.name)
		b.listFilterOf(s.name)
	}
	v.add(&typeDef{kind: input, name: "SearchInput", native: "Object", doc: "A full-text search; the rows come by falling score.", fields: []*fieldDef{
		{name: "query", typ: "String!"}, {name: "fields", typ: "[String!]", doc: "The fields to search; all @search fields without it."},
		{name: "fuzzy", typ: "Int", doc: "How many edits a word may be away: 0 to 2."}, {name: "minScore", typ: "Float"},
	}})
	v.add(&typeDef{kind: input, name: "NearInput", native: "Object", doc: "The k nearest neighbours of a vector.", fields: []*fieldDef{
		{name: "field", typ: "String!"}, {name: "vector", typ: "[Float!]!"}, {name: "k", typ: "Int"},
	}})
}

// filterOf adds the operators of a scalar.
func (b *builder) filterOf(name string) {
	t := &typeDef{kind: input, name: name + "Filter", native: "Object", doc: "Conditions on a field of type " + name + "; all must hold."}
	add := func(typ string, ops ...string) {
		for _, op := range ops {
			t.fields = append(t.fields, &fieldDef{name: op, typ: typ})
		}
	}
	add(name, "eq", "ne")
	if isOrdered(name) {
		add(name, "gt", "gte", "lt", "lte")
	}
	add("["+name+"]", "in", "nin")
	if isText(name) {
		add(name, "contains", "startsWith", "endsWith", "matches")
	}
	add("Boolean", "isNull", "isNotNull")
	b.view.add(t)
}

// listFilterOf adds the operators of a list of a scalar.
func (b *builder) listFilterOf(name string) {
	list := "[" + name + "]"
	b.view.add(&typeDef{kind: input, name: name + "ListFilter", native: "Object", doc: "Conditions on a list of " + name + "; all must hold.", fields: []*fieldDef{
		{name: "eq", typ: list}, {name: "ne", typ: list}, {name: "contains", typ: name},
		{name: "containsAny", typ: list}, {name: "containsAll", typ: list}, {name: "isNull", typ: "Boolean"}, {name: "isNotNull", typ: "Boolean"},
	}})
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
	b.connection(c, n)
	b.roots(c, n)
	b.writes(c, n)
}

// connection adds the types of a page and of an event.
func (b *builder) connection(c *catalog.Collection, n collNames) {
	b.view.add(&typeDef{kind: object, name: n.typ + "Edge", fields: []*fieldDef{
		{name: "cursor", typ: "String!"}, {name: "node", typ: n.typ + "!"},
	}})
	b.view.add(&typeDef{kind: object, name: n.typ + "Connection", doc: "A page of " + c.Name + ".", fields: []*fieldDef{
		{name: "edges", typ: "[" + n.typ + "Edge!]!"}, {name: "pageInfo", typ: "PageInfo!"},
		{name: "totalCount", typ: "Int!", doc: "How many documents match, on all pages."},
	}})
	b.view.add(&typeDef{kind: object, name: n.typ + "Change", doc: "A committed change of " + c.Name + ".", fields: []*fieldDef{
		{name: "seq", typ: "Int64!", doc: "The position in the commit order; resume after it."}, {name: "type", typ: "ChangeType!"}, {name: "id", typ: "ID!"},
		{name: "document", typ: n.typ, doc: "After the change; null if it is gone or no longer matches."}, {name: "old", typ: n.typ, doc: "Before the change; null for an insert."},
		{name: "changed", typ: "[String!]!", doc: "The fields that an update changed."},
	}})
}

// roots adds the fields of Query and Subscription.
func (b *builder) roots(c *catalog.Collection, n collNames) {
	where := &fieldDef{name: "where", typ: n.typ + "Filter"}
	order := &fieldDef{name: "orderBy", typ: "[" + n.typ + "Order!]", doc: "Insertion order if absent."}
	ranked := b.rankingArgs(c)
	page := []*fieldDef{where, order, {name: "limit", typ: "Int"}, {name: "offset", typ: "Int"}}
	cursors := []*fieldDef{where, order, {name: "first", typ: "Int"}, {name: "after", typ: "String"}, {name: "last", typ: "Int"}, {name: "before", typ: "String"}}
	b.query.fields = append(b.query.fields,
		&fieldDef{name: c.Name, typ: "[" + n.typ + "!]!", role: list, coll: c, args: append(page, ranked...)},
		&fieldDef{name: n.page, typ: n.typ + "Connection!", role: connection, coll: c, args: append(cursors, ranked...)},
		&fieldDef{name: n.one, typ: n.typ, role: one, coll: c, args: []*fieldDef{{name: "id", typ: "ID!"}}},
	)
	b.subscription.fields = append(b.subscription.fields, &fieldDef{
		name: c.Name + "Changes", typ: n.typ + "Change!", role: changes, coll: c,
		args: []*fieldDef{where, {name: "after", typ: "Int64", doc: "The seq to go on after; new changes only if absent."}},
	})
}

// writes adds the fields of Mutation.
func (b *builder) writes(c *catalog.Collection, n collNames) {
	docs := "[" + n.typ + "!]!"
	where, id := &fieldDef{name: "where", typ: n.typ + "Filter"}, &fieldDef{name: "id", typ: "ID"}
	all := &fieldDef{name: "all", typ: "Boolean", doc: "true, instead of where and id, for every document."}
	b.mutation.fields = append(b.mutation.fields,
		&fieldDef{name: "insert" + n.plural, typ: docs, role: insert, coll: c, args: []*fieldDef{{name: "data", typ: "[" + n.input + "!]!"}}},
		&fieldDef{name: "update" + n.plural, typ: docs, role: update, coll: c, args: []*fieldDef{where, id, all, {name: "set", typ: n.patch + "!"}}},
		&fieldDef{name: "upsert" + n.plural, typ: docs, role: upsert, coll: c, args: []*fieldDef{where, id, {name: "data", typ: n.input + "!"}}},
		&fieldDef{name: "delete" + n.plural, typ: docs, role: remove, coll: c, args: []*fieldDef{where, id, all}},
	)
}
