package engine

import (
	"context"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
)

// introspect answers __schema: the collections of users in the order of their
// definition.
func (f *frame) introspect(ctx context.Context, dst []byte, field *ast.Field) ([]byte, error) {
	// The selection is checked against a full description, so that a fault is
	// found when there is nothing to describe.
	sample := &catalog.Collection{Fields: []*catalog.Field{{}}, Indexes: []*catalog.Index{{Declared: true}}}
	if _, err := f.pick(nil, object("collections", value.ArrayValue([]value.Value{describe(sample, 0)})), field); err != nil {
		return dst, err
	}
	var colls []value.Value
	for _, c := range f.env.Catalog.Collections() {
		if c.System {
			continue
		}
		n, err := catalog.ReadCount(ctx, f.env.Reader, c.ID)
		if err != nil {
			return dst, err
		}
		colls = append(colls, describe(c, int64(n.Documents)))
	}
	whole := object("collections", value.ArrayValue(colls))
	return f.pick(dst, whole, field)
}

func object(pairs ...any) value.Value {
	fields := make([]value.Field, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		fields = append(fields, value.Field{Name: pairs[i].(string), Value: pairs[i+1].(value.Value)})
	}
	return value.ObjectValue(fields)
}

// describe is what __schema tells of a collection.
func describe(c *catalog.Collection, count int64) value.Value {
	fields := make([]value.Value, len(c.Fields))
	for i, f := range c.Fields {
		fields[i] = object(
			"name", value.StringValue(f.Name), "type", value.StringValue(schema.TypeName(&f.Type)),
			"required", value.BoolValue(f.Required), "unique", value.BoolValue(f.Unique), "indexed", value.BoolValue(f.Indexed),
			"computed", value.BoolValue(f.Computed != ""), "search", value.BoolValue(f.Search != nil),
		)
	}
	var indexes []value.Value
	for _, x := range c.Indexes {
		if !x.Declared {
			continue
		}
		paths := make([]value.Value, len(x.Parts))
		for i, p := range x.Parts {
			paths[i] = value.StringValue(strings.Join(p.Path, "."))
		}
		kind := "ordered"
		if x.Multi {
			kind = "multi"
		}
		indexes = append(indexes, object(
			"name", value.StringValue(x.Name), "fields", value.ArrayValue(paths),
			"unique", value.BoolValue(x.Unique), "kind", value.StringValue(kind),
		))
	}
	return object(
		"name", value.StringValue(c.Name), "fields", value.ArrayValue(fields), "indexes", value.ArrayValue(indexes),
		"count", value.IntValue(count), "strict", value.BoolValue(c.Strict),
	)
}

// pick appends what a selection shows of a description; without one, all of it.
func (f *frame) pick(dst []byte, v value.Value, field *ast.Field) ([]byte, error) {
	if field.HasArgs {
		return dst, dberr.At(dberr.UnknownArgument, field.NamePos, quote(field.Name)+" takes no arguments")
	}
	if !field.HasSet {
		return v.AppendJSON(dst), nil
	}
	subs, err := plan.Calls(f.env, field.Selections)
	if err != nil {
		return dst, err
	}
	return f.pickInto(dst, v, field, subs)
}

func (f *frame) pickInto(dst []byte, v value.Value, field *ast.Field, subs []ast.Selection) ([]byte, error) {
	var err error
	switch v.Kind() {
	case value.Array:
		dst = append(dst, '[')
		for i, x := range v.Items() {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = f.pickInto(dst, x, field, subs); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	case value.Object:
	default:
		return dst, dberr.At(dberr.TypeMismatch, field.NamePos, quote(field.Name)+" has no fields to select")
	}
	dst = append(dst, '{')
	for i, s := range subs {
		sub, ok := s.(*ast.Field)
		if !ok || sub.Expr != nil {
			return dst, dberr.At(dberr.InvalidArgument, s.Position(), "only fields are selected here")
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.AppendJSONString(dst, sub.Key()), ':')
		x, found := v.Get(sub.Name)
		switch {
		case sub.Name == "__typename":
			dst = append(dst, `"__Schema"`...)
			continue
		case !found:
			return dst, dberr.At(dberr.FieldNotFound, sub.NamePos, "__schema has no field "+quote(sub.Name)+" here")
		}
		if dst, err = f.pick(dst, x, sub); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}
