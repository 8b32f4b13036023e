package catalog

import (
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

func getText(v value.Value, name string) string {
	if x, ok := v.Get(name); ok && x.Kind() == value.String {
		return x.Str()
	}
	return ""
}

func getInt(v value.Value, name string) int64 {
	if x, ok := v.Get(name); ok && x.Kind() == value.Int {
		return x.Int()
	}
	return 0
}

func getFlag(v value.Value, name string) bool {
	x, ok := v.Get(name)
	return ok && x.Kind() == value.Bool && x.Bool()
}

func getItems(v value.Value, name string) []value.Value {
	if x, ok := v.Get(name); ok && x.Kind() == value.Array {
		return x.Items()
	}
	return nil
}

// DecodeCollection reads the stored form of a definition.
//
// Errors: CORRUPT.
func DecodeCollection(r value.Raw) (*Collection, error) {
	v, err := r.Decode()
	if err != nil || v.Kind() != value.Object {
		return nil, dberr.Wrap(dberr.Corrupt, "definition of a collection", err)
	}
	c := &Collection{
		ID: uint32(getInt(v, "id")), Name: getText(v, "name"), Order: uint32(getInt(v, "order")),
		Fields: decodeFields(getItems(v, "fields")),
		Strict: getFlag(v, "strict"), System: getFlag(v, "system"), NextID: uint32(getInt(v, "nextIndex")),
	}
	if c.ID == 0 {
		return nil, dberr.New(dberr.Corrupt, "definition of a collection without an id")
	}
	for _, x := range getItems(v, "indexes") {
		c.Indexes = append(c.Indexes, decodeIndex(x))
	}
	for _, x := range getItems(v, "building") {
		c.Building = append(c.Building, decodeIndex(x))
	}
	return c, nil
}

func decodeFields(items []value.Value) []*Field {
	fields := make([]*Field, len(items))
	for i, x := range items {
		fields[i] = decodeField(x)
	}
	return fields
}

func decodeField(v value.Value) *Field {
	f := &Field{
		Name: getText(v, "name"), Required: getFlag(v, "required"), Primary: getFlag(v, "primary"),
		Unique: getFlag(v, "unique"), Indexed: getFlag(v, "indexed"),
		Computed: getText(v, "computed"), Metric: getText(v, "metric"),
	}
	if t, ok := v.Get("type"); ok {
		f.Type = decodeType(t)
	}
	if d, ok := v.Get("default"); ok {
		f.Default = &d
	}
	if s, ok := v.Get("search"); ok {
		f.Search = &Search{Language: getText(s, "language"), Stem: getFlag(s, "stem"), Weight: 1}
		if w, ok := s.Get("weight"); ok {
			f.Search.Weight = w.Float()
		}
	}
	if x, ok := v.Get("validate"); ok {
		f.Validate = decodeValidation(x)
	}
	if r, ok := v.Get("relation"); ok {
		f.Relation = &Relation{To: getText(r, "to"), Key: getText(r, "key"), OnDelete: OnDelete(getInt(r, "onDelete"))}
	}
	if t, ok := v.Get("ttl"); ok {
		f.HasTTL, f.TTL = true, t.Int()
	}
	return f
}

func decodeType(v value.Value) Type {
	t := Type{Kind: TypeKind(getInt(v, "kind")), Size: int(getInt(v, "size")), NonNull: getFlag(v, "nonNull")}
	if e, ok := v.Get("elem"); ok {
		elem := decodeType(e)
		t.Elem = &elem
	}
	if f, ok := v.Get("fields"); ok {
		t.Fields = decodeFields(f.Items())
	}
	return t
}

func decodeValidation(v value.Value) *Validation {
	r := &Validation{Format: getText(v, "format"), Pattern: getText(v, "pattern")}
	if x, ok := v.Get("min"); ok {
		r.Min = &x
	}
	if x, ok := v.Get("max"); ok {
		r.Max = &x
	}
	if x, ok := v.Get("minLength"); ok {
		n := x.Int()
		r.MinLength = &n
	}
	if x, ok := v.Get("maxLength"); ok {
		n := x.Int()
		r.MaxLength = &n
	}
	return r
}

func decodeIndex(v value.Value) *Index {
	x := &Index{
		ID: uint32(getInt(v, "id")), Name: getText(v, "name"),
		Unique: getFlag(v, "unique"), Multi: getFlag(v, "multi"), Declared: getFlag(v, "declared"),
	}
	for _, p := range getItems(v, "parts") {
		part := Part{Desc: getFlag(p, "desc")}
		for _, s := range getItems(p, "path") {
			part.Path = append(part.Path, s.Str())
		}
		x.Parts = append(x.Parts, part)
	}
	return x
}
