package mutation

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
)

// change is the argument set of an update: assignments and modifiers in order.
type change struct{ sets []set }

// set is one member: a path and what happens to the value there.
type set struct {
	key string
	pos ast.Pos
	op  string // "set" or a modifier
	val value.Value
}

// isModifier reports the keys that make an object with one key a modifier.
func isModifier(key string) bool {
	switch key {
	case "increment", "decrement", "push", "pull", "addToSet", "unset", "set":
		return true
	}
	return false
}

// newChange reads an object of assignments and modifiers.
//
// Errors: TYPE_MISMATCH if it is no object or increment has no number,
// INVALID_ARGUMENT for unset with anything but true.
func newChange(n *bind.Node, call string) (*change, error) {
	if n.Kind != bind.Object {
		return nil, dberr.At(dberr.TypeMismatch, n.Pos, quote(call)+" needs an object of fields, not "+n.Value().Kind().String())
	}
	c := &change{}
	for i := range n.Members {
		m := &n.Members[i]
		if m.Node.Missing {
			continue
		}
		st := set{key: m.Key, pos: m.Pos, op: "set"}
		if st.key == "_sid" {
			st.key = "id"
		}
		x := m.Node
		if x.Kind == bind.Object && len(x.Members) == 1 && isModifier(x.Members[0].Key) {
			st.op, x = x.Members[0].Key, x.Members[0].Node
			if x.Missing {
				continue
			}
		}
		st.val = x.Value()
		if err := st.check(); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(c.sets, func(o set) bool { return o.key == st.key }) {
			return nil, dberr.At(dberr.InvalidArgument, m.Pos, "field "+quote(st.key)+" is set twice")
		}
		c.sets = append(c.sets, st)
	}
	return c, nil
}

func (st *set) check() error {
	if st.key == "id" && st.op != "set" {
		return dberr.At(dberr.InvalidArgument, st.pos, "the id of a document cannot be changed")
	}
	switch st.op {
	case "increment", "decrement":
		if !st.val.IsNumber() {
			return dberr.At(dberr.TypeMismatch, st.pos, st.op+" of field "+quote(st.key)+" needs a number, not "+st.val.Kind().String())
		}
	case "unset":
		if st.val.Kind() != value.Bool || !st.val.Bool() {
			return dberr.At(dberr.InvalidArgument, st.pos, "unset of field "+quote(st.key)+" must be true")
		}
	}
	return nil
}

// apply returns the members of a document after the change. The given slice is
// not changed.
//
// Errors: TYPE_MISMATCH for a modifier on a value of another kind or a path
// through a scalar, INVALID_ARGUMENT for overflow or a list position that is
// not there.
func (c *change) apply(coll *catalog.Collection, fields []value.Field) ([]value.Field, error) {
	fields = slices.Clone(fields)
	for i := range c.sets {
		st := &c.sets[i]
		path := []string{st.key}
		if strings.Contains(st.key, ".") && coll.Field(st.key) == nil && find(fields, st.key) < 0 {
			path = strings.Split(st.key, ".")
		}
		var elem *catalog.Type
		if f := coll.Field(st.key); f != nil && f.Type.Kind == catalog.List {
			elem = f.Type.Elem
		}
		var err error
		if fields, err = st.members(fields, path, elem); err != nil {
			return nil, at(err, st.pos)
		}
	}
	return fields, nil
}

func find(fields []value.Field, name string) int {
	return slices.IndexFunc(fields, func(f value.Field) bool { return f.Name == name })
}

// members changes the member of an object that the path names.
func (st *set) members(fields []value.Field, path []string, elem *catalog.Type) ([]value.Field, error) {
	i := find(fields, path[0])
	var old value.Value
	if i >= 0 {
		old = fields[i].Value
	}
	if st.op == "unset" && (i < 0 || len(path) > 1 && old.IsNull()) {
		return fields, nil
	}
	if st.op == "unset" && len(path) == 1 {
		return slices.Delete(fields, i, i+1), nil
	}
	now, err := st.value(old, path[1:], elem)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return append(fields, value.Field{Name: path[0], Value: now}), nil
	}
	fields[i].Value = now
	return fields, nil
}

// value changes a value, or what the path names inside it.
func (st *set) value(old value.Value, path []string, elem *catalog.Type) (value.Value, error) {
	if len(path) == 0 {
		return st.modify(old, elem)
	}
	switch old.Kind() {
	case value.Null:
		fields, err := st.members(nil, path, nil)
		return value.ObjectValue(fields), err
	case value.Object:
		fields, err := st.members(slices.Clone(old.Fields()), path, nil)
		return value.ObjectValue(fields), err
	case value.Array:
		n, err := strconv.Atoi(path[0])
		if err != nil || n < 0 || n >= old.Len() {
			return old, dberr.New(dberr.InvalidArgument, "the list in "+quote(st.key)+" has no element "+quote(path[0]))
		}
		items := slices.Clone(old.Items())
		if st.op == "unset" && len(path) == 1 {
			return value.ArrayValue(slices.Delete(items, n, n+1)), nil
		}
		items[n], err = st.value(items[n], path[1:], nil)
		return value.ArrayValue(items), err
	}
	return old, dberr.New(dberr.TypeMismatch, "path "+quote(st.key)+" leads through "+old.Kind().String()+", which has no fields")
}

// modify applies the operation to the value itself.
func (st *set) modify(old value.Value, elem *catalog.Type) (value.Value, error) {
	switch st.op {
	case "increment":
		return st.add(old, 1)
	case "decrement":
		return st.add(old, -1)
	case "push", "pull", "addToSet":
		return st.list(old, elem)
	}
	return st.val, nil
}

func (st *set) add(old value.Value, sign int64) (value.Value, error) {
	if old.IsNull() {
		old = value.IntValue(0)
	}
	if !old.IsNumber() {
		return old, dberr.New(dberr.TypeMismatch, "field "+quote(st.key)+" holds "+schema.Short(old)+" and cannot be incremented")
	}
	by, whole := st.val.AsInt()
	if old.Kind() == value.Float || !whole {
		f, ok := value.CheckedFloat(old.Float() + float64(sign)*st.val.Float())
		if !ok {
			return old, st.overflow()
		}
		return f, nil
	}
	a, b := old.Int(), by
	if sign < 0 {
		if b == math.MinInt64 {
			return old, st.overflow()
		}
		b = -b
	}
	sum := a + b
	if (sum > a) != (b > 0) && b != 0 {
		return old, st.overflow()
	}
	return value.IntValue(sum), nil
}

func (st *set) overflow() error {
	return dberr.New(dberr.InvalidArgument, st.op+" of field "+quote(st.key)+" leaves the range of its type")
}

func (st *set) list(old value.Value, elem *catalog.Type) (value.Value, error) {
	if !old.IsNull() && old.Kind() != value.Array {
		return old, dberr.New(dberr.TypeMismatch, "field "+quote(st.key)+" holds "+schema.Short(old)+", which is no list for "+st.op)
	}
	items := slices.Clone(old.Items())
	v := st.val
	if elem != nil {
		v = schema.Adapt(elem, v)
	}
	same := func(x value.Value) bool { return value.SameKind(x, v) && value.Equal(x, v) }
	switch st.op {
	case "pull":
		items = slices.DeleteFunc(items, same)
	case "addToSet":
		if !slices.ContainsFunc(items, same) {
			items = append(items, v)
		}
	default:
		items = append(items, v)
	}
	return value.ArrayValue(items), nil
}
