package schema

import (
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// converter turns given values into those of declared types.
type converter struct {
	defaults bool // fill absent fields of nested objects
}

func mismatch(t *catalog.Type, v value.Value, field string) error {
	return dberr.New(dberr.TypeMismatch, "field "+quote(field)+" is "+TypeName(t)+", not "+describe(v))
}

// describe names a value in a message: its kind and a short text.
func describe(v value.Value) string {
	switch v.Kind() {
	case value.Null, value.Array, value.Object:
		return v.Kind().String()
	}
	return v.Kind().String() + " " + Short(v)
}

// Short returns a value as a text of bounded length for messages.
func Short(v value.Value) string {
	s := string(v.AppendJSON(nil))
	if len(s) <= 80 {
		return s
	}
	cut := 77
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// convert returns the value as the type stores it. Null passes: whether it may
// stand there is a question of required.
//
// Errors: TYPE_MISMATCH for a value that is not of the type, VALIDATION_FAILED
// for a text that has not the type's form or a null in a list without nulls.
func (c *converter) convert(t *catalog.Type, v value.Value, field string) (value.Value, error) {
	if v.IsNull() {
		return v, nil
	}
	switch t.Kind {
	case catalog.Any:
		return v, nil
	case catalog.String, catalog.ID:
		if v.Kind() == value.String {
			return v, nil
		}
	case catalog.Int:
		if n, ok := v.AsInt(); ok {
			return value.IntValue(n), nil
		}
	case catalog.Float:
		if v.IsNumber() {
			if f, ok := value.CheckedFloat(v.Float()); ok {
				return f, nil
			}
		}
	case catalog.Boolean:
		if v.Kind() == value.Bool {
			return v, nil
		}
	case catalog.Object:
		if v.Kind() == value.Object {
			return c.object(t, v, field)
		}
	case catalog.List:
		if v.Kind() == value.Array {
			return c.list(t, v, field)
		}
	case catalog.Vector:
		if v.Kind() == value.Array {
			return c.vector(t, v, field)
		}
	default:
		return convertText(t, v, field)
	}
	return v, mismatch(t, v, field)
}

// convertText handles the types that are written as text.
func convertText(t *catalog.Type, v value.Value, field string) (value.Value, error) {
	native, parse := value.String, func(s string) (value.Value, bool) { return v, true }
	switch t.Kind {
	case catalog.Uuid:
		native, parse = value.Uuid, value.ParseUuid
	case catalog.DateTime:
		native, parse = value.DateTime, value.ParseDateTime
	case catalog.Bytes:
		native, parse = value.Bytes, value.ParseBase64
	}
	if native != value.String && v.Kind() == native {
		return v, nil
	}
	if v.Kind() != value.String {
		return v, mismatch(t, v, field)
	}
	if x, ok := parse(v.Str()); !ok {
		return v, mismatch(t, v, field)
	} else if native != value.String {
		return x, nil
	}
	if format := typeFormat(t.Kind); !matchFormat(format, v.Str()) {
		return v, dberr.New(dberr.ValidationFailed, "field "+quote(field)+" is "+TypeName(t)+", not "+Short(v))
	}
	return v, nil
}

func (c *converter) object(t *catalog.Type, v value.Value, field string) (value.Value, error) {
	if t.Fields == nil {
		return v, nil
	}
	fields := append([]value.Field(nil), v.Fields()...)
	fields, err := c.fields(t.Fields, fields, field+".")
	return value.ObjectValue(fields), err
}

// fields converts the declared ones among the members of an object in place and
// returns them, with defaults added. prefix stands before names in messages.
func (c *converter) fields(declared []*catalog.Field, fields []value.Field, prefix string) ([]value.Field, error) {
	for _, d := range declared {
		i := find(fields, d.Name)
		if i < 0 && c.defaults && d.Default != nil {
			fields = append(fields, value.Field{Name: d.Name, Value: *d.Default})
			i = len(fields) - 1
		}
		if i < 0 || fields[i].Value.IsNull() {
			if d.Required && d.Computed == "" {
				return nil, dberr.New(dberr.ValidationFailed, "field "+quote(prefix+d.Name)+" is required")
			}
			continue
		}
		v, err := c.convert(&d.Type, fields[i].Value, prefix+d.Name)
		if err != nil {
			return nil, err
		}
		fields[i].Value = v
	}
	return fields, nil
}

func declaredIn(declared []*catalog.Field, name string) bool {
	for _, d := range declared {
		if d.Name == name {
			return true
		}
	}
	return false
}

func find(fields []value.Field, name string) int {
	for i := range fields {
		if fields[i].Name == name {
			return i
		}
	}
	return -1
}

func (c *converter) list(t *catalog.Type, v value.Value, field string) (value.Value, error) {
	items := append([]value.Value(nil), v.Items()...)
	for i, e := range items {
		if e.IsNull() && t.Elem.NonNull {
			return v, dberr.New(dberr.ValidationFailed, "field "+quote(field)+" takes no null in its list")
		}
		x, err := c.convert(t.Elem, e, field)
		if err != nil {
			return v, err
		}
		items[i] = x
	}
	return value.ArrayValue(items), nil
}

func (c *converter) vector(t *catalog.Type, v value.Value, field string) (value.Value, error) {
	given := v.Items()
	if len(given) != t.Size {
		return v, dberr.New(dberr.ValidationFailed, "field "+quote(field)+" is "+TypeName(t)+", not a list of "+itoa(int64(len(given))))
	}
	items := make([]value.Value, len(given))
	for i, e := range given {
		if !e.IsNumber() {
			return v, mismatch(t, e, field)
		}
		items[i] = value.FloatValue(e.Float())
	}
	return value.ArrayValue(items), nil
}

// Adapt returns a key value as a declared type holds it, so that a reference
// and its key can be compared: the text of a Uuid finds the Uuid and the other
// way round. A value that does not fit is returned as it is.
func Adapt(t *catalog.Type, v value.Value) value.Value {
	t = scalar(t)
	if isText(t.Kind) && (v.Kind() == value.Uuid || v.Kind() == value.DateTime || v.Kind() == value.Bytes) {
		return value.StringValue(v.Text())
	}
	var c converter
	if x, err := c.convert(t, v, ""); err == nil {
		return x
	}
	return v
}
