package aql

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine/dberr"
)

// checkParse parses a text in every way and checks what holds for all texts.
func checkParse(t *testing.T, text string) {
	t.Helper()
	_, err := Parse(text, Limits{})
	checkError(t, text, err)
	_, err = ParseExpr(text, Limits{})
	checkError(t, text, err)
	_, err = ParseActions(text, Limits{})
	checkError(t, text, err)
}

// checkError checks that an error has a code and a place in the text.
func checkError(t *testing.T, text string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	e, ok := err.(*dberr.Error)
	if !ok || e.Code == "" || e.Code == dberr.Internal || e.Msg == "" {
		t.Fatalf("%q: %#v", text, err)
	}
	all := strings.Split(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\n")
	if e.Pos.Line < 1 || e.Pos.Line > len(all) || e.Pos.Column < 1 || e.Pos.Column > utf8.RuneCountInString(all[e.Pos.Line-1])+1 {
		t.Fatalf("%q: %s is not in the text", text, errorLine(err))
	}
}

func seeds(f *testing.F) {
	for _, text := range statements(f) {
		f.Add(text)
	}
	for _, name := range []string{"tokens.golden", "trees.golden", "errors.golden", "expressions.golden"} {
		b, err := testdata.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for _, block := range strings.Split("\n"+string(b), "\n=== ")[1:] {
			_, rest, _ := strings.Cut(block, "\n")
			text, _, _ := strings.Cut(rest, "\n---")
			f.Add(text)
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(checkParse)
}

func FuzzLexer(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		toks, err := lex(text, DefaultLimits())
		if err != nil {
			checkError(t, text, err)
			return
		}
		end, line, col := int32(0), int32(1), int32(0)
		for _, k := range toks {
			if k.start < end || k.end < k.start || int(k.end) > len(text) || k.kind != tEOF && k.start == k.end {
				t.Fatalf("%q: token %+v after byte %d", text, k, end)
			}
			if k.line < line || k.line == line && k.col <= col {
				t.Fatalf("%q: token %+v does not stand behind %d:%d", text, k, line, col)
			}
			end, line, col = k.end, k.line, k.col
			if k.isText() && !utf8.ValidString(unquote(text, k)) {
				t.Fatalf("%q: the value of %+v is not valid UTF-8", text, k)
			}
		}
		if toks[len(toks)-1].kind != tEOF {
			t.Fatalf("%q: no end", text)
		}
	})
}
