package aql

import (
	"strconv"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// kind tells the tokens apart.
type kind uint8

const (
	tEOF kind = iota
	tName
	tInt
	tFloat
	tString
	tBlock // """block string"""
	tBang
	tDollar
	tAmp
	tParenL
	tParenR
	tSpread
	tColon
	tEquals
	tAt
	tBracketL
	tBracketR
	tBraceL
	tBraceR
	tPipe
	tPlus
	tMinus
	tStar
	tSlash
	tPercent
	tLess
	tGreater
	tQuestion
	tDot
	tOr        // ||
	tAnd       // &&
	tEq        // ==
	tNotEq     // !=
	tLessEq    // <=
	tGreaterEq // >=
)

// token is one lexeme; its text is src[start:end].
type token struct {
	kind    kind
	comma   bool // a comma stands before it: white space to GraphQL, the end of an operand to expressions
	escaped bool // a string whose value differs from the text between its quotes
	start   int32
	end     int32
	line    int32
	col     int32
}

// pos returns the place of the token's first character.
func (t token) pos() ast.Pos { return ast.Pos{Line: int(t.line), Column: int(t.col)} }

// text returns the token as written.
func (t token) text(src string) string { return src[t.start:t.end] }

// isText reports whether the token is a string of either form.
func (t token) isText() bool { return t.kind == tString || t.kind == tBlock }

// describe names the token in an error message.
func (t token) describe(src string) string {
	switch t.kind {
	case tEOF:
		return "end of text"
	case tString, tBlock:
		return "string " + shorten(t.text(src))
	}
	return quote(shorten(t.text(src)))
}

// quote puts a name between quotation marks.
func quote(s string) string { return strconv.Quote(s) }

// shorten cuts a text for use in a message.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
