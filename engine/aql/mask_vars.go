package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// variables parses the variable definitions at the current token and leaves them out
// of the shadow; ok is false if they do not parse or stand in a wrong place. Then they
// stay as they are written, and gqlparser says what is wrong with them.
func (m *masker) variables() (ok bool) {
	p := m.p
	return m.mayDeclare() && m.try(func() {
		m.vars = p.variableDefinitions()
		if k := p.kind(); k != tBraceL && k != tAt { // it would belong to the keyword before them
			p.unexpected(`"{"`)
		}
	})
}

// mayDeclare reports whether the current token stands right behind the keyword of an
// operation or its name.
func (m *masker) mayDeclare() bool {
	before := m.p.i - m.first
	return (before == 1 || before == 2 && m.prev() == tName) && m.p.toks[m.first].text(m.p.src) != "fragment"
}

// variableDefinitions parses ($name: Type = default @directive …).
func (p *parser) variableDefinitions() []*ast.VarDef {
	p.next()
	var out []*ast.VarDef
	var seen names
	for p.err == nil {
		if p.tok().isText() {
			p.next() // a description
		}
		t := p.expect(tDollar, `"$"`)
		def := &ast.VarDef{Name: p.name("a name"), Pos: p.pos(t)}
		if len(out) == maxVariables {
			p.fail(dberr.LimitExceeded, def.Pos, "more than "+strconv.Itoa(maxVariables)+" variables")
		}
		if !seen.add(def.Name) {
			p.refuse(dberr.InvalidArgument, def.Pos, "variable $"+def.Name+" is declared twice")
		}
		p.expect(tColon, `":"`)
		def.Type = p.variableType()
		if p.skip(tEquals) {
			def.Default = p.constant()
		}
		p.variableDirectives()
		out = append(out, def)
		if p.skip(tParenR) {
			break
		}
	}
	return out
}

// variableDirectives refuses directives: none may stand on a variable.
func (p *parser) variableDirectives() {
	for n := 0; p.kind() == tAt; n++ {
		at := p.here()
		if n == maxDirectives {
			p.fail(dberr.LimitExceeded, at, "more than "+strconv.Itoa(maxDirectives)+" directives in one place")
			return
		}
		p.next()
		p.checkDirective(&ast.Directive{Name: p.name("a name"), Pos: at, Args: p.arguments()}, onVariable)
	}
}

// constant parses a literal without variables.
func (p *parser) constant() *ast.Value {
	from := p.i
	v := p.literal()
	for i := from; i < p.i && p.err == nil; i++ {
		if p.toks[i].kind == tDollar {
			p.failAt(p.toks[i], "")
		}
	}
	return v
}

// variableType parses Name, "Name" or [Type], with or without "!". Nesting is bounded
// by the lexer.
func (p *parser) variableType() *ast.TypeRef {
	t := p.tok()
	out := &ast.TypeRef{Pos: p.pos(t)}
	switch {
	case p.skip(tBracketL):
		out.Elem = p.variableType()
		p.expect(tBracketR, `"]"`)
	case t.kind == tName || t.kind == tString:
		out.Name = p.key(t)
		p.next()
	default:
		p.unexpected("a type")
	}
	out.NonNull = p.skip(tBang)
	return out
}
