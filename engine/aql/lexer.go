package aql

import (
	"strconv"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// lexer cuts a text into tokens in one pass without recursion. It refuses what
// no parser could accept and enforces the limits that need no grammar.
type lexer struct {
	src       string
	lim       Limits
	at        int // byte offset of the next character
	line      int
	lineStart int  // byte offset of the first character of the line
	wide      int  // UTF-8 continuation bytes of the line so far: columns count code points
	comma     bool // a comma was skipped since the last token
	depth     int  // open brackets
	toks      []token
	err       *dberr.Error
}

// lex returns the tokens of a text; the last one is tEOF.
func lex(src string, lim Limits) ([]token, *dberr.Error) { return lexInto(nil, src, lim) }

// lexInto is lex with memory for the tokens.
func lexInto(room []token, src string, lim Limits) ([]token, *dberr.Error) {
	if len(src) > lim.Bytes {
		return room, dberr.New(dberr.LimitExceeded, "text of "+strconv.Itoa(len(src))+
			" bytes is longer than the "+strconv.Itoa(lim.Bytes)+" allowed")
	}
	if n := min(len(src)/3, lim.Tokens, largestScratch) + 16; cap(room) < n { // a large text may be one string
		room = make([]token, 0, n)
	}
	l := &lexer{src: src, lim: lim, line: 1, toks: room}
	if len(src) >= 3 && src[:3] == "\ufeff" {
		l.at, l.lineStart = 3, 3
	}
	for l.scan() {
	}
	if l.err != nil && l.err.Code == dberr.LimitExceeded {
		return l.toks, l.err // without a look at the rest
	}
	if !utf8.ValidString(src) {
		return l.toks, invalidUTF8(src)
	}
	return l.toks, l.err
}

// invalidUTF8 returns the error for the first byte that is no UTF-8.
func invalidUTF8(src string) *dberr.Error {
	pos := ast.Pos{Line: 1, Column: 1}
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRuneInString(src[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		if r == '\n' || r == '\r' && (i+1 == len(src) || src[i+1] != '\n') {
			pos = ast.Pos{Line: pos.Line + 1}
		}
		pos.Column++
		i += n
	}
	return dberr.At(dberr.Syntax, pos, "the text is not valid UTF-8")
}

// scan reads one token and reports whether there is more to read.
func (l *lexer) scan() bool {
	l.skip()
	if l.err != nil {
		return false
	}
	t := token{start: int32(l.at), line: int32(l.line), col: int32(l.column(l.at)), comma: l.comma}
	l.comma = false
	if l.at >= len(l.src) {
		t.end = t.start
		l.toks = append(l.toks, t)
		return false
	}
	if len(l.toks) >= l.lim.Tokens {
		l.fail(dberr.LimitExceeded, t.pos(), "the text has more than "+strconv.Itoa(l.lim.Tokens)+" tokens")
		return false
	}
	switch c := l.src[l.at]; {
	case isNameStart(c):
		l.name(&t)
	case isDigit(c), c == '-' && isDigit(l.peek(1)):
		l.number(&t)
	case c == '"':
		l.text(&t)
	default:
		l.punctuator(&t)
	}
	t.end = int32(l.at)
	l.toks = append(l.toks, t)
	return l.err == nil
}

// name reads a name.
func (l *lexer) name(t *token) {
	t.kind = tName
	rest := l.src[l.at:min(l.at+maxName+1, len(l.src))]
	n := 1
	for n < len(rest) && isNamePart(rest[n]) {
		n++
	}
	if n > maxName {
		l.fail(dberr.LimitExceeded, t.pos(), "a name has more than "+strconv.Itoa(maxName)+" bytes")
	}
	l.at += n
}

// skip passes over white space, commas, byte order marks and comments.
func (l *lexer) skip() {
	for l.at < len(l.src) {
		switch c := l.src[l.at]; c {
		case ' ', '\t':
			l.at++
		case ',':
			l.comma = true
			l.at++
		case '\n', '\r':
			l.newline()
		case '#':
			l.comment()
		default:
			if c != 0xef || l.peek(1) != 0xbb || l.peek(2) != 0xbf {
				return
			}
			l.at += 3
			l.wide += 2
		}
	}
}

// comment passes over the rest of the line.
func (l *lexer) comment() {
	for l.at < len(l.src) && l.src[l.at] != '\n' && l.src[l.at] != '\r' {
		if !l.plain() {
			if l.control() {
				return
			}
			l.advance()
		}
	}
}

// newline passes over one line end: \n, \r or \r\n.
func (l *lexer) newline() {
	if l.src[l.at] == '\r' && l.peek(1) == '\n' {
		l.at++
	}
	l.at++
	l.line++
	l.lineStart, l.wide = l.at, 0
}

// advance passes over one byte of a string or comment.
func (l *lexer) advance() {
	if l.src[l.at]&0xc0 == 0x80 {
		l.wide++
	}
	l.at++
}

// plain passes over characters that mean nothing in a string or comment: printable
// ASCII but the quote and the backslash. It is one tight loop because a text may be
// one long string. It reports whether there were any.
func (l *lexer) plain() bool {
	rest := l.src[l.at:]
	n := 0
	for n < len(rest) && rest[n]-0x20 < 0x60 && rest[n] != '"' && rest[n] != '\\' {
		n++
	}
	l.at += n
	return n > 0
}

// control refuses a control character other than a tab.
func (l *lexer) control() bool {
	c := l.src[l.at]
	if c >= 0x20 || c == '\t' {
		return false
	}
	l.fail(dberr.Syntax, l.here(), "control character "+codePoint(rune(c))+" is not allowed; write an escape")
	return true
}

// column returns the column of a byte offset on the current line.
func (l *lexer) column(at int) int { return at - l.lineStart - l.wide + 1 }

// here returns the current place.
func (l *lexer) here() ast.Pos { return ast.Pos{Line: l.line, Column: l.column(l.at)} }

// peek returns the byte n places ahead, 0 behind the end.
func (l *lexer) peek(n int) byte {
	if l.at+n < len(l.src) {
		return l.src[l.at+n]
	}
	return 0
}

// fail keeps the first error.
func (l *lexer) fail(code dberr.Code, pos ast.Pos, msg string) {
	if l.err == nil {
		l.err = dberr.At(code, pos, msg)
	}
}

func isDigit(c byte) bool     { return c >= '0' && c <= '9' }
func isNameStart(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
func isNamePart(c byte) bool  { return isNameStart(c) || isDigit(c) }

// codePoint writes U+0007.
func codePoint(r rune) string {
	s := strconv.FormatInt(int64(r), 16)
	for len(s) < 4 {
		s = "0" + s
	}
	return "U+" + s
}
