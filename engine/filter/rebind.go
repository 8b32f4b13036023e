package filter

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
)

// slot is a condition whose operand is a variable.
type slot struct {
	field *field
	op    Op
	name  string // of the variable
	pos   ast.Pos
}

// operand compiles one condition, and remembers the variable that it compares with.
func (f *field) operand(op Op, n *bind.Node) (*node, error) {
	t, err := f.test(op, n)
	if err == nil && n.Var != "" {
		t.slot = &slot{field: f, op: op, name: n.Var, pos: n.Pos}
	}
	return t, err
}

// Slots returns how many conditions compare with a variable.
func (f *Filter) Slots() int {
	if f == nil {
		return 0
	}
	return f.root.slots()
}

func (n *node) slots() int {
	if n.slot != nil {
		return 1
	}
	all := 0
	for _, k := range n.kids {
		all += k.slots()
	}
	return all
}

// Rebind returns the filter as it is with the values of other variables. All that
// its text has of variables must be Slots.
//
// Errors: those of Compile for an operand. Cost: a copy of the conditions on the
// way to those with variables.
func (f *Filter) Rebind(vars *bind.Vars) (*Filter, error) {
	root, err := f.root.rebind(vars)
	if err != nil {
		return nil, err
	}
	again := &Filter{root: root}
	again.preds = root.conjuncts(again.one[:0])
	return again, nil
}

func (n *node) rebind(vars *bind.Vars) (*node, error) {
	if s := n.slot; s != nil {
		var operand bind.Node
		vars.Fill(&operand, s.name, s.pos)
		t, err := s.field.test(s.op, &operand)
		if err == nil {
			t.slot = s
		}
		return t, err
	}
	if n.slots() == 0 {
		return n, nil
	}
	c := &node{kind: n.kind, kids: make([]*node, len(n.kids))}
	for i, k := range n.kids {
		var err error
		if c.kids[i], err = k.rebind(vars); err != nil {
			return nil, err
		}
	}
	return c, nil
}
