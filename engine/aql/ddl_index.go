package aql

import (
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// blockDirective parses `@@strict` or `@@index(…)`.
func (p *parser) blockDirective(d *ast.Define) {
	pos := p.here()
	p.next()
	p.expect(tAt, `"@@"`)
	name := p.name("strict or index")
	args := p.arguments()
	switch {
	case p.err != nil:
	case name == "index":
		d.Indexes = append(d.Indexes, p.indexDef(pos, args))
	case name == "strict":
		d.Strict = true
		if len(args) > 0 {
			p.refuse(dberr.UnknownArgument, args[0].Pos, "directive @@strict has no argument "+quote(args[0].Name))
		}
	default:
		p.refuse(dberr.UnknownDirective, pos, "unknown directive @@"+name+dberr.DidYouMean(name, "index", "strict"))
	}
}

// indexDef makes an index of the arguments of @@index.
func (p *parser) indexDef(pos ast.Pos, args []*ast.Argument) *ast.IndexDef {
	out := &ast.IndexDef{Pos: pos}
	for _, a := range args {
		v := a.Value
		switch {
		case a.Name != "fields" && a.Name != "unique" && a.Name != "name":
			p.refuse(dberr.UnknownArgument, a.Pos, "directive @@index has no argument "+quote(a.Name)+dberr.DidYouMean(a.Name, "fields", "unique", "name"))
		case a.Name == "unique" && v.Kind == ast.Literal && v.Lit.Kind() == value.Bool:
			out.Unique = v.Lit.Bool()
		case a.Name == "name" && isWord(v):
			out.Name = word(v)
		case a.Name == "fields" && v.Kind == ast.List && len(v.Items) > 0:
			for _, item := range v.Items {
				out.Parts = append(out.Parts, p.indexedField(item))
			}
		default:
			p.refuse(dberr.InvalidArgument, v.Pos, "argument "+quote(a.Name)+" of @@index has no such value")
		}
	}
	if len(out.Parts) == 0 {
		p.refuse(dberr.InvalidArgument, pos, `directive @@index needs the argument "fields"`)
	}
	return out
}

// indexedField makes an index part of "path", path or {path: DESC}.
func (p *parser) indexedField(v *ast.Value) ast.IndexPart {
	part := ast.IndexPart{Pos: v.Pos}
	switch {
	case isWord(v):
		part.Path = word(v)
	case v.Kind == ast.Object && len(v.Fields) == 1 && isWord(v.Fields[0].Value):
		part.Path = v.Fields[0].Key
		direction := strings.ToUpper(word(v.Fields[0].Value))
		part.Desc = direction == "DESC"
		if !part.Desc && direction != "ASC" {
			p.refuse(dberr.InvalidArgument, v.Fields[0].Value.Pos, "the direction of an index is ASC or DESC")
		}
	default:
		p.refuse(dberr.InvalidArgument, v.Pos, "an index lists names of fields")
	}
	return part
}

// isWord reports whether a value is a string or a bare word.
func isWord(v *ast.Value) bool {
	return v.Kind == ast.Enum || v.Kind == ast.Literal && v.Lit.Kind() == value.String
}

func word(v *ast.Value) string {
	if v.Kind == ast.Enum {
		return v.Name
	}
	return v.Lit.Str()
}

// createIndex parses `[unique] index [name] [if not exists] on c (parts)`.
func (p *parser) createIndex(pos ast.Pos) *ast.CreateIndex {
	c := &ast.CreateIndex{Index: &ast.IndexDef{Pos: pos}, Pos: pos}
	c.Index.Unique = p.word("unique")
	p.expectWord("index")
	c.IfNotExists = p.ifNotExists()
	c.Index.Name = p.indexName()
	c.IfNotExists = p.ifNotExists() || c.IfNotExists
	p.expectWord("on")
	c.Collection, c.NamePos = p.collection()
	c.Index.Parts = p.indexParts()
	return c
}

// dropIndex parses `[if exists] name on c` or `on c (parts)`, `if exists` also
// at the end.
func (p *parser) dropIndex(pos ast.Pos) *ast.DropIndex {
	d := &ast.DropIndex{Pos: pos}
	d.IfExists = p.ifExists()
	d.Name = p.indexName()
	p.expectWord("on")
	d.Collection, d.NamePos = p.collection()
	if d.Name == "" || p.kind() == tParenL {
		d.Parts = p.indexParts()
	}
	d.IfExists = p.ifExists() || d.IfExists
	return d
}

// indexName parses the name of an index before `on`, if there is one.
func (p *parser) indexName() string {
	unnamed := p.is("on") && (!p.aheadIs(1, "on") || p.ahead(2) == tParenL)
	if unnamed || p.is("if") && p.aheadIs(1, "not") {
		return ""
	}
	if p.kind() == tString {
		return p.key(p.next())
	}
	return p.name(`"on" or the name of the index`)
}

// indexParts parses (path [ASC|DESC], …).
func (p *parser) indexParts() []ast.IndexPart {
	p.expect(tParenL, `"(" and the fields of the index`)
	var out []ast.IndexPart
	for p.err == nil {
		part := ast.IndexPart{Pos: p.here(), Path: p.path()}
		if !p.tok().comma && (p.is("DESC") || p.is("desc") || p.is("ASC") || p.is("asc")) {
			part.Desc = strings.EqualFold(p.next().text(p.src), "DESC")
		}
		out = append(out, part)
		if p.skip(tParenR) {
			break
		}
	}
	return out
}

// path parses a.b or "a.b".
func (p *parser) path() string {
	if p.kind() == tString {
		return p.key(p.next())
	}
	out := p.fieldName()
	for p.skip(tDot) {
		out += "." + p.fieldName()
	}
	return out
}
