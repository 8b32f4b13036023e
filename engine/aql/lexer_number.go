package aql

import "github.com/auroradb/aurora/engine/dberr"

// number reads an Int or Float. Behind a dot it reads digits only: a.0.5 is a
// path of three parts.
func (l *lexer) number(t *token) {
	t.kind = tInt
	if n := len(l.toks); n > 0 && l.toks[n-1].kind == tDot && l.toks[n-1].end == t.start && l.src[l.at] != '-' {
		l.digits()
		l.endOfNumber(t, false)
		return
	}
	if l.src[l.at] == '-' {
		l.at++
	}
	if l.src[l.at] == '0' && isDigit(l.peek(1)) {
		l.fail(dberr.Syntax, t.pos(), "a number has no leading zeros")
		return
	}
	l.digits()
	if l.peek(0) == '.' && isDigit(l.peek(1)) {
		t.kind = tFloat
		l.at++
		l.digits()
	}
	if c := l.peek(0); c == 'e' || c == 'E' {
		n := 1
		if s := l.peek(1); s == '+' || s == '-' {
			n = 2
		}
		if isDigit(l.peek(n)) {
			t.kind = tFloat
			l.at += n
			l.digits()
		}
	}
	l.endOfNumber(t, true)
}

// endOfNumber refuses a name, and a dot if so told, right behind a number.
func (l *lexer) endOfNumber(t *token, dot bool) {
	if c := l.peek(0); isNameStart(c) || dot && c == '.' {
		l.fail(dberr.Syntax, t.pos(), "a number cannot be followed directly by "+quote(string(rune(c))))
	}
}

func (l *lexer) digits() {
	for l.at < len(l.src) && isDigit(l.src[l.at]) {
		l.at++
	}
}
