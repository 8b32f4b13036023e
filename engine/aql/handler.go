package aql

import "github.com/auroradb/aurora/engine/aql/ast"

// handler parses `define handler name { on: "…", action: { … } }`, the two in
// any order, or `drop handler name`.
func (p *parser) handler() *ast.Handler {
	h := &ast.Handler{Pos: p.here()}
	h.Drop = p.next().text(p.src) == "drop"
	p.expectWord("handler")
	h.NamePos = p.here()
	if t := p.tok(); t.isText() || t.kind == tName {
		h.Name = p.key(p.next())
	} else {
		p.unexpected("the name of the handler")
	}
	if h.Drop {
		return h
	}
	p.expect(tBraceL, `"{"`)
	for p.kind() != tBraceR && p.err == nil {
		p.handlerPart(h)
	}
	switch {
	case p.err != nil:
	case h.On == "":
		p.unexpected("on: and the trigger")
	case h.Actions == nil:
		p.unexpected("action: and the calls")
	}
	p.next()
	return h
}

// handlerPart parses `on: "…"` or `action: { … }`.
func (p *parser) handlerPart(h *ast.Handler) {
	switch {
	case h.On == "" && p.word("on"):
		p.expect(tColon, `":"`)
		h.OnPos = p.here()
		t := p.expect(tString, "the trigger as a string")
		if p.err == nil {
			h.On = p.key(t)
		}
		if p.err == nil && h.On == "" {
			p.failAt(t, `a trigger such as "insert users"`)
		}
	case h.Actions == nil && p.word("action"):
		p.expect(tColon, `":"`)
		start := p.tok().start
		h.Actions = p.calls()
		if p.err == nil {
			h.Source = p.src[start:p.toks[p.i-1].end]
		}
	default:
		p.unexpected(`on, action or "}"`)
	}
}
