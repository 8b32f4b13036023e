package value

import (
	"math"
	"strconv"
	"time"
)

// Value is one value: a tagged union. The zero Value is null. Values are not
// comparable with ==; use [Equal].
type Value struct {
	_    [0]func() // forbids ==
	kind Kind
	nsec uint32 // DateTime
	num  uint64 // Bool, Int (two's complement), Float (bits), DateTime (seconds)
	str  string // String, Bytes, Uuid (16 bytes)
	comp *composite
}

// composite holds the members of an Array or an Object.
type composite struct {
	items  []Value
	fields []Field
}

// Field is a named member of an object.
type Field struct {
	Name  string
	Value Value
}

// NullValue returns null.
func NullValue() Value { return Value{} }

// BoolValue returns a Bool.
func BoolValue(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.num = 1
	}
	return v
}

// IntValue returns an Int.
func IntValue(n int64) Value { return Value{kind: Int, num: uint64(n)} }

// FloatValue returns a Float. NaN and the infinities are no values: they give
// null, as in JSON.stringify. Use [CheckedFloat] to refuse them.
func FloatValue(f float64) Value {
	v, _ := CheckedFloat(f)
	return v
}

// CheckedFloat returns a Float, or null and false for NaN and the infinities.
func CheckedFloat(f float64) (Value, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}, false
	}
	return Value{kind: Float, num: math.Float64bits(f)}, true
}

// StringValue returns a String.
func StringValue(s string) Value { return Value{kind: String, str: s} }

// UuidValue returns a Uuid.
func UuidValue(u [16]byte) Value { return Value{kind: Uuid, str: string(u[:])} }

// DateTimeValue returns the instant sec seconds and nsec nanoseconds after
// 1970-01-01T00:00:00Z. Whole seconds in nsec are carried over.
func DateTimeValue(sec int64, nsec uint32) Value {
	sec += int64(nsec / nanosPerSecond)
	return Value{kind: DateTime, num: uint64(sec), nsec: nsec % nanosPerSecond}
}

// TimeValue returns the instant t as a DateTime.
func TimeValue(t time.Time) Value { return DateTimeValue(t.Unix(), uint32(t.Nanosecond())) }

// BytesValue returns Bytes. The slice is copied.
func BytesValue(b []byte) Value { return Value{kind: Bytes, str: string(b)} }

// ArrayValue returns an Array of the items. It keeps the slice.
func ArrayValue(items []Value) Value { return Value{kind: Array, comp: &composite{items: items}} }

// ObjectValue returns an Object of the fields in this order. It keeps the
// slice. Names must differ; of equal ones the first is found.
func ObjectValue(fields []Field) Value { return Value{kind: Object, comp: &composite{fields: fields}} }

// Room is memory for an object of few fields. What was made in it must not be
// used any more when it is used again.
type Room struct {
	comp   composite
	fields [2]Field
}

// Fields returns an empty slice that holds n fields, in the room if they are few.
func (r *Room) Fields(n int) []Field {
	if n > len(r.fields) {
		return make([]Field, 0, n)
	}
	return r.fields[:0]
}

// Object is [ObjectValue] in the room.
func (r *Room) Object(fields []Field) Value {
	r.comp = composite{fields: fields}
	return Value{kind: Object, comp: &r.comp}
}

// Kind returns the value's kind.
func (v Value) Kind() Kind { return v.kind }

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return v.kind == Null }

// IsNumber reports whether the value is an Int or a Float.
func (v Value) IsNumber() bool { return v.kind == Int || v.kind == Float }

// Bool returns a Bool, false for other kinds.
func (v Value) Bool() bool { return v.kind == Bool && v.num != 0 }

// Int returns an Int, 0 for other kinds (a Float too: see [Value.AsInt]).
func (v Value) Int() int64 {
	if v.kind == Int {
		return int64(v.num)
	}
	return 0
}

// AsInt returns an Int, or a Float that is a whole number of 64 bits; ok is
// false for everything else.
func (v Value) AsInt() (n int64, ok bool) {
	switch v.kind {
	case Int:
		return int64(v.num), true
	case Float:
		return exactInt(math.Float64frombits(v.num))
	}
	return 0, false
}

