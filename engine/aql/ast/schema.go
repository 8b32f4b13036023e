package ast

// Schema is a block of definitions: an operation, a selection of a mutation, or
// the body of a migration.
type Schema struct {
	Statements []Statement
	Pos        Pos
}

// Position returns the place of the word schema.
func (s *Schema) Position() Pos { return s.Pos }

// Statement is a *Define, *Alter, *Drop, *CreateIndex or *DropIndex, and in a
// migration also a *DataStep.
type Statement interface{ Position() Pos }

// Define is `define collection name if not exists { … }`.
type Define struct {
	Collection  string
	IfNotExists bool
	Fields      []*FieldDef
	Indexes     []*IndexDef // @@index
	Strict      bool        // @@strict
	Pos         Pos
	NamePos     Pos
}

// FieldDef is one field of a definition.
type FieldDef struct {
	Name       string
	Type       *TypeRef
	Default    *Value
	Directives []*Directive // @unique, @validate(…): checked by the schema package
	Pos        Pos
}

// IndexDef is `@@index(fields: […], unique: …, name: …)` or the parts of
// `create index [name] on c (a, b DESC)`.
type IndexDef struct {
	Name   string
	Parts  []IndexPart
	Unique bool
	Pos    Pos
}

// IndexPart is a field path with a direction.
type IndexPart struct {
	Path string
	Desc bool
	Pos  Pos
}

// Alter is `alter collection name { add … rename … modify … drop … }`.
type Alter struct {
	Collection string
	Actions    []AlterAction
	Pos        Pos
	NamePos    Pos
}

// AlterKind tells the actions apart.
type AlterKind uint8

// The actions.
const (
	AlterAdd    AlterKind = iota + 1 // Field
	AlterModify                      // Field
	AlterRename                      // Name, To
	AlterDrop                        // Name
)

// AlterAction is one change of a definition.
type AlterAction struct {
	Kind  AlterKind
	Field *FieldDef
	Name  string
	To    string
	Pos   Pos
}

// Drop is `drop collection name if exists`.
type Drop struct {
	Collection string
	IfExists   bool
	Pos        Pos
	NamePos    Pos
}

// CreateIndex is `create [unique] index [name] on collection (…)`.
type CreateIndex struct {
	Collection  string
	IfNotExists bool
	Index       *IndexDef
	Pos         Pos
	NamePos     Pos
}

// DropIndex is `drop index on collection (…)` or `drop index name on collection`.
type DropIndex struct {
	Collection string
	IfExists   bool
	Name       string
	Parts      []IndexPart
	Pos        Pos
	NamePos    Pos
}

// Position returns the statement's place.
func (s *Define) Position() Pos { return s.Pos }

// Position returns the statement's place.
func (s *Alter) Position() Pos { return s.Pos }

// Position returns the statement's place.
func (s *Drop) Position() Pos { return s.Pos }

// Position returns the statement's place.
func (s *CreateIndex) Position() Pos { return s.Pos }

// Position returns the statement's place.
func (s *DropIndex) Position() Pos { return s.Pos }

// Migrate is `migrate { "v1": { … } … }`.
type Migrate struct {
	Versions []*Version
	Pos      Pos
}

// Version is one labelled step of a migration.
type Version struct {
	Label      string // as text: strings, numbers and names alike
	Statements []Statement
	Pos        Pos
}

// DataStep is `migrate data in c { set a = expr … where { … } }`.
type DataStep struct {
	Collection string
	Sets       []*SetStep
	Pos        Pos
	NamePos    Pos
}

// SetStep is `set path = expr [where { filter }]`.
type SetStep struct {
	Path  string
	Expr  Expr
	Where *Value // nil: every document
	Pos   Pos
}

// Position returns the statement's place.
func (s *DataStep) Position() Pos { return s.Pos }

// Handler is `define handler "n" { on: "insert c", action: { call } }` or
// `drop handler "n"`.
type Handler struct {
	Name    string
	Drop    bool
	On      string // trigger as written
	OnPos   Pos
	Actions []Selection // mutation calls
	Source  string      // the text of the action's braces, kept in the catalog
	Pos     Pos
	NamePos Pos
}
