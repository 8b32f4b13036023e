package ast

import "github.com/auroradb/aurora/engine/value"

// ValueKind tells the literals apart.
type ValueKind uint8

// The kinds.
const (
	Literal  ValueKind = iota + 1 // null, Boolean, Int, Float, String: Lit
	Enum                          // a bare word: Name
	Variable                      // $name: Name
	List                          // Items
	Object                        // Fields
)

// Value is a value as written in arguments, defaults and DDL.
type Value struct {
	Kind   ValueKind
	Lit    value.Value
	Name   string
	Items  []*Value
	Fields []*ObjectField
	Pos    Pos
}

// ObjectField is one member of an object literal. Keys are unique: the parser
// refuses a second one.
type ObjectField struct {
	Key   string
	Value *Value
	Pos   Pos // of the key
}
