package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/mattn/go-runewidth"
)

// problem is one entry of a response's errors.
type problem struct {
	code, message string
	line, column  int // 0 if there is no place
}

// problemOf describes an error of the library.
func problemOf(err error) problem {
	p := problem{code: string(dberr.CodeOf(err)), message: err.Error()}
	var e *dberr.Error
	if errors.As(err, &e) {
		p.line, p.column = e.Pos.Line, e.Pos.Column
	}
	return p
}

// problemsOf reads the errors of a response, those of a batch included.
func problemsOf(response value.Value) []problem {
	var out []problem
	if errs, ok := response.Get("errors"); ok {
		for _, e := range errs.Items() {
			out = append(out, readProblem(e))
		}
	}
	if batch, ok := response.Get("batch"); ok {
		for _, r := range batch.Items() {
			out = append(out, problemsOf(r)...)
		}
	}
	return out
}

func readProblem(e value.Value) problem {
	text := func(path ...string) string { v, _ := e.Path(path); return v.Str() }
	number := func(path ...string) int { v, _ := e.Path(path); return int(v.Int()) }
	return problem{
		code: text("extensions", "code"), message: text("message"),
		line: number("locations", "0", "line"), column: number("locations", "0", "column"),
	}
}

// print writes the problem and, if it has a place, the line of the text with
// the token underlined.
func (p problem) print(w io.Writer, text string) {
	fmt.Fprintf(w, "error: %s (%s)\n", visible(p.message), p.code)
	lines := strings.Split(text, "\n")
	if p.line < 1 || p.line > len(lines) {
		return
	}
	line := strings.TrimSuffix(lines[p.line-1], "\r")
	before, token := splitAt([]rune(line), p.column)
	number := strconv.Itoa(p.line)
	fmt.Fprintf(w, "  %s │ %s\n", number, expandTabs(line))
	fmt.Fprintf(w, "  %s │ %s%s\n", strings.Repeat(" ", len(number)),
		strings.Repeat(" ", runewidth.StringWidth(expandTabs(before))), strings.Repeat("^", max(1, runewidth.StringWidth(token))))
}

// splitAt returns what stands before the column (counted from 1) and the token
// that begins there.
func splitAt(line []rune, column int) (before, token string) {
	start := min(max(column-1, 0), len(line))
	end := start
	if end < len(line) {
		end++
		for isWord(line[start]) && end < len(line) && isWord(line[end]) {
			end++
		}
	}
	return string(line[:start]), string(line[start:end])
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func expandTabs(s string) string { return visible(strings.ReplaceAll(s, "\t", "  ")) }

// visible replaces control characters, so that stored data cannot steer a terminal.
func visible(s string) string {
	if strings.IndexFunc(s, unprintable) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unprintable(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unprintable finds control and direction-changing characters; joiners, which
// emoji and many scripts need, stay.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}
