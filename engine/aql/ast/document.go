// Package ast is the syntax tree of AQL. The types to know are [Document],
// [Operation] and [Field]. Nodes are plain data: positions and values, no
// behaviour beyond small look-ups. A tree is immutable once the parser returned
// it and may be shared by goroutines (it is cached by text).
package ast

import "github.com/auroradb/aurora/engine/dberr"

// Pos is a place in the text.
type Pos = dberr.Position

// Document is a parsed text.
type Document struct {
	Operations []*Operation         // in text order; fragments do not count
	Fragments  map[string]*Fragment // by name
	Calls      int                  // how many of its fields have a number
}

// OperationKind tells the operations of a document apart.
type OperationKind uint8

// The kinds.
const (
	Query OperationKind = iota + 1
	Mutation
	Subscription
	SchemaOp  // schema { define … }          → Schema
	MigrateOp // migrate { "v1": { … } }       → Migrate
	HandlerOp // define handler / drop handler → Handler
	// A top-level `__schema { … }` is a Query with the one selection __schema.
)

// String returns the kind's word.
func (k OperationKind) String() string {
	switch k {
	case Query:
		return "query"
	case Mutation:
		return "mutation"
	case Subscription:
		return "subscription"
	case SchemaOp:
		return "schema"
	case MigrateOp:
		return "migrate"
	case HandlerOp:
		return "handler"
	}
	return "invalid"
}

// Operation is one executable definition.
type Operation struct {
	Kind       OperationKind
	Name       string // "" if anonymous
	Pos        Pos
	Vars       []*VarDef
	Directives []*Directive
	Selections []Selection // Query, Mutation, Subscription

	Schema  *Schema  // SchemaOp
	Migrate *Migrate // MigrateOp
	Handler *Handler // HandlerOp
}

// VarDef declares a variable.
type VarDef struct {
	Name    string // without $
	Type    *TypeRef
	Default *Value // nil if there is none
	Pos     Pos
}

// TypeRef is a type as written: Name, or a list of Elem, or a nested object
// (definitions only).
type TypeRef struct {
	Name    string // "" for a list or an object
	Elem    *TypeRef
	Fields  []*FieldDef // nested object type
	Size    int         // Vector(n)
	NonNull bool
	Pos     Pos
}

// Fragment is a named selection set.
type Fragment struct {
	Name       string
	On         string // collection
	Pos        Pos
	OnPos      Pos
	Directives []*Directive
	Selections []Selection
}

// Directive is an annotation.
type Directive struct {
	Name string
	Args []*Argument
	Pos  Pos // of the @
}

// Argument is a named value.
type Argument struct {
	Name  string
	Value *Value
	Pos   Pos // of the name
	// Optional is GraphQL's rule, set by its view: a variable without a value,
	// or null, is as if the argument had not been written.
	Optional bool
}

// Arg returns the argument of a name, nil if it was not given.
func Arg(args []*Argument, name string) *Argument {
	for _, a := range args {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Selection is a *Field, a *Spread, an *Inline or (in a mutation) a *Schema.
type Selection interface{ Position() Pos }

// Field is a selected field, a root call or a computed selection.
type Field struct {
	Alias      string // "" if none was written
	Name       string // "" for a computed selection
	Args       []*Argument
	HasArgs    bool
	Directives []*Directive
	Selections []Selection
	HasSet     bool // braces were written (they are never empty)
	Expr       Expr // computed selection: alias: <expression>
	Pos        Pos  // of the first token (the alias if there is one)
	NamePos    Pos  // of the name or expression

	// Call numbers the fields with arguments or selections, from 1, so that what is
	// made of one can be found without a map; 0 for the others.
	Call int

	View ViewKind // set by the GraphQL view only
	Type string   // of __typename in the GraphQL view, "" for the collection's name
}

// ViewKind says how the GraphQL view shows a root field.
type ViewKind uint8

// The kinds.
const (
	ViewNone   ViewKind = iota // as AQL does
	ViewOne                    // the only document of the list, or null
	ViewPage                   // one object with set fields, also if none is selected
	ViewChange                 // in a subscription: the event itself
	ViewMeta                   // __schema and __type of GraphQL
)

// Key is the name in the response.
func (f *Field) Key() string {
	if f.Alias != "" {
		return f.Alias
	}
	return f.Name
}

// Position returns the place of the first token.
func (f *Field) Position() Pos { return f.Pos }

// Spread is `...Name`.
type Spread struct {
	Name       string
	Directives []*Directive
	Pos        Pos
}

// Position returns the place of the dots.
func (s *Spread) Position() Pos { return s.Pos }

// Inline is `... on collection { … }`; On is "" without a type condition.
type Inline struct {
	On         string
	Directives []*Directive
	Selections []Selection
	Pos        Pos
}

// Position returns the place of the dots.
func (i *Inline) Position() Pos { return i.Pos }
