package catalog

import "github.com/auroradb/aurora/engine/value"

// The stored form of a definition is a value.Raw object with short names; what
// is false, zero or empty is left out.

func text(name, s string) value.Field { return value.Field{Name: name, Value: value.StringValue(s)} }

func number(name string, n int64) value.Field {
	return value.Field{Name: name, Value: value.IntValue(n)}
}

// object collects the members of a stored object.
type object struct{ fields []value.Field }

func (o *object) put(name string, v value.Value) {
	o.fields = append(o.fields, value.Field{Name: name, Value: v})
}

func (o *object) text(name, s string) {
	if s != "" {
		o.put(name, value.StringValue(s))
	}
}

func (o *object) flag(name string, b bool) {
	if b {
		o.put(name, value.BoolValue(true))
	}
}

func (o *object) int(name string, n int64) {
	if n != 0 {
		o.put(name, value.IntValue(n))
	}
}

func (o *object) value() value.Value { return value.ObjectValue(o.fields) }

// Encode returns the stored form of the definition.
func (c *Collection) Encode() value.Raw {
	var o object
	o.int("id", int64(c.ID))
	o.text("name", c.Name)
	o.int("order", int64(c.Order))
	o.put("fields", encodeFields(c.Fields))
	o.put("indexes", encodeIndexes(c.Indexes))
	if len(c.Building) > 0 {
		o.put("building", encodeIndexes(c.Building))
	}
	o.flag("strict", c.Strict)
	o.flag("system", c.System)
	o.int("nextIndex", int64(c.NextID))
	return value.Encode(o.value())
}

func encodeIndexes(list []*Index) value.Value {
	items := make([]value.Value, len(list))
	for i, x := range list {
		items[i] = encodeIndex(x)
	}
	return value.ArrayValue(items)
}

func encodeFields(fields []*Field) value.Value {
	items := make([]value.Value, len(fields))
	for i, f := range fields {
		items[i] = encodeField(f)
	}
	return value.ArrayValue(items)
}

func encodeField(f *Field) value.Value {
	var o object
	o.text("name", f.Name)
	o.put("type", encodeType(&f.Type))
	o.flag("required", f.Required)
	if f.Default != nil {
		o.put("default", *f.Default)
	}
	o.flag("primary", f.Primary)
	o.flag("unique", f.Unique)
	o.flag("indexed", f.Indexed)
	if s := f.Search; s != nil {
		var x object
		x.text("language", s.Language)
		x.flag("stem", s.Stem)
		x.put("weight", value.FloatValue(s.Weight))
		o.put("search", x.value())
	}
	if f.Validate != nil {
		o.put("validate", encodeValidation(f.Validate))
	}
	if r := f.Relation; r != nil {
		var x object
		x.text("to", r.To)
		x.text("key", r.Key)
		x.int("onDelete", int64(r.OnDelete))
		o.put("relation", x.value())
	}
	o.text("computed", f.Computed)
	if f.HasTTL {
		o.put("ttl", value.IntValue(f.TTL))
	}
	o.text("metric", f.Metric)
	return o.value()
}

func encodeType(t *Type) value.Value {
	var o object
	o.int("kind", int64(t.Kind))
	if t.Elem != nil {
		o.put("elem", encodeType(t.Elem))
	}
	if t.Fields != nil {
		o.put("fields", encodeFields(t.Fields))
	}
	o.int("size", int64(t.Size))
	o.flag("nonNull", t.NonNull)
	return o.value()
}

func encodeValidation(v *Validation) value.Value {
	var o object
	o.text("format", v.Format)
	if v.Min != nil {
		o.put("min", *v.Min)
	}
	if v.Max != nil {
		o.put("max", *v.Max)
	}
	if v.MinLength != nil {
		o.put("minLength", value.IntValue(*v.MinLength))
	}
	if v.MaxLength != nil {
		o.put("maxLength", value.IntValue(*v.MaxLength))
	}
	o.text("pattern", v.Pattern)
	return o.value()
}

func encodeIndex(x *Index) value.Value {
	var o object
	o.int("id", int64(x.ID))
	o.text("name", x.Name)
	parts := make([]value.Value, len(x.Parts))
	for i, p := range x.Parts {
		path := make([]value.Value, len(p.Path))
		for j, s := range p.Path {
			path[j] = value.StringValue(s)
		}
		var po object
		po.put("path", value.ArrayValue(path))
		po.flag("desc", p.Desc)
		parts[i] = po.value()
	}
	o.put("parts", value.ArrayValue(parts))
	o.flag("unique", x.Unique)
	o.flag("multi", x.Multi)
	o.flag("declared", x.Declared)
	return o.value()
}
