package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// fieldDef parses `name: Type = default @directive…`.
func (p *parser) fieldDef() *ast.FieldDef {
	f := &ast.FieldDef{Pos: p.here()}
	if p.fieldDefs++; p.fieldDefs > p.lim.SetFields {
		p.fail(dberr.LimitExceeded, f.Pos, "more than "+strconv.Itoa(p.lim.SetFields)+" fields are defined")
		return f
	}
	f.Name = p.fieldName()
	p.expect(tColon, `":" and the type of the field`)
	f.Type = p.fieldType()
	if p.skip(tEquals) {
		f.Default = p.literal()
	}
	for p.kind() == tAt && p.ahead(1) != tAt {
		d := &ast.Directive{Pos: p.here()}
		p.next()
		d.Name = p.name("the name of a directive")
		d.Args = p.arguments()
		f.Directives = append(f.Directives, d)
	}
	return f
}

// fieldName parses the name of a field.
func (p *parser) fieldName() string { return p.name("the name of a field") }

// fieldType parses `Name`, `Vector(384)`, `[Type]` or `{ fields }`, each with
// or without !. Nesting is bounded by the lexer.
func (p *parser) fieldType() *ast.TypeRef {
	t := &ast.TypeRef{Pos: p.here()}
	switch p.kind() {
	case tBracketL:
		p.next()
		t.Elem = p.fieldType()
		p.expect(tBracketR, `"]"`)
	case tBraceL:
		var seen names
		p.braces(func() {
			f := p.fieldDef()
			if p.err == nil && !seen.add(f.Name) {
				p.refuse(dberr.InvalidDefinition, f.Pos, "field "+quote(f.Name)+" is defined twice")
			}
			t.Fields = append(t.Fields, f)
		})
	default:
		t.Name = p.name("a type")
		if p.kind() == tParenL {
			p.typeSize(t)
		}
	}
	t.NonNull = p.skip(tBang)
	return t
}

// typeSize parses (n).
func (p *parser) typeSize(t *ast.TypeRef) {
	p.next()
	size := p.expect(tInt, "the number of dimensions")
	n, err := strconv.Atoi(size.text(p.src))
	if p.err == nil && (err != nil || n < 1 || n > 1<<16 || t.Name != "Vector") {
		p.refuse(dberr.InvalidDefinition, p.pos(size), "type "+t.Name+"("+shorten(size.text(p.src))+") is not possible")
	}
	t.Size = n
	p.expect(tParenR, `")"`)
}
