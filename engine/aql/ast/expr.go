package ast

import "github.com/auroradb/aurora/engine/value"

// Expr is a node of the expression language: selections, computed fields,
// migrations and handlers share it.
type Expr interface{ Position() Pos }

// Lit is a constant.
type Lit struct {
	Value value.Value
	Pos   Pos
}

// Path is a field path, a.b.0; never empty.
type Path struct {
	Parts []string
	Pos   Pos
}

// VarRef is $name.
type VarRef struct {
	Name string
	Pos  Pos
}

// Template is a text with holes: "${first} ${last}". Parts alternate freely;
// text parts are *Lit of a String.
type Template struct {
	Parts []Expr
	Pos   Pos
}

// Unary is ! or - before X.
type Unary struct {
	Op  string
	X   Expr
	Pos Pos
}

// Binary is X Op Y with one of || && == != < <= > >= + - * / %.
type Binary struct {
	Op   string
	X, Y Expr
	Pos  Pos // of the operator
}

// Cond is If ? Then : Else.
type Cond struct {
	If, Then, Else Expr
	Pos            Pos
}

// Call is a function call; a pipe `x | f(a)` is Call{f, [x, a]}.
type Call struct {
	Name string
	Args []Expr
	Pos  Pos
}

// Position returns the node's place.
func (e *Lit) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *Path) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *VarRef) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *Template) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *Unary) Position() Pos { return e.Pos }

// Position returns the operator's place.
func (e *Binary) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *Cond) Position() Pos { return e.Pos }

// Position returns the node's place.
func (e *Call) Position() Pos { return e.Pos }
