package aql

import (
	"embed"
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

//go:embed testdata
var testdata embed.FS

var rewrite = flag.Bool("rewrite", false, "write the answers into the golden files")

// goldenCase is a block of a golden file:
//
//	=== title
//	the text; or one line that begins with `quoted "` for odd characters
//	---
//	the answer
type goldenCase struct{ title, text, answer string }

func readGolden(t *testing.T, name string) []goldenCase {
	t.Helper()
	b, err := testdata.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []goldenCase
	for _, block := range strings.Split("\n"+string(b), "\n=== ")[1:] {
		title, rest, _ := strings.Cut(block, "\n")
		text, answer, _ := strings.Cut("\n"+rest, "\n---")
		out = append(out, goldenCase{
			title:  title,
			text:   strings.TrimPrefix(text, "\n"),
			answer: strings.Trim(answer, "\n"),
		})
	}
	return out
}

// source returns the text to parse.
func (c goldenCase) source(t *testing.T) string {
	q, ok := strings.CutPrefix(c.text, `quoted "`)
	if !ok {
		return c.text
	}
	s, err := strconv.Unquote(`"` + q)
	if err != nil {
		t.Fatalf("%s: %v", c.title, err)
	}
	return s
}

// runGolden compares the answers of a file with those of a function.
func runGolden(t *testing.T, name string, answer func(text string) string) {
	cases := readGolden(t, name)
	var b strings.Builder
	for i, c := range cases {
		got := strings.Trim(answer(c.source(t)), "\n")
		if !*rewrite && got != c.answer {
			t.Errorf("%s: got\n%s\nwant\n%s", c.title, got, c.answer)
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString("=== " + c.title + "\n" + c.text + "\n---\n" + got + "\n")
	}
	if *rewrite {
		if err := os.WriteFile("testdata/"+name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// errorLine writes CODE line:column message.
func errorLine(err error) string {
	e, ok := err.(*dberr.Error)
	if !ok {
		return "no *dberr.Error: " + err.Error()
	}
	return string(e.Code) + " " + strconv.Itoa(e.Pos.Line) + ":" + strconv.Itoa(e.Pos.Column) + " " + e.Msg
}

func TestTokens(t *testing.T) {
	runGolden(t, "tokens.golden", func(text string) string {
		toks, err := lex(text, DefaultLimits())
		if err != nil {
			return errorLine(err)
		}
		var b strings.Builder
		for _, k := range toks {
			b.WriteString(strconv.Itoa(int(k.line)) + ":" + strconv.Itoa(int(k.col)) + " " + k.describe(text))
			if k.isText() {
				b.WriteString(" = " + strconv.Quote(unquote(text, k)))
			}
			if k.comma {
				b.WriteString(" after a comma")
			}
			b.WriteByte('\n')
		}
		return b.String()
	})
}

func TestTrees(t *testing.T) {
	runGolden(t, "trees.golden", func(text string) string {
		doc, err := Parse(text, Limits{})
		if err != nil {
			return errorLine(err)
		}
		return dumpDocument(doc)
	})
}

func TestErrors(t *testing.T) {
	runGolden(t, "errors.golden", func(text string) string {
		if _, err := Parse(text, Limits{}); err != nil {
			return errorLine(err)
		}
		return "no error"
	})
}

func TestExpressions(t *testing.T) {
	runGolden(t, "expressions.golden", func(text string) string {
		x, err := ParseExpr(text, Limits{})
		if err != nil {
			return errorLine(err)
		}
		return dumpExpr(x)
	})
}
