package bind

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// TypeString returns a type as it is written: [String!]!.
func TypeString(t *ast.TypeRef) string {
	if t == nil {
		return "Any"
	}
	s := t.Name
	switch {
	case t.Elem != nil:
		s = "[" + TypeString(t.Elem) + "]"
	case t.Size > 0:
		s += "(" + strconv.Itoa(t.Size) + ")"
	}
	if t.NonNull {
		s += "!"
	}
	return s
}

// typeNames are the types that a variable may have.
var typeNames = [...]string{
	"String", "ID", "Int", "Float", "Boolean", "Bool", "Uuid", "UUID", "DateTime", "Date", "Time", "Email", "URL",
	"PhoneNumber", "Bytes", "Object", "JSON", "Any", "Vector",
}

// coercer checks the values of one variable.
type coercer struct{ def *ast.VarDef }

// known refuses type names that the language does not have.
func (c coercer) known(t *ast.TypeRef) error {
	if t == nil {
		return nil
	}
	if t.Elem != nil {
		return c.known(t.Elem)
	}
	for i := range typeNames {
		if typeNames[i] == t.Name {
			return nil
		}
	}
	pos := t.Pos
	if pos.IsZero() {
		pos = c.def.Pos
	}
	return dberr.At(dberr.InvalidArgument, pos,
		"variable $"+c.def.Name+" has the unknown type "+strconv.Quote(t.Name)+dberr.DidYouMean(t.Name, typeNames[:]...))
}

// coerce returns the value as the type takes it; at names the place inside it.
func (c coercer) coerce(t *ast.TypeRef, v value.Value, at string) (value.Value, error) {
	if t == nil {
		return v, nil
	}
	if v.IsNull() {
		if t.NonNull {
			return v, c.mismatch(t, v, at)
		}
		return v, nil
	}
	if t.Elem != nil {
		return c.list(t, v, at)
	}
	out, ok := scalar(t, v)
	if !ok {
		return v, c.mismatch(t, v, at)
	}
	return out, nil
}

// list checks the elements and copies the list only if one of them may change.
func (c coercer) list(t *ast.TypeRef, v value.Value, at string) (value.Value, error) {
	if v.Kind() != value.Array {
		return v, c.mismatch(t, v, at)
	}
	items := v.Items()
	var changed []value.Value
	for i, x := range items {
		y, err := c.coerce(t.Elem, x, at+"["+strconv.Itoa(i)+"]")
		if err != nil {
			return v, err
		}
		if changed == nil && (y.Kind() != x.Kind() || y.Kind() == value.Array) {
			changed = append(make([]value.Value, 0, len(items)), items[:i]...)
		}
		if changed != nil {
			changed = append(changed, y)
		}
	}
	if changed == nil {
		return v, nil
	}
	return value.ArrayValue(changed), nil
}

// scalar checks a value that is not null against a named type.
func scalar(t *ast.TypeRef, v value.Value) (value.Value, bool) {
	k := v.Kind()
	switch t.Name {
	case "String", "Date", "Time", "Email", "URL", "PhoneNumber":
		return v, k == value.String
	case "ID":
		if k == value.Int {
			return value.StringValue(v.Text()), true
		}
		return v, k == value.String
	case "Int":
		n, ok := v.AsInt()
		return value.IntValue(n), ok
	case "Float":
		if k == value.Int {
			if f := value.FloatValue(v.Float()); value.Equal(f, v) {
				return f, true
			}
		}
		return v, v.IsNumber()
	case "Boolean", "Bool":
		return v, k == value.Bool
	case "Object":
		return v, k == value.Object
	case "Vector":
		return v, vector(t.Size, v)
	case "DateTime":
		return text(v, value.DateTime, value.ParseDateTime)
	case "Uuid", "UUID":
		return text(v, value.Uuid, value.ParseUuid)
	case "Bytes":
		return text(v, value.Bytes, value.ParseBase64)
	}
	return v, true // JSON, Any
}

// text accepts a value of a kind, or its text, which stays text.
func text(v value.Value, k value.Kind, parse func(string) (value.Value, bool)) (value.Value, bool) {
	if v.Kind() == value.String {
		_, ok := parse(v.Str())
		return v, ok
	}
	return v, v.Kind() == k
}

func vector(size int, v value.Value) bool {
	if v.Kind() != value.Array || (size > 0 && v.Len() != size) {
		return false
	}
	for _, x := range v.Items() {
		if !x.IsNumber() {
			return false
		}
	}
	return true
}

func (c coercer) mismatch(t *ast.TypeRef, v value.Value, at string) error {
	shown := v.AppendJSON(nil)
	if len(shown) > 60 {
		shown = append(shown[:0], ("a " + v.Kind().String())...)
	}
	return dberr.At(dberr.TypeMismatch, c.def.Pos, "variable $"+c.def.Name+at+" of type "+TypeString(t)+" cannot be "+string(shown))
}