// Float returns a Float, or an Int converted (rounded beyond 2^53); 0 for other
// kinds.
func (v Value) Float() float64 {
	switch v.kind {
	case Float:
		return math.Float64frombits(v.num)
	case Int:
		return float64(int64(v.num))
	}
	return 0
}

// Str returns a String, "" for other kinds.
func (v Value) Str() string {
	if v.kind == String {
		return v.str
	}
	return ""
}

// Uuid returns a Uuid, all zero for other kinds.
func (v Value) Uuid() (u [16]byte) {
	if v.kind == Uuid {
		copy(u[:], v.str)
	}
	return u
}

// Time returns a DateTime as seconds and nanoseconds since 1970, zero for other
// kinds.
func (v Value) Time() (sec int64, nsec uint32) {
	if v.kind == DateTime {
		return int64(v.num), v.nsec
	}
	return 0, 0
}

// BytesOf returns a copy of Bytes, nil for other kinds.
func (v Value) BytesOf() []byte {
	if v.kind == Bytes {
		return []byte(v.str)
	}
	return nil
}

// Items returns the elements of an Array, nil for other kinds. Do not change it.
func (v Value) Items() []Value {
	if v.comp == nil {
		return nil
	}
	return v.comp.items
}

// Fields returns the members of an Object in their order, nil for other kinds.
// Do not change it.
func (v Value) Fields() []Field {
	if v.comp == nil {
		return nil
	}
	return v.comp.fields
}

// Len returns the number of elements of an Array or members of an Object, 0 for
// other kinds.
func (v Value) Len() int { return len(v.Items()) + len(v.Fields()) }

// Get returns the member of a name. Cost: one pass over the names.
func (v Value) Get(name string) (Value, bool) {
	for i, fields := 0, v.Fields(); i < len(fields); i++ {
		if fields[i].Name == name {
			return fields[i].Value, true
		}
	}
	return Value{}, false
}

// Path follows a path of names. A numeric part indexes a list (from 0). In each
// object an exact key, the rest of the path joined by dots, wins over the path.
func (v Value) Path(path []string) (Value, bool) {
	for i := range path {
		switch v.kind {
		case Object:
			next, at := v.step(path[i:])
			switch at {
			case stepExact:
				return next, true
			case stepNone:
				return Value{}, false
			}
			v = next
		case Array:
			n, ok := listIndex(path[i])
			if !ok || n >= len(v.comp.items) {
				return Value{}, false
			}
			v = v.comp.items[n]
		default:
			return Value{}, false
		}
	}
	return v, true
}

type stepKind uint8

const (
	stepNone  stepKind = iota
	stepFirst          // the member named by the first part
	stepExact          // the member named by the whole rest of the path
)

func (v Value) step(path []string) (next Value, at stepKind) {
	for _, f := range v.comp.fields {
		if len(path) > 1 && joinedEqual(f.Name, path) {
			return f.Value, stepExact
		}
		if at == stepNone && f.Name == path[0] {
			next, at = f.Value, stepFirst
			if len(path) == 1 {
				break
			}
		}
	}
	return next, at
}

// joinedEqual reports whether name is the parts joined by dots.
func joinedEqual[T ~string | ~[]byte](name T, parts []string) bool {
	i := 0
	for k, p := range parts {
		if k > 0 {
			if i >= len(name) || name[i] != '.' {
				return false
			}
			i++
		}
		if len(name)-i < len(p) || string(name[i:i+len(p)]) != p {
			return false
		}
		i += len(p)
	}
	return i == len(name)
}

// listIndex reads a path part as a list index: decimal digits without a sign
// and without leading zeros.
func listIndex(s string) (int, bool) {
	if s == "" || len(s) > 9 || (s[0] == '0' && len(s) > 1) {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// Depth returns the nesting depth: 0 for a scalar, 1 for a list of scalars.
// Writers refuse documents deeper than [MaxDepth].
func (v Value) Depth() int {
	if v.comp == nil {
		return 0
	}
	deepest := 0
	for _, x := range v.comp.items {
		deepest = max(deepest, x.Depth())
	}
	for _, f := range v.comp.fields {
		deepest = max(deepest, f.Value.Depth())
	}
	return deepest + 1
}
