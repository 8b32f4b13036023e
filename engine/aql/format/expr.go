package format

import (
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/value"
)

// strength orders the operators: what binds weaker stands in parentheses.
const (
	weakest     = 0 // ?:
	unary       = 7
	multiplying = 6
)

// strength returns how tightly a binary operator binds.
func strength(op string) int {
	switch op {
	case "||":
		return 1
	case "&&":
		return 2
	case "==", "!=":
		return 3
	case "<", "<=", ">", ">=":
		return 4
	case "+", "-":
		return 5
	}
	return multiplying
}

// expr prints an expression inside an operator of the given strength.
func (p *printer) expr(e ast.Expr, outer int) {
	switch e := e.(type) {
	case *ast.Lit:
		p.literal(e.Value)
	case *ast.Path:
		p.add(strings.Join(e.Parts, "."))
	case *ast.VarRef:
		p.add("$", e.Name)
	case *ast.Template:
		p.template(e)
	case *ast.Call:
		p.add(e.Name, "(")
		for i, arg := range e.Args {
			p.add(list(i, ""))
			p.expr(arg, weakest)
		}
		p.add(")")
	case *ast.Unary:
		p.add(e.Op)
		p.expr(e.X, unary)
	case *ast.Binary:
		s := strength(e.Op)
		p.nested(s < outer, func() {
			p.expr(e.X, s)
			p.add(" ", e.Op, " ")
			p.expr(e.Y, s+1)
		})
	case *ast.Cond:
		p.nested(outer > weakest, func() {
			p.expr(e.If, weakest+1)
			p.add(" ? ")
			p.expr(e.Then, weakest)
			p.add(" : ")
			p.expr(e.Else, weakest)
		})
	}
}

// nested prints parentheses around body if needed.
func (p *printer) nested(needed bool, body func()) {
	if needed {
		p.add("(")
	}
	body()
	if needed {
		p.add(")")
	}
}

// template prints a text with holes: the text is put together first, then quoted.
// A constant text needs no hole unless it would complete a "${".
func (p *printer) template(t *ast.Template) {
	inner := &printer{}
	for _, part := range t.Parts {
		if lit, ok := part.(*ast.Lit); ok && lit.Value.Kind() == value.String {
			s := lit.Value.Str()
			if !strings.HasSuffix(string(inner.out), "$") || !strings.HasPrefix(s, "{") {
				inner.add(s)
				continue
			}
		}
		inner.add("${")
		inner.expr(part, weakest)
		inner.add("}")
	}
	p.text(string(inner.out))
}
