package aql

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// parser walks over the tokens of one text. The first error of syntax or limits
// ends the walk: the parser then stands at the end of the text for good.
// Other refusals are kept in soft and reported if the whole text parses.
type parser struct {
	src   string
	toks  []token
	i     int
	lim   Limits
	err   *dberr.Error
	soft  *dberr.Error
	fixed *ast.Pos // stands for every position: a template whose text has escapes

	depth     int  // nested operators and templates of an expression
	nodes     int  // nodes of the expression
	fields    int  // selections of the text
	numbered  int  // of them, those with arguments or selections
	fieldDefs int  // fields of the definition
	constOnly bool // a variable cannot be given here
	scopes    []*scope
	scratch   *scratch

	values slab[ast.Value]
	args   slab[ast.Argument]
	keys   slab[ast.ObjectField]
	sels   slab[ast.Field]
}

// newParser cuts the text into tokens.
func newParser(text string, lim Limits) (*parser, *dberr.Error) {
	return newParserIn(new(scratch), text, lim)
}

// newParserIn is newParser with memory, which belongs to the parser until the last
// look at its tokens.
func newParserIn(s *scratch, text string, lim Limits) (*parser, *dberr.Error) {
	lim = lim.orDefault()
	var err *dberr.Error
	if s.toks, err = lexInto(s.toks[:0], text, lim); err != nil {
		return nil, err
	}
	return &parser{src: text, toks: s.toks, lim: lim, scratch: s}, nil
}

// tok returns the current token.
func (p *parser) tok() token { return p.toks[p.i] }

// kind returns the current token's kind.
func (p *parser) kind() kind { return p.toks[p.i].kind }

// ahead returns the kind of the token n places on.
func (p *parser) ahead(n int) kind {
	if p.i+n < len(p.toks) {
		return p.toks[p.i+n].kind
	}
	return tEOF
}

// next takes the current token.
func (p *parser) next() token {
	t := p.toks[p.i]
	if t.kind != tEOF {
		p.i++
	}
	return t
}

// skip takes the current token if it is of a kind.
func (p *parser) skip(k kind) bool {
	if p.kind() != k {
		return false
	}
	p.next()
	return true
}

// pos returns the place of a token.
func (p *parser) pos(t token) ast.Pos {
	if p.fixed != nil {
		return *p.fixed
	}
	return t.pos()
}

// here returns the place of the current token.
func (p *parser) here() ast.Pos { return p.pos(p.tok()) }

// text returns the current token as written.
func (p *parser) text() string { return p.tok().text(p.src) }

// is reports whether the current token is the given word.
func (p *parser) is(word string) bool { return p.kind() == tName && p.text() == word }

// aheadIs reports whether the token n places on is the given word.
func (p *parser) aheadIs(n int, word string) bool {
	return p.ahead(n) == tName && p.toks[p.i+n].text(p.src) == word
}

// word takes the current token if it is the given word.
func (p *parser) word(word string) bool {
	if !p.is(word) {
		return false
	}
	p.next()
	return true
}

// expect takes a token of a kind or fails; what names it in the message.
func (p *parser) expect(k kind, what string) token {
	if p.kind() != k {
		p.unexpected(what)
		return token{}
	}
	return p.next()
}

// expectWord takes the given word or fails.
func (p *parser) expectWord(word string) {
	if !p.word(word) {
		p.unexpected(quote(word))
	}
}

// name takes a name or fails.
func (p *parser) name(what string) string {
	t := p.expect(tName, what)
	return t.text(p.src)
}

// unexpected refuses the current token.
func (p *parser) unexpected(expected string) {
	p.failAt(p.tok(), expected)
}

// failAt refuses a token.
func (p *parser) failAt(t token, expected string) {
	msg := "unexpected " + t.describe(p.src)
	if expected != "" {
		msg += ", expected " + expected
	}
	p.fail(dberr.Syntax, p.pos(t), msg)
}

// fail keeps the first error and ends the walk.
func (p *parser) fail(code dberr.Code, pos ast.Pos, msg string) {
	if p.err == nil {
		p.err = dberr.At(code, pos, msg)
	}
	p.i = len(p.toks) - 1
}

// refuse keeps the refusal that stands first in the text, of those that are not
// of syntax.
func (p *parser) refuse(code dberr.Code, pos ast.Pos, msg string) {
	if p.err == nil && (p.soft == nil || before(pos, p.soft.Pos)) {
		p.soft = dberr.At(code, pos, msg)
	}
}

func before(a, b ast.Pos) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// result returns the error of the walk.
func (p *parser) result() error {
	switch {
	case p.err != nil:
		return p.err
	case p.soft != nil:
		return p.soft
	}
	return nil
}

// descend counts a level of recursion and reports whether it is allowed; ascend
// must follow.
func (p *parser) descend() bool {
	if p.depth++; p.depth <= p.lim.Depth {
		return true
	}
	p.fail(dberr.LimitExceeded, p.here(), "the text is nested deeper than "+strconv.Itoa(p.lim.Depth))
	return false
}

func (p *parser) ascend() { p.depth-- }
