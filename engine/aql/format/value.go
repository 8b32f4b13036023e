package format

import (
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/value"
)

// value prints a value on one line.
func (p *printer) value(v *ast.Value) {
	switch v.Kind {
	case ast.Literal:
		p.literal(v.Lit)
	case ast.Enum:
		p.add(v.Name)
	case ast.Variable:
		p.add("$", v.Name)
	case ast.List:
		p.add("[")
		for i, item := range v.Items {
			p.add(list(i, ""))
			p.value(item)
		}
		p.add("]")
	case ast.Object:
		p.add("{")
		for i, f := range v.Fields {
			p.add(list(i, ""))
			p.key(f.Key)
			p.add(": ")
			p.value(f.Value)
		}
		p.add("}")
	}
}

// literal prints a constant. A Float keeps a point or exponent.
func (p *printer) literal(v value.Value) {
	switch v.Kind() {
	case value.Float:
		s := strconv.FormatFloat(v.Float(), 'g', -1, 64)
		p.add(s)
		if !strings.ContainsAny(s, ".e") {
			p.add(".0")
		}
	case value.String:
		p.text(v.Str())
	default:
		p.out = v.AppendJSON(p.out)
	}
}

// text prints a string.
func (p *printer) text(s string) { p.out = value.AppendJSONString(p.out, s) }

// key prints a name, quoted if it is none.
func (p *printer) key(s string) {
	if isName(s) {
		p.add(s)
	} else {
		p.text(s)
	}
}

// isName reports whether a text is a name of GraphQL.
func isName(s string) bool {
	for i := range len(s) {
		letter := s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' || s[i] == '_'
		if !letter && (i == 0 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != ""
}
