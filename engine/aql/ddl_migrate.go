package aql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// migrate parses `migrate { label: { statement+ } … }`.
func (p *parser) migrate() *ast.Migrate {
	out := &ast.Migrate{Pos: p.here()}
	p.expectWord("migrate")
	p.constOnly = true
	var seen names
	p.braces(func() {
		v := p.version()
		if p.err == nil && !seen.add(v.Label) {
			p.refuse(dberr.InvalidDefinition, v.Pos, "version "+quote(v.Label)+" is given twice")
		}
		out.Versions = append(out.Versions, v)
	})
	p.constOnly = false
	return out
}

// version parses one labelled step. 1 and "1" are the same label.
func (p *parser) version() *ast.Version {
	v := &ast.Version{Pos: p.here()}
	switch t := p.tok(); t.kind {
	case tString, tBlock, tName, tInt, tFloat:
		v.Label = p.key(p.next())
	default:
		p.unexpected("the label of a version")
	}
	p.expect(tColon, `":"`)
	p.braces(func() { v.Statements = append(v.Statements, p.statement(true)) })
	return v
}

// dataStep parses `in collection { set path = expression [where { filter }] … }`.
func (p *parser) dataStep(pos ast.Pos) *ast.DataStep {
	d := &ast.DataStep{Pos: pos}
	p.expectWord("in")
	d.Collection, d.NamePos = p.collection()
	p.braces(func() { d.Sets = append(d.Sets, p.setStep()) })
	return d
}

// setStep parses one assignment.
func (p *parser) setStep() *ast.SetStep {
	s := &ast.SetStep{Pos: p.here()}
	p.expectWord("set")
	s.Path = p.path()
	p.expect(tEquals, `"="`)
	s.Expr = p.newExpression()
	if p.word("where") {
		if p.kind() != tBraceL {
			p.unexpected(`"{" and a filter`)
			return s
		}
		s.Where = p.literal()
	}
	return s
}
