package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// Parse parses a whole text: operations, fragments and definitions, in any
// number and order. The tree is immutable and shares no memory with the text
// that a caller could change.
//
// Errors: SYNTAX and LIMIT_EXCEEDED anywhere in the text come first; then, in
// text order, INVALID_ARGUMENT (a key, argument, directive or name given twice,
// an argument of a directive), UNKNOWN_DIRECTIVE, UNKNOWN_ARGUMENT,
// TYPE_MISMATCH (a number that does not fit), INVALID_DEFINITION and
// UNDEFINED_VARIABLE (in definitions); last UNKNOWN_FRAGMENT and FRAGMENT_CYCLE.
// All but a text that is too long carry a position.
//
// The cost is linear in the length of the text (BenchmarkParse).
func Parse(text string, lim Limits) (*ast.Document, error) { return parse(new(scratch), text, lim) }

func parse(s *scratch, text string, lim Limits) (*ast.Document, error) {
	p, err := newParserIn(s, text, lim)
	if err != nil {
		return nil, err
	}
	doc := &ast.Document{}
	for n := 1; p.kind() != tEOF; n++ {
		if n > p.lim.Parts {
			p.fail(dberr.LimitExceeded, p.here(), "the text has more than "+strconv.Itoa(p.lim.Parts)+" definitions")
			break
		}
		p.definition(doc)
	}
	if p.err == nil && len(doc.Operations) == 0 {
		msg := "the text is empty"
		if len(doc.Fragments) > 0 {
			msg = "the text has fragments but no operation"
		}
		p.fail(dberr.Syntax, p.here(), msg)
	}
	p.checkFragments()
	if err := p.result(); err != nil {
		return nil, err
	}
	doc.Calls = p.numbered
	return doc, nil
}

// ParseExpr parses one expression, as in @computed(expr: "price * qty").
//
// Errors: SYNTAX, LIMIT_EXCEEDED, TYPE_MISMATCH (a number that does not fit).
// Positions count from the beginning of the expression's text.
func ParseExpr(text string, lim Limits) (ast.Expr, error) {
	p, err := newParser(text, lim)
	if err != nil {
		return nil, err
	}
	x := p.newExpression()
	if p.err == nil && p.kind() != tEOF {
		p.unexpected("an operator or the end of the expression")
	}
	if err := p.result(); err != nil {
		return nil, err
	}
	return x, nil
}

// ParseActions parses the braces of a handler's action, as kept in
// [ast.Handler].Source, into the calls of a mutation.
//
// Errors: those of [Parse]. Positions count from the opening brace.
func ParseActions(text string, lim Limits) ([]ast.Selection, error) {
	p, err := newParser(text, lim)
	if err != nil {
		return nil, err
	}
	calls := p.calls()
	if p.err == nil && p.kind() != tEOF {
		p.unexpected("the end of the action")
	}
	p.checkFragments()
	if err := p.result(); err != nil {
		return nil, err
	}
	return calls, nil
}

// definition parses the definition at the current token.
func (p *parser) definition(doc *ast.Document) {
	t, word := p.tok(), ""
	switch {
	case t.kind == tName:
		word = p.text()
	case t.isText() && p.ahead(1) == tName:
		word = p.toks[p.i+1].text(p.src) // a description before a GraphQL definition
		if !isGraphQL(word) {
			word = ""
		}
	case t.kind == tBraceL:
		p.executable(doc)
		return
	}
	switch {
	case isGraphQL(word):
		p.executable(doc)
	case word == "schema":
		pos := p.here()
		doc.Operations = append(doc.Operations, &ast.Operation{Kind: ast.SchemaOp, Pos: pos, Schema: p.schemaBlock()})
	case word == "migrate":
		pos := p.here()
		doc.Operations = append(doc.Operations, &ast.Operation{Kind: ast.MigrateOp, Pos: pos, Migrate: p.migrate()})
	case word == "define" && p.aheadIs(1, "handler"), word == "drop" && p.aheadIs(1, "handler"):
		pos := p.here()
		doc.Operations = append(doc.Operations, &ast.Operation{Kind: ast.HandlerOp, Pos: pos, Handler: p.handler()})
	case word == "__schema":
		p.schemaQuery(doc)
	case word == "define", word == "alter", word == "drop", word == "create":
		p.unexpected("schema { … } around definitions")
	default:
		p.unexpected(`query, mutation, subscription, fragment, schema, migrate, define handler or "{"` +
			dberr.DidYouMean(word, "query", "mutation", "subscription", "fragment", "schema", "migrate"))
	}
}

// isGraphQL reports whether a word begins a definition of GraphQL.
func isGraphQL(word string) bool {
	switch word {
	case "query", "mutation", "subscription", "fragment":
		return true
	}
	return false
}
