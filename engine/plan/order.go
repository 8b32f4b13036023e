package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/value"
)

// compileOrder reads the argument orderBy of a call; an absent one is no order.
// The forms are "f", {f: DESC}, {field: "f", direction: ASC} and lists of them.
//
// Errors: INVALID_ARGUMENT for another form; FIELD_NOT_FOUND, TYPE_MISMATCH for
// a path that the collection cannot have.
func compileOrder(env *exec.Env, coll *catalog.Collection, args []*ast.Argument) (exec.Order, error) {
	n, err := bound(env, ast.Arg(args, "orderBy"))
	if err != nil || n == nil {
		return nil, err
	}
	o := orderer{coll: coll, ranked: ast.Arg(args, "search") != nil || ast.Arg(args, "near") != nil}
	if err := o.node(n); err != nil {
		return nil, err
	}
	return o.keys, nil
}

type orderer struct {
	coll   *catalog.Collection
	ranked bool // _score or _distance may be asked for
	keys   exec.Order
}

func (o *orderer) node(n *bind.Node) error {
	switch {
	case n.Kind == bind.List:
		for _, x := range n.Items {
			if x.Kind == bind.List {
				return o.malformed(x.Pos)
			}
			if err := o.node(x); err != nil {
				return err
			}
		}
		return nil
	case n.Kind == bind.Object:
		return o.object(n)
	case n.Kind == bind.Leaf && n.Val.Kind() == value.String && !n.Missing:
		return o.key(n.Val.Str(), false, n.Pos)
	}
	return o.malformed(n.Pos)
}

func (o *orderer) malformed(pos ast.Pos) error {
	return dberr.At(dberr.InvalidArgument, pos, "orderBy takes a field, {field: DESC}, {field: \"name\", direction: DESC} or a list of these")
}

// object reads {field: "f", direction: …} or {f: DESC, g: ASC, h: {i: DESC}}.
func (o *orderer) object(n *bind.Node) error {
	if named(n) {
		return o.named(n)
	}
	if len(n.Members) == 0 || o.alone(n) {
		return o.malformed(n.Pos)
	}
	return o.members("", n)
}

// named reports whether an object is of the form with the word field; an object
// {field: DESC} sorts by a field of that name.
func named(n *bind.Node) bool {
	isNamed := false
	for _, m := range n.Members {
		switch m.Key {
		case "field":
			isNamed = true
			if m.Node.Kind == bind.Leaf && m.Node.Val.Kind() == value.String && len(n.Members) == 1 {
				_, isDirection := direction(m.Node.Val.Str())
				isNamed = !isDirection
			}
		case "direction":
		default:
			return false
		}
	}
	return isNamed
}

// alone reports whether an object is nothing but a direction without a field.
func (o *orderer) alone(n *bind.Node) bool {
	return len(n.Members) == 1 && n.Members[0].Key == "direction" && o.coll.Field("direction") == nil
}

func (o *orderer) named(n *bind.Node) error {
	name, desc := "", false
	pos := n.Pos
	for _, m := range n.Members {
		if m.Node.Missing {
			if m.Key == "field" {
				return dberr.At(dberr.InvalidArgument, m.Pos, "the field of orderBy has no value")
			}
			continue
		}
		if m.Node.Kind != bind.Leaf || m.Node.Val.Kind() != value.String {
			return dberr.At(dberr.InvalidArgument, m.Node.Pos, "\""+m.Key+"\" of orderBy must be a String")
		}
		s := m.Node.Val.Str()
		if m.Key == "field" {
			name, pos = s, m.Node.Pos
			continue
		}
		var ok bool
		if desc, ok = direction(s); !ok {
			return badDirection(m.Node)
		}
	}
	return o.key(name, desc, pos)
}

func (o *orderer) members(prefix string, n *bind.Node) error {
	for _, m := range n.Members {
		name := prefix + m.Key
		if m.Node.Kind == bind.Object && len(m.Node.Members) > 0 {
			if err := o.members(name+".", m.Node); err != nil {
				return err
			}
			continue
		}
		if m.Node.Missing {
			if err := o.key(name, false, m.Pos); err != nil {
				return err
			}
			continue
		}
		if m.Node.Kind != bind.Leaf || m.Node.Val.Kind() != value.String {
			return badDirection(m.Node)
		}
		desc, ok := direction(m.Node.Val.Str())
		if !ok {
			return badDirection(m.Node)
		}
		if err := o.key(name, desc, m.Pos); err != nil {
			return err
		}
	}
	return nil
}

func badDirection(n *bind.Node) error {
	return dberr.At(dberr.InvalidArgument, n.Pos, "the direction of orderBy must be ASC or DESC")
}

func (o *orderer) key(name string, desc bool, pos ast.Pos) error {
	r := exec.NewRef(name)
	if !o.ranked || name != "_score" && name != "_distance" {
		var err error
		if r, _, err = ref(o.coll, name, pos); err != nil {
			return err
		}
	}
	for _, k := range o.keys {
		if k.Name == r.Name {
			return nil // a later key of the same field never decides
		}
	}
	o.keys = append(o.keys, exec.OrderKey{Ref: r, Desc: desc})
	return nil
}
