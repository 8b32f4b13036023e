package aql

import (
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// template returns a string of an expression: a constant, or with ${…} in it a
// *ast.Template whose holes are expressions.
func (p *parser) template(t token) ast.Expr {
	text, pos := unquote(p.src, t), p.pos(t)
	if !strings.Contains(text, "${") {
		return p.node(&ast.Lit{Value: value.StringValue(text), Pos: pos})
	}
	if !p.descend() {
		return nil
	}
	defer p.ascend()
	tpl := &ast.Template{Pos: pos}
	h := &lexer{src: text, lim: p.lim, line: int(t.line), lineStart: -int(t.col)}
	for p.err == nil {
		open := strings.Index(text[h.at:], "${")
		if open < 0 {
			p.templateText(tpl, text[h.at:])
			break
		}
		p.templateText(tpl, text[h.at:h.at+open])
		for end := h.at + open + 2; h.at < end; {
			h.advance()
		}
		p.hole(tpl, t, h)
	}
	return p.node(tpl)
}

// templateText adds a constant part.
func (p *parser) templateText(tpl *ast.Template, text string) {
	if text != "" {
		tpl.Parts = append(tpl.Parts, p.node(&ast.Lit{Value: value.StringValue(text), Pos: tpl.Pos}))
	}
}

// hole parses the expression at which the lexer stands and leaves it behind the
// closing brace. Positions are exact if the text stands in the source as it is,
// else they are the template's.
func (p *parser) hole(tpl *ast.Template, t token, l *lexer) {
	l.toks, l.depth = nil, 0
	closed := false
	for !closed && l.scan() {
		closed = l.toks[len(l.toks)-1].kind == tBraceR
	}
	if closed { // the parser never steps over the end
		eof := l.toks[len(l.toks)-1]
		eof.kind = tEOF
		l.toks = append(l.toks, eof)
	}
	inner := &parser{src: l.src, toks: l.toks, lim: p.lim, depth: p.depth, nodes: p.nodes, constOnly: p.constOnly, fixed: p.fixed}
	if t.escaped && inner.fixed == nil {
		inner.fixed = &tpl.Pos
	}
	switch {
	case l.err != nil:
		p.fail(l.err.Code, inner.placed(l.err.Pos), l.err.Msg)
		return
	case !closed:
		p.fail(dberr.Syntax, tpl.Pos, "a ${ of the template is not closed")
		return
	}
	x := inner.expression()
	if inner.err == nil && inner.kind() != tBraceR {
		inner.unexpected(`an operator or "}"`)
	}
	p.nodes = inner.nodes
	if inner.err != nil {
		p.fail(inner.err.Code, inner.err.Pos, inner.err.Msg)
	}
	if inner.soft != nil {
		p.refuse(inner.soft.Code, inner.soft.Pos, inner.soft.Msg)
	}
	tpl.Parts = append(tpl.Parts, x)
}

// placed returns the position to report for one of the lexer.
func (p *parser) placed(pos ast.Pos) ast.Pos {
	if p.fixed != nil {
		return *p.fixed
	}
	return pos
}
