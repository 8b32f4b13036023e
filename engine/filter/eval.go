package filter

import (
	"bytes"
	"regexp"

	"github.com/auroradb/aurora/engine/value"
)

// truth is a three-valued truth value; not x is -x.
type truth int8

const (
	no      truth = -1
	unknown truth = 0
	yes     truth = 1
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

type nodeKind uint8

const (
	kindAnd nodeKind = iota // of kids; true if there are none
	kindOr                  // of kids; false if there are none
	kindNot                 // of kids[0]
	kindUnknown
	kindTest // op about the value at path
)

type node struct {
	kind       nodeKind
	kids       []*node
	*condition // of a test, and of what a variable made unknown
}

// condition is a test of one value.
type condition struct {
	op      Op
	path    [][]string // one quoted path for each level of nested objects
	operand value.Raw  // one operand
	rank    value.Kind // its kind, Float as Int
	text    []byte     // of a String operand
	pattern *regexp.Regexp
	set     []value.Raw   // several operands, in order, without repetition
	missing bool          // one of them is unknown
	want    bool          // isNull, isNotNull: true if absent or null is asked for
	values  []value.Value // the operands for Pred
	slot    *slot         // where the operand comes from, if it is a variable

	one  [1]value.Value // room for values
	room [32]byte       // room for operand
}

func (n *node) eval(doc value.Raw) truth {
	switch n.kind {
	case kindAnd:
		all := yes
		for _, k := range n.kids {
			if t := k.eval(doc); t < all {
				if all = t; all == no {
					break
				}
			}
		}
		return all
	case kindOr:
		some := no
		for _, k := range n.kids {
			if t := k.eval(doc); t > some {
				if some = t; some == yes {
					break
				}
			}
		}
		return some
	case kindNot:
		return -n.kids[0].eval(doc)
	case kindTest:
		return n.test(n.find(doc))
	}
	return unknown
}

// find returns the value that the test is about.
func (n *node) find(doc value.Raw) (x value.Raw, ok bool) {
	if len(n.path) == 1 && len(n.path[0]) == 1 {
		return doc.Field(n.path[0][0])
	}
	x, ok = doc, true
	for i := 0; ok && i < len(n.path); i++ {
		x, ok = x.Path(n.path[i])
	}
	return x, ok
}

func (n *node) test(x value.Raw, ok bool) truth {
	switch n.op {
	case IsNull, IsNotNull:
		return truthOf((!ok || x.IsNull()) == n.want)
	case Eq:
		return truthOf(ok && n.equals(x))
	case Ne:
		return truthOf(!ok || !n.equals(x))
	case In:
		return n.member(x, ok)
	case Nin:
		return -n.member(x, ok)
	}
	if !ok {
		return no
	}
	switch n.op {
	case Gt, Gte, Lt, Lte:
		return truthOf(n.inRange(x))
	case Contains:
		return truthOf(n.contains(x))
	case ContainsAny:
		return n.containsAny(x)
	case ContainsAll:
		return n.containsAll(x)
	}
	if x.Kind() != value.String {
		return no
	}
	s := x.StrBytes()
	switch n.op {
	case StartsWith:
		return truthOf(bytes.HasPrefix(s, n.text))
	case EndsWith:
		return truthOf(bytes.HasSuffix(s, n.text))
	}
	return truthOf(n.pattern.Match(s))
}

// equals compares with the operand; texts, the common case, in one go.
func (n *node) equals(x value.Raw) bool {
	if n.rank == value.String {
		return bytes.Equal(x, n.operand)
	}
	return value.EqualRaw(x, n.operand)
}

func (n *node) inRange(x value.Raw) bool {
	if rankOf(x.Kind()) != n.rank {
		return false
	}
	c := value.CompareRaw(x, n.operand)
	switch n.op {
	case Gt:
		return c > 0
	case Gte:
		return c >= 0
	case Lt:
		return c < 0
	}
	return c <= 0
}

// rankOf makes Int and Float one kind.
func rankOf(k value.Kind) value.Kind {
	if k == value.Float {
		return value.Int
	}
	return k
}

// member decides in.
func (n *node) member(x value.Raw, ok bool) truth {
	if ok && n.index(x) >= 0 {
		return yes
	}
	if n.missing {
		return unknown
	}
	return no
}

// index returns the place of x among the operands, -1 if it is none. Cost:
// O(log n) comparisons.
func (n *node) index(x value.Raw) int {
	lo, hi := 0, len(n.set)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		switch c := value.CompareRaw(n.set[mid], x); {
		case c == 0:
			return mid
		case c < 0:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return -1
}

func (n *node) contains(x value.Raw) bool {
	switch x.Kind() {
	case value.String:
		return n.rank == value.String && bytes.Contains(x.StrBytes(), n.text)
	case value.Array:
		for item := range x.Items() {
			if n.equals(item) {
				return true
			}
		}
	}
	return false
}

func (n *node) containsAny(x value.Raw) truth {
	if x.Kind() != value.Array {
		return no
	}
	for item := range x.Items() {
		if n.index(item) >= 0 {
			return yes
		}
	}
	if n.missing {
		return unknown
	}
	return no
}

// containsAll looks for 64 operands at a time, so that a long list is walked
// once for each 64.
func (n *node) containsAll(x value.Raw) truth {
	if x.Kind() != value.Array || x.Len() < len(n.set) {
		return no
	}
	for from := 0; from < len(n.set); from += 64 {
		count := min(64, len(n.set)-from)
		var found uint64
		for item := range x.Items() {
			if i := n.index(item) - from; i >= 0 && i < count {
				found |= 1 << i
			}
		}
		if found != ^uint64(0)>>(64-count) {
			return no
		}
	}
	if n.missing {
		return unknown
	}
	return yes
}
