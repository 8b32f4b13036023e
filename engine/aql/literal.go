package aql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// literal parses a value in a definition. Nesting is bounded by the lexer.
func (p *parser) literal() *ast.Value {
	t := p.tok()
	switch t.kind {
	case tBracketL:
		return p.listLiteral()
	case tBraceL:
		return p.objectLiteral()
	case tDollar:
		p.next()
		name := p.name("the name of a variable")
		p.noVariable(p.pos(t), name)
		return &ast.Value{Kind: ast.Variable, Name: name, Pos: p.pos(t)}
	case tInt, tFloat, tString, tBlock, tName:
		p.next()
		return p.scalar(t)
	}
	p.unexpected("a value")
	return nil
}

func (p *parser) listLiteral() *ast.Value {
	out := &ast.Value{Kind: ast.List, Pos: p.here()}
	p.next()
	for p.kind() != tBracketR && p.err == nil {
		out.Items = append(out.Items, p.literal())
	}
	p.next()
	return out
}

func (p *parser) objectLiteral() *ast.Value {
	out := &ast.Value{Kind: ast.Object, Pos: p.here()}
	p.next()
	var seen names
	for p.kind() != tBraceR && p.err == nil {
		t := p.tok()
		if t.kind != tName && t.kind != tString {
			p.unexpected(`a key or "}"`)
			break
		}
		p.next()
		f := &ast.ObjectField{Key: p.key(t), Pos: p.pos(t)}
		if !seen.add(f.Key) {
			p.refuse(dberr.InvalidArgument, f.Pos, "key "+quote(shorten(f.Key))+" is given twice")
		}
		p.expect(tColon, `":"`)
		f.Value = p.literal()
		out.Fields = append(out.Fields, f)
	}
	p.next()
	return out
}

// directiveArgs parses ( name: value … ) if it is there; never empty.
func (p *parser) directiveArgs() []*ast.Argument {
	if !p.skip(tParenL) {
		return nil
	}
	var out []*ast.Argument
	var seen names
	for p.err == nil {
		t := p.expect(tName, "the name of an argument")
		a := &ast.Argument{Name: t.text(p.src), Pos: p.pos(t)}
		if !seen.add(a.Name) {
			p.refuse(dberr.InvalidArgument, a.Pos, "argument "+quote(a.Name)+" is given twice")
		}
		p.expect(tColon, `":"`)
		a.Value = p.literal()
		out = append(out, a)
		if p.skip(tParenR) {
			break
		}
	}
	return out
}
