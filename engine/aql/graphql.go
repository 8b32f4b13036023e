package aql

import (
	"errors"
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
		return doc
	}
	offset, msg := len(text), ""
	var gerr *gqlerror.Error
	if errors.As(err, &gerr) {
		msg = gerr.Message
		if len(gerr.Locations) > 0 {
			offset = min(offset, gerr.Locations[0].Column-1)
		}
	}
	if m.pending != nil && offset >= len(text) {
		p.fail(m.pending.Code, m.pending.Pos, m.pending.Msg)
		return nil
	}
	t := p.tok() // behind the definition: the end of the text
	if offset < len(text) {
		t = p.toks[m.out.token(offset)]
	}
	code := dberr.Syntax
	if strings.Contains(msg, "exceeded") {
		code = dberr.LimitExceeded
	}
	p.fail(code, p.pos(t), "unexpected "+t.describe(p.src)+expectation(msg, t))
	return nil
}

// expectation says in our words what gqlparser expected at a token.
func expectation(msg string, t token) string {
	if strings.HasPrefix(msg, "expected at least one definition") {
		if t.kind == tParenR {
			return ", empty parentheses are not allowed"
		}
		return ", empty braces are not allowed"
	}
	what, ok := strings.CutPrefix(msg, "Expected ")
	if !ok {
		if strings.HasPrefix(msg, "Unexpected") && t.kind == tDollar {
			return ", a default value has no variables"
		}
		return ""
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
