package graphql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Selector flattens selections: fragments spread, @include and @skip decided.
type Selector func([]ast.Selection) ([]ast.Selection, error)

// node is something that introspection describes.
type node interface {
	// get returns what a field shows: a string, bool, node, []node, []string or
	// nil; ok is false for a field that the node's type lacks.
	get(v *View, name string) (x any, ok bool)
	typename() string
}

// Introspect appends the answer to __schema, or to __type for a name.
//
// Errors: FIELD_NOT_FOUND for a field that the types of introspection lack,
// TYPE_MISMATCH for a selection on a scalar or an object without one.
func (v *View) Introspect(dst []byte, f *ast.Field, name string, sel Selector) ([]byte, error) {
	w := describer{view: v, sel: sel}
	if f.Name == "__schema" {
		return w.node(dst, schemaNode{}, f)
	}
	t := v.byName[name]
	if t == nil {
		return append(dst, "null"...), nil
	}
	return w.node(dst, typeNode{typ: name}, f)
}

// describer writes descriptions.
type describer struct {
	view *View
	sel  Selector
}

func (w *describer) any(dst []byte, x any, f *ast.Field) ([]byte, error) {
	switch x := x.(type) {
	case node:
		return w.node(dst, x, f)
	case []node:
		dst = append(dst, '[')
		for i, n := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			var err error
			if dst, err = w.node(dst, n, f); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	case nil:
		return append(dst, "null"...), nil
	}
	if f.HasSet {
		return dst, dberr.At(dberr.TypeMismatch, f.NamePos, `"`+f.Name+`" is no object and takes no selection`)
	}
	switch x := x.(type) {
	case string:
		return value.AppendJSONString(dst, x), nil
	case []string:
		dst = append(dst, '[')
		for i, s := range x {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = value.AppendJSONString(dst, s)
		}
		return append(dst, ']'), nil
	}
	return value.BoolValue(x.(bool)).AppendJSON(dst), nil
}

func (w *describer) node(dst []byte, n node, f *ast.Field) ([]byte, error) {
	if !f.HasSet {
		return dst, dberr.At(dberr.TypeMismatch, f.NamePos, `"`+f.Name+`" needs a selection`)
	}
	subs, err := w.sel(f.Selections)
	if err != nil {
		return dst, err
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
		var x any
		if sub.Name == "__typename" {
			x = n.typename()
		} else if x, ok = n.get(w.view, sub.Name); !ok {
			return dst, dberr.At(dberr.FieldNotFound, sub.NamePos, n.typename()+` has no field "`+sub.Name+`"`)
		}
		if dst, err = w.any(dst, x, sub); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}
