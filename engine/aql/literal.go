package aql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// literal parses a value. Nesting is bounded by the lexer.
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
		out := p.values.make()
		out.Kind, out.Name, out.Pos = ast.Variable, name, p.pos(t)
		return out
	case tInt, tFloat, tString, tBlock, tName:
		p.next()
		return p.scalar(t)
	}
	p.unexpected("a value")
	return nil
}

func (p *parser) listLiteral() *ast.Value {
	out := p.values.make()
	out.Kind, out.Pos = ast.List, p.here()
	p.next()
	for p.kind() != tBracketR && p.err == nil {
		out.Items = append(out.Items, p.literal())
	}
	p.next()
	return out
}

func (p *parser) objectLiteral() *ast.Value {
	out := p.values.make()
	out.Kind, out.Pos = ast.Object, p.here()
	p.next()
	var seen names
	for p.kind() != tBraceR && p.err == nil {
		t := p.tok()
		if t.kind != tName && t.kind != tString {
			p.unexpected(`a key or "}"`)
			break
		}
		p.next()
		f := p.keys.make()
		f.Key, f.Pos = p.key(t), p.pos(t)
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

// arguments parses ( name: value … ) if it is there; never empty.
func (p *parser) arguments() []*ast.Argument {
	if !p.skip(tParenL) {
		return nil
	}
	var out []*ast.Argument
	var seen names
	for p.err == nil {
		t := p.expect(tName, "the name of an argument")
		a := p.args.make()
		a.Name, a.Pos = t.text(p.src), p.pos(t)
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
