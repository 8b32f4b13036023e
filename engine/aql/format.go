package aql

import (
	"strings"

	"github.com/auroradb/aurora/engine/dberr"
)

// Format returns a text in its canonical layout: two blanks of indentation a
// bracket, one blank between tokens, no blank at the end of a line, one empty
// line at most. Line breaks, commas and comments stay where the author put them.
// It changes white space only, and nothing in its own output.
//
// Errors: SYNTAX and LIMIT_EXCEEDED, as [Parse].
func Format(text string, lim Limits) (string, error) {
	if _, err := Parse(text, lim); err != nil {
		switch dberr.CodeOf(err) {
		case dberr.Syntax, dberr.LimitExceeded, dberr.Internal:
			return "", err
		}
		// What the names mean is not a matter of layout.
	}
	toks, err := lex(text, lim.orDefault())
	if err != nil {
		return "", err
	}
	f := &formatter{src: text, bol: true}
	for i := range toks {
		f.token(toks, i)
	}
	return f.finish(), nil
}

// formatter writes tokens and remembers the open brackets.
type formatter struct {
	src   string
	out   strings.Builder
	line  []byte // the line under way, without its indentation
	open  []bracket
	bol   bool // the line is empty
	blank bool // an empty line comes before the next one
	depth int  // indentation of the line under way
}

// bracket is an open one.
type bracket struct {
	kind    kind
	literal bool // braces of an object, not of a block
	broken  bool // a line break follows it
	outer   int  // indentation of its line
	inner   int  // indentation of what stands in it
	choice  int  // "?" that wait for their ":"
}

// token writes what stands before a token, and the token.
func (f *formatter) token(toks []token, i int) {
	t := toks[i]
	from := 0
	if i > 0 {
		from = int(toks[i-1].end)
	}
	gap := f.src[from:t.start]
	closes := t.kind == tBraceR || t.kind == tBracketR || t.kind == tParenR
	lines, spaced := f.gap(gap, i == 0, i > 0 && t.comma && !closes && t.kind != tEOF)
	if t.kind == tEOF {
		return
	}
	if closes && len(f.open) > 0 {
		b := f.open[len(f.open)-1]
		f.open = f.open[:len(f.open)-1]
		if lines > 0 || b.broken {
			f.newline()
			f.depth, f.blank = b.outer, false
		}
		if !f.bol && t.kind == tBraceR && !b.literal && toks[i-1].kind != tBraceL {
			f.space()
		}
	} else {
		switch {
		case lines > 0 && (i > 0 || !f.bol):
			f.newline()
			f.blank = f.blank || lines > 1 && (i == 0 || !opens(toks[i-1].kind))
		case i > 0 && f.wants(toks, i, spaced):
			f.space()
		}
		if f.bol {
			f.depth = f.inner()
		}
	}
	f.write(t.text(f.src))
	if opens(t.kind) {
		f.push(toks, i)
	}
	if len(f.open) > 0 {
		b := &f.open[len(f.open)-1]
		switch {
		case t.kind == tQuestion:
			b.choice++
		case t.kind == tColon && b.choice > 0:
			b.choice--
		}
	}
}

func opens(k kind) bool { return k == tBraceL || k == tBracketL || k == tParenL }

func (f *formatter) inner() int {
	if len(f.open) == 0 {
		return 0
	}
	return f.open[len(f.open)-1].inner
}

// push remembers a bracket. Brackets that open in one line indent together.
func (f *formatter) push(toks []token, i int) {
	b := bracket{kind: toks[i].kind, outer: f.depth, inner: f.depth + 1}
	if len(f.open) > 0 {
		outer := f.open[len(f.open)-1]
		b.literal = outer.kind != tBraceL || outer.literal
	}
	b.literal = b.literal || i > 0 && toks[i-1].kind == tEquals
	b.broken = strings.ContainsAny(f.src[toks[i].end:toks[i+1].start], "\n\r")
	f.open = append(f.open, b)
}

// wants reports whether a blank stands before token i, which does not begin a
// line; spaced is whether the author put one there.
func (f *formatter) wants(toks []token, i int, spaced bool) bool {
	before, t := toks[i-1], toks[i]
	var b bracket
	if len(f.open) > 0 {
		b = f.open[len(f.open)-1]
	}
	switch {
	case t.comma:
		return true
	case before.kind == tParenL, before.kind == tBracketL:
		return false
	case before.kind == tBraceL:
		return !b.literal
	case t.kind == tColon:
		return b.choice > 0
	case before.kind == tColon, t.kind == tEquals, before.kind == tEquals:
		return true
	case t.kind == tBraceL:
		return before.kind != tDollar
	case before.kind == tSpread:
		return t.kind == tBraceL || t.kind == tAt || t.text(f.src) == "on"
	}
	return spaced
}

// gap writes the comments between two tokens, and the comma if there is one. It
// returns how many line breaks follow the last comment, or the token before,
// and whether there is any white space.
func (f *formatter) gap(gap string, first, comma bool) (lines int, spaced bool) {
	spaced = gap != ""
	if comma {
		f.write(",")
	}
	for {
		at := strings.IndexByte(gap, '#')
		if at < 0 {
			return breaks(gap), spaced
		}
		lines = breaks(gap[:at])
		gap = gap[at:]
		end := strings.IndexAny(gap, "\n\r")
		if end < 0 {
			end = len(gap)
		}
		switch {
		case lines > 0 || f.bol:
			if !f.bol {
				f.newline()
			}
			f.blank = f.blank || lines > 1 && !first && !f.opened()
			f.depth = f.inner()
		default:
			f.space()
		}
		f.write(strings.TrimRight(gap[:end], " \t"))
		gap = gap[end:]
		first = false
	}
}

// opened reports whether the last thing written is a bracket that opens.
func (f *formatter) opened() bool {
	s := f.out.String()
	s = strings.TrimRight(s, "\n")
	return s != "" && strings.IndexByte("({[", s[len(s)-1]) >= 0
}

// breaks counts line breaks: \n, \r and \r\n.
func breaks(gap string) int {
	n := strings.Count(gap, "\n") + strings.Count(gap, "\r") - strings.Count(gap, "\r\n")
	return n
}

func (f *formatter) write(s string) {
	f.line = append(f.line, s...)
	f.bol = false
}

func (f *formatter) space() {
	if !f.bol && f.line[len(f.line)-1] != ' ' {
		f.line = append(f.line, ' ')
	}
}

// newline ends the line under way.
func (f *formatter) newline() {
	if f.bol {
		return
	}
	if f.blank && f.out.Len() > 0 {
		f.out.WriteByte('\n')
	}
	f.blank = false
	for range f.depth {
		f.out.WriteString("  ")
	}
	f.out.WriteString(strings.TrimRight(string(f.line), " "))
	f.out.WriteByte('\n')
	f.line, f.bol = f.line[:0], true
}

func (f *formatter) finish() string {
	f.newline()
	return f.out.String()
}
