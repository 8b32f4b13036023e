package aql

import (
	"errors"
	"strconv"
	"strings"

	gql "github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	gqlparser "github.com/vektah/gqlparser/v2/parser"

	"github.com/auroradb/aurora/engine/dberr"
)

// graphql parses the masked definition. On failure the error is p.err and the
// answer nil.
func (p *parser) graphql(m *masker) *gql.QueryDocument {
	if p.err != nil {
		return nil
	}
	text := string(m.out.text)
	doc, err := gqlparser.ParseQueryWithTokenLimit(&gql.Source{Input: text}, p.lim.Tokens+2)
	if err == nil && m.pending == nil {
		if m.wrong != nil {
			p.fail(m.wrong.Code, m.wrong.Pos, m.wrong.Msg)
			return nil
		}
		return doc
	}
	offset, msg := len(text), ""
	if gerr, ok := errors.AsType[*gqlerror.Error](err); ok {
		msg = gerr.Message
		if len(gerr.Locations) > 0 {
			offset = min(offset, gerr.Locations[0].Column-1)
		}
	}
	if m.pending != nil && offset >= len(text) {
		p.fail(m.pending.Code, m.pending.Pos, m.pending.Msg)
		return nil
	}
	i := p.i // behind the definition: the end of the text
	if offset < len(text) {
		i = m.out.token(offset)
	}
	t := p.toks[i]
	code := dberr.Syntax
	if strings.Contains(msg, "exceeded") {
		code = dberr.LimitExceeded
	}
	p.fail(code, p.pos(t), "unexpected "+t.describe(p.src)+m.expectation(msg, i))
	return nil
}

// misfits reports whether a token closes another kind of bracket than the last one
// that was opened.
func (m *masker) misfits(k kind) bool {
	if len(m.stack) < 2 {
		return false
	}
	opened := m.p.toks[m.top().tok].kind
	switch k {
	case tBraceR:
		return opened != tBraceL
	case tParenR:
		return opened != tParenL
	case tBracketR:
		return opened != tBracketL
	}
	return false
}

// expectation says in our words what gqlparser expected at a token.
func (m *masker) expectation(msg string, i int) string {
	t := m.p.toks[i]
	if t.kind == tEOF && len(m.stack) > 1 || i == m.p.i-1 && m.misfits(t.kind) {
		at := m.p.toks[m.top().tok]
		return ", " + at.describe(m.p.src) + " at " + strconv.Itoa(int(at.line)) + ":" + strconv.Itoa(int(at.col)) + " is not closed"
	}
	if strings.HasPrefix(msg, "expected at least one definition") {
		if t.kind == tParenR {
			return ", empty parentheses are not allowed"
		}
		return ", empty braces are not allowed"
	}
	if precedence(t.kind) > 0 || t.kind == tDot || t.kind == tQuestion || t.kind == tPipe {
		return ", an expression stands only behind an alias of a selection"
	}
	what, ok := strings.CutPrefix(msg, "Expected ")
	switch {
	case !ok && t.kind == tDollar:
		return ", a default value has no variables"
	case !ok:
		return ", expected a value"
	}
	what, _, _ = strings.Cut(what, ", found ")
	switch what {
	case "Name":
		return ", expected a name"
	case "<EOF>":
		return ", expected the end of the text"
	}
	return ", expected " + quote(strings.Trim(what, `"`))
}
