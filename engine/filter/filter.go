package filter

import (
	"strings"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Filter is a compiled filter. It is immutable and safe for concurrent use. A
// nil Filter matches everything.
type Filter struct {
	root  *node
	preds []Pred
	few   [2]Pred // room for preds
}

// Pred is a simple condition that every matching document fulfils: Op about the
// value at Path, as value.Raw.Path finds it. Values are the operands as the
// field stores them: one, or those of in, nin, containsAny and containsAll in
// order and without repetition.
type Pred struct {
	Path   []string
	Op     Op
	Values []value.Value
}

// Compile checks a filter against a collection and prepares it. A nil node
// matches everything, a missing variable nothing.
//
// Errors, at the offending token: UNKNOWN_OPERATOR, TYPE_MISMATCH for an operand
// that can never match or has the wrong shape, INVALID_ARGUMENT for a pattern
// that is malformed or too large, FIELD_NOT_FOUND in a strict collection.
func Compile(c *catalog.Collection, n *bind.Node) (*Filter, error) {
	if n == nil {
		return &Filter{root: &node{kind: kindAnd}}, nil
	}
	root, err := (&compiler{coll: c}).object(n, nil)
	if err != nil {
		return nil, err
	}
	f := &Filter{root: root}
	f.preds = root.conjuncts(f.few[:0])
	return f, nil
}

// Condition compiles a filter of one condition, an operator and its operand about a
// field. ok is false if it is of another form: then Compile has to see it.
//
// Errors: those of Compile, without a place.
func Condition(c *catalog.Collection, name, op string, operand value.Value) (f *Filter, ok bool, err error) {
	o := opOf(op)
	if o == 0 || name == "and" || name == "or" || name == "not" || name == "_sid" || strings.Contains(name, ".") {
		return nil, false, nil
	}
	s := new(struct {
		Room
		field plainField
	})
	if err := s.field.resolve(&compiler{coll: c}, name, dberr.Position{}); err != nil {
		return nil, false, err
	}
	var n bind.Node
	n.Set(operand, dberr.Position{})
	root := &s.test.node
	root.condition = &s.test.room
	if err := s.field.test(root, o, &n); err != nil {
		return nil, false, err
	}
	f = &s.filter
	f.root, f.preds = root, root.conjuncts(f.few[:0])
	return f, true, nil
}

// Match reports whether a document, an encoded object, passes. Cost: one look-up
// of a field for each condition, until the outcome is known.
func (f *Filter) Match(doc value.Raw) bool { return f == nil || f.root.eval(doc) == yes }

// Conjuncts returns simple conditions that are AND-ed at the top: all that are
// implied by a match and can be said as one. The whole may say more; it must
// still be asked.
func (f *Filter) Conjuncts() []Pred {
	if f == nil {
		return nil
	}
	return f.preds
}

// All reports whether everything matches.
func (f *Filter) All() bool { return f == nil || f.root.kind == kindAnd && len(f.root.kids) == 0 }

// Never reports whether nothing can match: a part that must hold is unknown or
// false whatever the document is.
func (f *Filter) Never() bool { return f != nil && f.root.never() }

func (n *node) never() bool {
	switch n.kind {
	case kindUnknown:
		return true
	case kindOr:
		for _, k := range n.kids {
			if !k.never() {
				return false
			}
		}
		return true
	case kindAnd:
		for _, k := range n.kids {
			if k.never() {
				return true
			}
		}
	case kindTest:
		return len(n.set) == 0 && (n.op == In || n.op == ContainsAny)
	}
	return false
}

func (n *node) conjuncts(dst []Pred) []Pred {
	switch n.kind {
	case kindAnd:
		for _, k := range n.kids {
			dst = k.conjuncts(dst)
		}
	case kindOr:
		if p, ok := n.union(); ok {
			dst = append(dst, p)
		}
	case kindTest:
		// A nested object asks for the path only, an index also for the exact key.
		if len(n.path) == 1 {
			dst = append(dst, Pred{Path: n.path[0], Op: n.op, Values: n.values})
		}
	}
	return dst
}
