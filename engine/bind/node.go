package bind

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/value"
)

// NodeKind tells the nodes apart.
type NodeKind uint8

// The kinds.
const (
	Leaf   NodeKind = iota // a scalar, null or a missing variable
	List                   // Items
	Object                 // Members
)

// Node is an argument or a part of it after binding. Do not change it.
type Node struct {
	Kind    NodeKind
	Missing bool        // an optional variable without a value; Kind is Leaf
	Enum    bool        // a bare word; Val is its text
	Var     string      // the variable that it is as a whole
	Val     value.Value // of a Leaf
	Items   []*Node
	Members []Member
	Pos     ast.Pos // of the token; inside a variable's value that of the variable

	whole value.Value // the value of a List or Object that has no missing part
	known bool        // whole is set
}

// Member is a member of an Object node.
type Member struct {
	Key  string
	Pos  ast.Pos // of the key
	Node *Node
}

// Get returns the member of a key, nil if there is none.
func (n *Node) Get(key string) *Node {
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Node
		}
	}
	return nil
}

// IsNull reports whether the node is an explicit null.
func (n *Node) IsNull() bool { return n.Kind == Leaf && !n.Missing && n.Val.IsNull() }

// Value returns the node as a value. Missing members are left out, missing list
// elements are null, a missing node is null.
func (n *Node) Value() value.Value {
	if n.known {
		return n.whole
	}
	switch n.Kind {
	case List:
		items := make([]value.Value, len(n.Items))
		for i, x := range n.Items {
			items[i] = x.Value()
		}
		return value.ArrayValue(items)
	case Object:
		fields := make([]value.Field, 0, len(n.Members))
		for i := range n.Members {
			if m := &n.Members[i]; !m.Node.Missing {
				fields = append(fields, value.Field{Name: m.Key, Value: m.Node.Value()})
			}
		}
		return value.ObjectValue(fields)
	}
	return n.Val
}

// FromValue returns the node of a value; pos is the place of all its parts.
func FromValue(v value.Value, pos ast.Pos) *Node {
	n := new(Node)
	n.Set(v, pos)
	return n
}

// MakeObject makes n an object of so many members, to be filled in: each has a node.
func (n *Node) MakeObject(size int, pos ast.Pos) {
	*n = Node{Kind: Object, Pos: pos}
	if size == 1 { // most objects of a filter have one
		room := new(struct {
			members [1]Member
			node    Node
		})
		n.Members = room.members[:]
		n.Members[0] = Member{Pos: pos, Node: &room.node}
		return
	}
	nodes := make([]Node, size)
	n.Members = make([]Member, size)
	for i := range nodes {
		n.Members[i] = Member{Pos: pos, Node: &nodes[i]}
	}
}

// Set makes n the node of a value.
func (n *Node) Set(v value.Value, pos ast.Pos) {
	*n = Node{Pos: pos}
	switch v.Kind() {
	case value.Array:
		n.Kind, n.whole, n.known = List, v, true
		items := v.Items()
		nodes := make([]Node, len(items))
		n.Items = make([]*Node, len(items))
		for i, x := range items {
			nodes[i].Set(x, pos)
			n.Items[i] = &nodes[i]
		}
	case value.Object:
		fields := v.Fields()
		n.MakeObject(len(fields), pos)
		n.whole, n.known = v, true
		for i := range fields {
			n.Members[i].Key = fields[i].Name
			n.Members[i].Node.Set(fields[i].Value, pos)
		}
	default:
		n.Val = v
	}
}
