package aql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// schemaBlock parses `schema { statement+ }`.
func (p *parser) schemaBlock() *ast.Schema {
	out := &ast.Schema{Pos: p.here()}
	p.expectWord("schema")
	p.constOnly = true
	p.braces(func() { out.Statements = append(out.Statements, p.statement(false)) })
	p.constOnly = false
	return out
}

// braces parses { item+ }.
func (p *parser) braces(item func()) {
	p.expect(tBraceL, `"{"`)
	if p.err == nil && p.kind() == tBraceR {
		p.unexpected("something between the braces")
	}
	for p.kind() != tBraceR && p.err == nil {
		item()
	}
	p.next()
}

// statement parses one statement of a schema block or, with data steps, of a
// migration's version.
func (p *parser) statement(data bool) ast.Statement {
	pos := p.here()
	switch {
	case p.word("define"):
		p.expectWord("collection")
		return p.define(pos)
	case p.word("alter"):
		p.expectWord("collection")
		return p.alter(pos)
	case p.is("drop") && p.aheadIs(1, "index"):
		p.next()
		p.next()
		return p.dropIndex(pos)
	case p.word("drop"):
		p.expectWord("collection")
		return p.drop(pos)
	case p.word("create"):
		return p.createIndex(pos)
	case data && p.word("migrate"):
		p.expectWord("data")
		return p.dataStep(pos)
	}
	expected := "define, alter, drop or create"
	if data {
		expected = "define, alter, drop, create or migrate data"
	}
	p.unexpected(expected)
	return nil
}

// collection parses the name of a collection.
func (p *parser) collection() (string, ast.Pos) {
	pos := p.here()
	return p.name("the name of a collection"), pos
}

// ifExists parses `if exists`.
func (p *parser) ifExists() bool {
	if !p.is("if") || !p.aheadIs(1, "exists") {
		return false
	}
	p.next()
	p.next()
	return true
}

// ifNotExists parses `if not exists`.
func (p *parser) ifNotExists() bool {
	if !p.is("if") || !p.aheadIs(1, "not") {
		return false
	}
	p.next()
	p.next()
	p.expectWord("exists")
	return true
}

// define parses `name [if not exists] { field | @@index(…) | @@strict }`; the
// braces may be empty.
func (p *parser) define(pos ast.Pos) *ast.Define {
	d := &ast.Define{Pos: pos}
	p.fieldDefs = 0
	d.Collection, d.NamePos = p.collection()
	d.IfNotExists = p.ifNotExists()
	p.expect(tBraceL, `"{"`)
	var seen names
	for p.kind() != tBraceR && p.err == nil {
		if p.kind() == tAt {
			p.blockDirective(d)
			continue
		}
		f := p.fieldDef()
		if p.err == nil && !seen.add(f.Name) {
			p.refuse(dberr.InvalidDefinition, f.Pos, "field "+quote(f.Name)+" of collection "+quote(d.Collection)+" is defined twice")
		}
		d.Fields = append(d.Fields, f)
	}
	p.next()
	return d
}

// alter parses `name { add … | rename … | modify … | drop … }`.
func (p *parser) alter(pos ast.Pos) *ast.Alter {
	a := &ast.Alter{Pos: pos}
	p.fieldDefs = 0
	a.Collection, a.NamePos = p.collection()
	p.braces(func() { a.Actions = append(a.Actions, p.alterAction()) })
	return a
}

// alterAction parses one change.
func (p *parser) alterAction() ast.AlterAction {
	out := ast.AlterAction{Pos: p.here()}
	switch {
	case p.word("add"):
		out.Kind, out.Field = ast.AlterAdd, p.fieldDef()
	case p.word("modify"):
		out.Kind, out.Field = ast.AlterModify, p.fieldDef()
	case p.word("rename"):
		out.Kind, out.Name = ast.AlterRename, p.fieldName()
		p.expectWord("to")
		out.To = p.fieldName()
	case p.word("drop"):
		out.Kind, out.Name = ast.AlterDrop, p.fieldName()
	default:
		p.unexpected("add, rename, modify or drop")
	}
	return out
}

// drop parses `name [if exists]`.
func (p *parser) drop(pos ast.Pos) *ast.Drop {
	d := &ast.Drop{Pos: pos}
	d.IfExists = p.ifExists()
	d.Collection, d.NamePos = p.collection()
	d.IfExists = p.ifExists() || d.IfExists
	return d
}
