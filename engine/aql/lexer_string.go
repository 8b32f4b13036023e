package aql

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/dberr"
)

// text reads a string of either form. The value is made later, by unquote.
func (l *lexer) text(t *token) {
	if l.peek(1) == '"' && l.peek(2) == '"' {
		l.block(t)
		return
	}
	t.kind = tString
	for l.at++; l.at < len(l.src); {
		switch c := l.src[l.at]; {
		case c == '"':
			l.at++
			return
		case c == '\n' || c == '\r':
			l.fail(dberr.Syntax, t.pos(), "the string is not closed on its line")
			return
		case c == '\\':
			_, n := escape(l.src[l.at:])
			if n == 0 {
				l.fail(dberr.Syntax, l.here(), "invalid escape "+quote(escapeText(l.src[l.at:]))+" in a string")
				return
			}
			t.escaped = true
			l.at += n
		default:
			if !l.plain() {
				if l.control() {
					return
				}
				l.advance()
			}
		}
	}
	l.fail(dberr.Syntax, t.pos(), "the string is not closed")
}

// block reads a block string.
func (l *lexer) block(t *token) {
	t.kind, t.escaped = tBlock, true
	l.at += 3
	for l.at < len(l.src) {
		c := l.src[l.at]
		if c-0x20 < 0x60 && c != '"' && c != '\\' { // without a call: a text may be one long string
			l.at++
			continue
		}
		switch {
		case c == '"' && l.peek(1) == '"' && l.peek(2) == '"':
			l.at += 3
			return
		case c == '\\' && strings.HasPrefix(l.src[l.at:], `\"""`):
			l.at += 4
		case c == '\n' || c == '\r':
			l.newline()
		default:
			if l.control() {
				return
			}
			l.advance()
		}
	}
	l.fail(dberr.Syntax, t.pos(), "the block string is not closed")
}

// escape decodes the escape that s begins with and returns the character and the
// bytes it takes, 0 if it is none. Two escapes that form a surrogate pair are
// one character; half a pair is none.
func escape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	switch s[1] {
	case '"', '\\', '/':
		return rune(s[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		if strings.HasPrefix(s[2:], "{") {
			return bracedEscape(s)
		}
		r, ok := hex4(s)
		if !ok {
			return 0, 0
		}
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		low, ok := hex4(s[6:])
		if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
			return pair, 12
		}
	}
	return 0, 0
}

// bracedEscape decodes \u{1F600}: one to eight digits.
func bracedEscape(s string) (rune, int) {
	var r rune
	for i := 3; i < len(s) && i <= 11; i++ {
		if s[i] == '}' {
			if i == 3 || !utf8.ValidRune(r) {
				return 0, 0
			}
			return r, i + 1
		}
		d, ok := hexDigit(s[i])
		if !ok {
			return 0, 0
		}
		r = r<<4 | d
	}
	return 0, 0
}

// hex4 decodes \uXXXX.
func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for i := 2; i < 6; i++ {
		d, ok := hexDigit(s[i])
		if !ok {
			return 0, false
		}
		r = r<<4 | d
	}
	return r, true
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case isDigit(c):
		return rune(c - '0'), true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10, true
	}
	return 0, false
}

// escapeText returns the refused escape for the message.
func escapeText(s string) string {
	if len(s) < 2 {
		return s
	}
	if s[1] != 'u' {
		_, n := utf8.DecodeRuneInString(s[1:])
		return s[:1+n]
	}
	end := 2
	for end < len(s) && end < 12 && (isNamePart(s[end]) || s[end] == '{' || s[end] == '}') {
		end++
	}
	return s[:end]
}

// unquote returns the value of a string token.
func unquote(src string, t token) string {
	if t.kind == tBlock {
		return blockValue(src[t.start+3 : t.end-3])
	}
	body := src[t.start+1 : t.end-1]
	if !t.escaped {
		return body
	}
	var b strings.Builder
	b.Grow(len(body))
	for i := 0; i < len(body); {
		if body[i] != '\\' {
			b.WriteByte(body[i])
			i++
			continue
		}
		r, n := escape(body[i:])
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

// blockValue takes the common indentation and the blank lines at both ends from
// a block string, as GraphQL tells.
func blockValue(raw string) string {
	raw = strings.ReplaceAll(raw, `\"""`, `"""`)
	common := -1
	for _, rest := cutLine(raw); rest != ""; {
		var line string
		line, rest = cutLine(rest)
		if indent := indentation(line); indent < len(line) && (common < 0 || indent < common) {
			common = indent
		}
	}
	if first, _ := cutLine(raw); common < 0 && indentation(first) == len(first) {
		return "" // every line is blank
	}
	var b strings.Builder
	b.Grow(len(raw))
	end := 0 // of the last line that is not blank
	for rest, first := raw, true; rest != ""; first = false {
		var line string
		line, rest = cutLine(rest)
		blank := indentation(line) == len(line)
		if blank && end == 0 {
			continue
		}
		if end > 0 {
			b.WriteByte('\n')
		}
		if !first {
			line = line[min(max(common, 0), len(line)):]
		}
		b.WriteString(line)
		if !blank {
			end = b.Len()
		}
	}
	return b.String()[:end]
}

// cutLine cuts the first line and its end, \n, \r\n or \r, from a text.
func cutLine(s string) (line, rest string) {
	for i := range len(s) {
		switch {
		case s[i] > '\r':
		case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
			return s[:i], s[i+2:]
		case s[i] == '\n' || s[i] == '\r':
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// indentation counts the blanks at the beginning of a line.
func indentation(line string) int {
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return n
}
