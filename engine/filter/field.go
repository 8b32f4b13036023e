package filter

import (
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

// field is what a condition is about: a path and its declared type.
type field struct {
	path [][]string
	typ  *catalog.Type // nil: any
	name string        // the whole path as text
}

// plainField is a field at the top of a document, in one piece of memory.
type plainField struct {
	field
	part  [1]string
	whole [1][]string
}

// resolve makes p the field of a name that is no path.
func (p *plainField) resolve(c *compiler, name string, pos dberr.Position) (err error) {
	p.part[0] = name
	p.whole[0] = p.part[:]
	p.name, p.path = name, p.whole[:]
	p.typ, err = c.declared(name, pos)
	return err
}

func (f *field) quoted() string { return strconv.Quote(f.name) }

// mayNest reports whether the field can hold an object.
func (f *field) mayNest() bool {
	return f.typ == nil || f.typ.Kind == catalog.Any || f.typ.Kind == catalog.Object || f.typ.Kind == catalog.List
}

// field resolves a key below a field, or at the top of a document if up is nil.
func (c *compiler) field(up *field, key string, pos dberr.Position) (*field, error) {
	if up == nil && key == "_sid" {
		key = "id"
	}
	if up == nil && (!strings.Contains(key, ".") || c.coll.Field(key) != nil) {
		p := new(plainField)
		return &p.field, p.resolve(c, key, pos)
	}
	f := &field{name: key}
	if up != nil {
		f.name = up.name + "." + key
		f.typ = up.typ
		f.path = append(f.path, up.path...)
	}
	parts := strings.Split(key, ".")
	f.path = append(f.path, parts)
	for i, part := range parts {
		var err error
		if up == nil && i == 0 {
			f.typ, err = c.declared(part, pos)
		} else {
			f.typ, err = c.step(f, part, pos)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// declared returns the type of a field of the collection, nil if there is none.
func (c *compiler) declared(name string, pos dberr.Position) (*catalog.Type, error) {
	if d := c.coll.Field(name); d != nil {
		return &d.Type, nil
	}
	if name == "id" || name == "_sid" {
		return &catalog.Type{Kind: catalog.ID}, nil
	}
	if c.coll.Strict {
		return nil, c.coll.Lacks(name, c.coll.Fields, pos)
	}
	return nil, nil
}

// step returns the type of a part of f.
func (c *compiler) step(f *field, part string, pos dberr.Position) (*catalog.Type, error) {
	t := f.typ
	if t == nil {
		return nil, nil
	}
	switch t.Kind {
	case catalog.Any:
		return nil, nil
	case catalog.Object:
		for _, d := range t.Fields {
			if d.Name == part {
				return &d.Type, nil
			}
		}
		if c.coll.Strict && len(t.Fields) > 0 {
			return nil, c.coll.Lacks(f.name, t.Fields, pos)
		}
		return nil, nil
	case catalog.List, catalog.Vector:
		if _, err := strconv.ParseUint(part, 10, 31); err == nil {
			return elem(t), nil
		}
		return nil, dberr.At(dberr.TypeMismatch, pos, "field "+f.quoted()+": a list has places, not "+strconv.Quote(part))
	}
	return nil, dberr.At(dberr.TypeMismatch, pos, "field "+f.quoted()+": "+strconv.Quote(part)+" cannot be part of a scalar")
}

// test compiles one condition into a node with an empty one.
func (f *field) test(t *node, op Op, n *bind.Node) error {
	if err := f.takes(op, n); err != nil {
		return err
	}
	if n.Missing || n.IsNull() && (op.isRange() || op.isText() || op == Contains && f.isString()) {
		t.kind = kindUnknown
		return nil
	}
	t.kind, t.op, t.path = kindTest, op, f.path
	switch {
	case op == IsNull || op == IsNotNull:
		return f.nullness(t, n)
	case op.takesList():
		return f.operands(t, n)
	case op.isText():
		return f.textOperand(t, n)
	case op == Contains:
		return f.containsOperand(t, n)
	}
	return f.one(t, f.typ, n)
}
