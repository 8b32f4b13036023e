package value

// Kind is the kind of a value, in the total order; Int and Float are one kind
// for the order (they compare as numbers).
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	Uuid
	DateTime
	Bytes
	Array
	Object
)

// String returns the kind's name as AQL spells it.
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "Boolean"
	case Int:
		return "Int"
	case Float:
		return "Float"
	case String:
		return "String"
	case Uuid:
		return "Uuid"
	case DateTime:
		return "DateTime"
	case Bytes:
		return "Bytes"
	case Array:
		return "list"
	case Object:
		return "Object"
	}
	return "invalid"
}

// rank is the kind's place in the total order: Int and Float share one.
func (k Kind) rank() Kind {
	if k == Float {
		return Int
	}
	return k
}
