package graphql

import (
	"github.com/auroradb/aurora/engine/catalog"
)

// View is the GraphQL schema of one catalog.
type View struct {
	cat    *catalog.Catalog
	types  []*typeDef // in the order in which they are printed
	byName map[string]*typeDef
	left   []string // collections that GraphQL cannot name
}

// kind tells the types apart; the values are those of __TypeKind.
type kind uint8

const (
	scalar kind = iota
	object
	enum
	input
)

// typeDef is a named type.
type typeDef struct {
	kind   kind
	name   string
	doc    string
	fields []*fieldDef // of an object or an input
	values []string    // of an enum
	hidden bool        // a type of introspection itself or a built-in: not printed

	coll   *catalog.Collection // whose documents an object type describes
	native string              // AQL's type for variables of an input, enum or scalar
}

func (t *typeDef) field(name string) *fieldDef {
	for _, f := range t.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// role says what a field of the view is in AQL.
type role uint8

const (
	plain      role = iota // the same name
	list                   // a collection
	connection             // edges and pageInfo of a collection
	one                    // the document of an id
	insert
	update
	upsert
	remove
	changes   // events of a collection
	nothing   // always null
	related   // the target of a relation: from is the field
	referrers // documents that refer to this one: a lookup
)

// roleOf returns the role of a word in a template.
func roleOf(word string) role {
	for i, name := range [...]string{"list", "connection", "one", "insert", "update", "upsert", "remove", "changes", "nothing"} {
		if name == word {
			return list + role(i)
		}
	}
	return plain
}

// fieldDef is a field of an object or an input, or an argument.
type fieldDef struct {
	name string
	doc  string
	typ  string // as it is written: [User!]!
	args []*fieldDef

	role role
	from string              // plain, related: the field of the document
	coll *catalog.Collection // whose documents the field is about
}

// base returns the name inside a written type: User of [User!]!.
func base(typ string) string {
	from, to := 0, len(typ)
	for from < to && typ[from] == '[' {
		from++
	}
	for to > from && (typ[to-1] == ']' || typ[to-1] == '!') {
		to--
	}
	return typ[from:to]
}

// New builds the view of a catalog. Cost: O(fields).
func New(cat *catalog.Catalog) *View {
	v := &View{cat: cat, byName: make(map[string]*typeDef)}
	b := &builder{view: v, names: make(map[*catalog.Collection]collNames)}
	b.build()
	return v
}

// Of returns the catalog of the view.
func (v *View) Of() *catalog.Catalog { return v.cat }

func (v *View) add(t *typeDef) *typeDef {
	v.types = append(v.types, t)
	v.byName[t.name] = t
	return t
}
