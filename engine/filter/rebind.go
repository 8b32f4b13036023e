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
	t := &node{condition: new(condition)}
	err := f.test(t, op, n)
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
	if n.condition != nil && n.slot != nil {
		return 1
	}
	all := 0
	for _, k := range n.kids {
		all += k.slots()
	}
	return all
}

// Room is memory for a filter that compares with one variable, as most do.
type Room struct {
	filter Filter
	test   test
}

// test is a condition with its node.
type test struct {
	node
	room condition
}

// Rebind returns the filter as it is with the values of other variables. All that
// its text has of variables must be Slots. The result lives in the room, which serves
// once.
//
// Errors: those of Compile for an operand. Cost: a copy of the conditions on the
// way to those with variables.
func (f *Filter) Rebind(vars *bind.Vars, room *Room) (*Filter, error) {
	root, err := f.root.rebind(vars, &room.test)
	if err != nil {
		return nil, err
	}
	again := &room.filter
	again.root, again.preds = root, root.conjuncts(again.few[:0])
	return again, nil
}

// rebind makes the nodes on the way to variables again, the first condition in the
// room that is given.
func (n *node) rebind(vars *bind.Vars, room *test) (*node, error) {
	if n.slots() == 0 {
		return n, nil
	}
	if n.condition != nil {
		if room.condition != nil {
			room = new(test)
		}
		room.condition = &room.room
		s := n.slot
		var operand bind.Node
		vars.Fill(&operand, s.name, s.pos)
		err := s.field.test(&room.node, s.op, &operand)
		room.slot = s
		return &room.node, err
	}
	c := new(struct {
		node
		two [2]*node // room for kids
	})
	c.kind = n.kind
	if c.kids = c.two[:]; len(n.kids) > len(c.two) {
		c.kids = make([]*node, len(n.kids))
	}
	c.kids = c.kids[:len(n.kids)]
	for i, k := range n.kids {
		var err error
		if c.kids[i], err = k.rebind(vars, room); err != nil {
			return nil, err
		}
	}
	return &c.node, nil
}
