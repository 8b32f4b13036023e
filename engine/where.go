package engine

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
)

// Filter is a condition on documents: what the argument where takes. [Field]
// makes simple ones, [And], [Or] and [Not] put them together. A nil Filter
// matches everything.
type Filter = map[string]any

// FieldPath is a field that conditions are about.
type FieldPath string

// Field names a field; dots lead into objects.
func Field(path string) FieldPath { return FieldPath(path) }

func (f FieldPath) op(name string, v any) Filter { return Filter{string(f): Filter{name: v}} }

// Eq matches the value, nil also the absence of one.
func (f FieldPath) Eq(v any) Filter { return f.op("eq", v) }

// Ne matches every other value.
func (f FieldPath) Ne(v any) Filter { return f.op("ne", v) }

// Gt matches values above v.
func (f FieldPath) Gt(v any) Filter { return f.op("gt", v) }

// Gte matches v and values above.
func (f FieldPath) Gte(v any) Filter { return f.op("gte", v) }

// Lt matches values below v.
func (f FieldPath) Lt(v any) Filter { return f.op("lt", v) }

// Lte matches v and values below.
func (f FieldPath) Lte(v any) Filter { return f.op("lte", v) }

// Between matches low, high and what lies between.
func (f FieldPath) Between(low, high any) Filter {
	return Filter{string(f): Filter{"gte": low, "lte": high}}
}

// In matches any of the values.
func (f FieldPath) In(vals ...any) Filter { return f.op("in", vals) }

// NotIn matches none of the values.
func (f FieldPath) NotIn(vals ...any) Filter { return f.op("nin", vals) }

// Contains matches texts with v in them, and lists with the element v.
func (f FieldPath) Contains(v any) Filter { return f.op("contains", v) }

// ContainsAny matches lists with at least one of the elements.
func (f FieldPath) ContainsAny(vals ...any) Filter { return f.op("containsAny", vals) }

// ContainsAll matches lists with all of the elements.
func (f FieldPath) ContainsAll(vals ...any) Filter { return f.op("containsAll", vals) }

// StartsWith matches texts that begin so.
func (f FieldPath) StartsWith(s string) Filter { return f.op("startsWith", s) }

// EndsWith matches texts that end so.
func (f FieldPath) EndsWith(s string) Filter { return f.op("endsWith", s) }

// Matches matches texts by a regular expression (RE2).
func (f FieldPath) Matches(expr string) Filter { return f.op("matches", expr) }

// IsNull matches null and absence.
func (f FieldPath) IsNull() Filter { return f.op("isNull", true) }

// Exists matches every value but null.
func (f FieldPath) Exists() Filter { return f.op("isNotNull", true) }

// And matches what all filters match.
func And(filters ...Filter) Filter { return Filter{"and": conditions(filters)} }

// Or matches what any of the filters matches.
func Or(filters ...Filter) Filter { return Filter{"or": conditions(filters)} }

// Not matches what the filter does not.
func Not(f Filter) Filter { return Filter{"not": f} }

func conditions(filters []Filter) []any {
	out := make([]any, len(filters))
	for i, f := range filters {
		out[i] = f
	}
	return out
}

// whereNode makes n the node of a part of a filter.
func whereNode(n *bind.Node, x any) error {
	m, ok := x.(Filter)
	if !ok || m == nil {
		v, err := fromGo(x)
		n.Set(v, ast.Pos{})
		return err
	}
	n.MakeObject(len(m), ast.Pos{})
	if len(m) == 1 { // most have one, and no order
		for name, x := range m {
			n.Members[0].Key = name
			return whereNode(n.Members[0].Node, x)
		}
	}
	var few [16]string
	for i, name := range sortedKeys(few[:0], m) {
		n.Members[i].Key = name
		if err := whereNode(n.Members[i].Node, m[name]); err != nil {
			return err
		}
	}
	return nil
}

// condition returns the field, the operator and the operand of a filter that is
// nothing but one condition with an operand that is no object.
func condition(f Filter) (field, op string, v any, ok bool) {
	if len(f) != 1 {
		return "", "", nil, false
	}
	for name, cond := range f {
		if ops, _ := cond.(Filter); len(ops) == 1 {
			for op, v := range ops {
				_, object := v.(Filter)
				return name, op, v, !object
			}
		}
	}
	return "", "", nil, false
}
