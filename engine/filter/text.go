package filter

import (
	"strconv"
	"strings"
)

// String returns the filter as explain shows it: `kind eq "home" and price gt 3`.
func (f *Filter) String() string {
	if f.All() {
		return "true"
	}
	return string(f.root.appendText(nil))
}

// String returns the condition as explain shows it.
func (p *Pred) String() string {
	n := node{kind: kindTest, condition: &condition{op: p.Op, path: [][]string{p.Path}, values: p.Values}}
	if p.Op == IsNull || p.Op == IsNotNull {
		n.values = nil
	}
	return strings.TrimSpace(string(n.appendText(nil)))
}

func (n *node) appendText(dst []byte) []byte {
	switch n.kind {
	case kindAnd:
		return n.appendKids(dst, " and ", "true")
	case kindOr:
		return n.appendKids(dst, " or ", "false")
	case kindNot:
		return append(n.kids[0].appendText(append(dst, "not ("...)), ')')
	case kindUnknown:
		return append(dst, "unknown"...)
	}
	for i, p := range n.path {
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = append(dst, strings.Join(p, ".")...)
	}
	dst = append(append(append(dst, ' '), n.op.String()...), ' ')
	if n.op.takesList() {
		dst = append(dst, '[')
		for i, v := range n.values {
			if i == maxShown {
				dst = append(append(dst, "… "...), strconv.Itoa(len(n.values))...)
				break
			}
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = v.AppendJSON(dst)
		}
		return append(dst, ']')
	}
	for _, v := range n.values {
		dst = v.AppendJSON(dst)
	}
	return dst
}

// maxShown is how many operands of a list are shown.
const maxShown = 8

func (n *node) appendKids(dst []byte, word, none string) []byte {
	if len(n.kids) == 0 {
		return append(dst, none...)
	}
	for i, k := range n.kids {
		if i > 0 {
			dst = append(dst, word...)
		}
		if k.kind == kindOr || k.kind == kindAnd {
			dst = append(k.appendText(append(dst, '(')), ')')
		} else {
			dst = k.appendText(dst)
		}
	}
	return dst
}
