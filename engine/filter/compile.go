package filter

import (
	"strconv"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

type compiler struct{ coll *catalog.Collection }

// object compiles a filter object, about one field if f is not nil.
func (c *compiler) object(n *bind.Node, f *field) (*node, error) {
	if n.Missing {
		return &node{kind: kindUnknown}, nil
	}
	if n.Kind != bind.Object {
		if f != nil {
			return nil, mismatch(n, "field "+f.quoted()+" needs an operator, as in {eq: …}")
		}
		return nil, mismatch(n, "a filter must be an object, not "+shown(n))
	}
	if len(n.Members) == 1 {
		return c.member(&n.Members[0], f)
	}
	all := &node{kind: kindAnd}
	for i := range n.Members {
		k, err := c.member(&n.Members[i], f)
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, k)
	}
	return all, nil
}

func (c *compiler) member(m *bind.Member, f *field) (*node, error) {
	switch m.Key {
	case "and":
		return c.list(kindAnd, m, f)
	case "or":
		return c.list(kindOr, m, f)
	case "not":
		k, err := c.object(m.Node, f)
		return &node{kind: kindNot, kids: []*node{k}}, err
	}
	if f == nil {
		f, err := c.field(nil, m.Key, m.Pos)
		if err != nil {
			return nil, err
		}
		return c.object(m.Node, f)
	}
	if op := opOf(m.Key); op != 0 {
		return f.operand(op, m.Node)
	}
	return c.below(m, f)
}

// list compiles the members of and or or.
func (c *compiler) list(kind nodeKind, m *bind.Member, f *field) (*node, error) {
	if m.Node.Missing {
		return &node{kind: kindUnknown}, nil
	}
	if m.Node.Kind != bind.List {
		return nil, mismatch(m.Node, strconv.Quote(m.Key)+" needs a list of filters, not "+shown(m.Node))
	}
	out := &node{kind: kind}
	for _, item := range m.Node.Items {
		k, err := c.object(item, f)
		if err != nil {
			return nil, err
		}
		out.kids = append(out.kids, k)
	}
	return out, nil
}

// below continues the path of a field with a key that is no operator.
func (c *compiler) below(m *bind.Member, f *field) (*node, error) {
	nested := m.Node.Kind == bind.Object || (m.Node.Missing && f.mayNest())
	if !nested {
		return nil, dberr.At(dberr.UnknownOperator, m.Pos, "unknown operator "+strconv.Quote(m.Key)+" on field "+f.quoted()+meant(m.Key))
	}
	sub, err := c.field(f, m.Key, m.Pos)
	if err != nil {
		return nil, err
	}
	return c.object(m.Node, sub)
}

func mismatch(n *bind.Node, msg string) error {
	return dberr.At(dberr.TypeMismatch, n.Pos, msg)
}

// shown is a node in a message.
func shown(n *bind.Node) string {
	switch {
	case n.Missing:
		return "nothing"
	case n.Kind == bind.List:
		return "a list"
	case n.Kind == bind.Object:
		return "an object"
	}
	text := n.Val.AppendJSON(nil)
	if len(text) > 60 {
		return "a " + n.Val.Kind().String()
	}
	return string(text)
}
