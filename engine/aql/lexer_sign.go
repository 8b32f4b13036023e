package aql

import (
	"strconv"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/dberr"
)

// punctuator reads a token of one to three signs.
func (l *lexer) punctuator(t *token) {
	k, n := punctuatorKind(l.src[l.at], l.peek(1), l.peek(2))
	if n == 0 {
		r, _ := utf8.DecodeRuneInString(l.src[l.at:])
		switch {
		case r == '\'':
			l.fail(dberr.Syntax, t.pos(), "unexpected character \"'\", texts stand between double quotes")
		case r < 0x20 || r == 0x7f:
			l.fail(dberr.Syntax, t.pos(), "unexpected control character "+codePoint(r))
		default:
			l.fail(dberr.Syntax, t.pos(), "unexpected character "+quote(string(r)))
		}
		return
	}
	t.kind = k
	l.at += n
	switch k {
	case tBraceL, tBracketL, tParenL:
		if l.depth++; l.depth > l.lim.Depth {
			l.fail(dberr.LimitExceeded, t.pos(), "brackets are nested deeper than "+strconv.Itoa(l.lim.Depth))
		}
	case tBraceR, tBracketR, tParenR:
		l.depth = max(0, l.depth-1)
	}
}

// punctuatorKind returns the kind and length of the sign that begins with a; the
// length is 0 if there is none.
func punctuatorKind(a, b, c byte) (kind, int) {
	switch {
	case a == '.' && b == '.' && c == '.':
		return tSpread, 3
	case a == '|' && b == '|':
		return tOr, 2
	case a == '&' && b == '&':
		return tAnd, 2
	case b == '=':
		switch a {
		case '=':
			return tEq, 2
		case '!':
			return tNotEq, 2
		case '<':
			return tLessEq, 2
		case '>':
			return tGreaterEq, 2
		}
	}
	if k := signKind(a); k != tEOF {
		return k, 1
	}
	return tEOF, 0
}

// signKind returns the kind of a sign of one character, tEOF for none.
func signKind(c byte) kind {
	switch c {
	case '!':
		return tBang
	case '$':
		return tDollar
	case '&':
		return tAmp
	case '(':
		return tParenL
	case ')':
		return tParenR
	case ':':
		return tColon
	case '=':
		return tEquals
	case '@':
		return tAt
	case '[':
		return tBracketL
	case ']':
		return tBracketR
	case '{':
		return tBraceL
	case '|':
		return tPipe
	case '}':
		return tBraceR
	case '+':
		return tPlus
	case '-':
		return tMinus
	case '*':
		return tStar
	case '/':
		return tSlash
	case '%':
		return tPercent
	case '<':
		return tLess
	case '>':
		return tGreater
	case '?':
		return tQuestion
	case '.':
		return tDot
	}
	return tEOF
}
