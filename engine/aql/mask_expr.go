package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
)

// expression parses the computed selection at the current token and masks it as
// an alias of a plain name.
func (m *masker) expression() {
	p := m.p
	c := computed{tok: p.i, pos: p.pos(p.toks[p.i+2])}
	m.copy()
	m.copy()
	m.out.add(shadowName, p.i)
	c.expr = p.newExpression()
	c.end = p.i
	if k := p.kind(); p.err == nil && k != tName && k != tSpread && k != tAt && k != tBraceR {
		p.unexpected("an operator or the next selection")
	}
	m.setAside()
	m.computed = append(m.computed, c)
}

// arguments parses the arguments at the current token and leaves them out of the
// shadow; ok is false if they do not parse or nothing that takes arguments stands
// before them. Then they stay as they are written, and gqlparser says what is wrong
// with them.
func (m *masker) arguments() (ok bool) {
	p := m.p
	from := p.i
	if !m.takesArguments() {
		return false
	}
	return m.try(func() {
		args := p.arguments()
		if k := p.kind(); k == tColon || k == tParenL { // these would belong to the name before the arguments
			p.unexpected("the next selection")
		}
		if len(args) > maxArguments {
			p.fail(dberr.LimitExceeded, args[maxArguments].Pos, "more than "+strconv.Itoa(maxArguments)+" arguments in one place")
		}
		m.masked = append(m.masked, masked{tok: from, args: args})
	})
}

// takesArguments reports whether the name of a field or a directive stands right
// before the current token.
func (m *masker) takesArguments() bool {
	toks, i := m.p.toks, m.p.i-1
	switch {
	case i < 0 || toks[i].kind != tName:
		return false
	case i == 0: // __schema
		return m.single
	case toks[i-1].kind == tAt:
		return true
	}
	typed := toks[i-1].kind == tName && i > 1 && toks[i-2].kind == tSpread && toks[i-1].text(m.p.src) == "on"
	return m.top().place == inSet && toks[i-1].kind != tSpread && !typed
}

// try parses what is masked and goes back if it is wrong; nothing is tried after that.
func (m *masker) try(parse func()) (ok bool) {
	p := m.p
	if p.err != nil || m.wrong != nil {
		return false
	}
	from, before, words, constOnly := p.i, len(m.masked), len(m.out.at), p.constOnly
	p.constOnly = false
	parse()
	p.constOnly = constOnly
	if p.err != nil {
		p.i, p.err, m.wrong = from, nil, p.err
		m.masked = m.masked[:before]
		m.out.cut(words)
	}
	return m.wrong == nil
}

// schema parses the DDL block at the current token and masks it as a plain name.
func (m *masker) schema() {
	p := m.p
	if m.action {
		p.failAt(p.tok(), "a call: a handler defines nothing")
		return
	}
	b := ddlBlock{tok: p.i}
	m.out.add(shadowName, p.i)
	b.schema = p.schemaBlock()
	if k := p.kind(); p.err == nil && k != tName && k != tSpread && k != tBraceR {
		p.unexpected("the next call")
	}
	m.setAside()
	m.blocks = append(m.blocks, b)
}

// setAside puts an error of a masked part aside: an error of the text before it,
// which only gqlparser finds, comes first.
func (m *masker) setAside() {
	m.pending, m.p.err = m.p.err, nil
}

// isExpression tells whether what follows `alias :` at token i is an expression.
// A name alone is an alias and `name(key: value)` a field, as in GraphQL.
func isExpression(p *parser, i int) bool {
	switch p.at(i).kind {
	case tString, tBlock, tInt, tFloat, tDollar, tBang, tMinus, tParenL:
		return true
	case tName:
	default:
		return false
	}
	switch after := p.at(i + 1); after.kind {
	case tPlus, tMinus, tStar, tSlash, tPercent, tLess, tGreater, tLessEq, tGreaterEq,
		tEq, tNotEq, tAnd, tOr, tPipe, tQuestion, tDot:
		return true
	case tInt, tFloat:
		return p.src[after.start] == '-'
	case tParenL:
		if p.at(i+2).kind == tParenR {
			return p.at(i+3).kind != tBraceL
		}
		return p.at(i+2).kind != tName || p.at(i+3).kind != tColon
	case tBraceL:
		return false
	}
	_, constant := wordValue(p.at(i).text(p.src))
	return constant
}

// at returns token i, the last one behind the end.
func (p *parser) at(i int) token { return p.toks[min(i, len(p.toks)-1)] }
