package aql

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

// statements returns texts in the words of the language contract: what a
// database meets in a day. All are well-formed.
func statements(t testing.TB) []string {
	t.Helper()
	b, err := testdata.ReadFile("testdata/statements.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n%%\n")
}

func TestStatementsParse(t *testing.T) {
	for _, text := range statements(t) {
		_, err := Parse(text, Limits{})
		if c := dberr.CodeOf(err); c == dberr.Syntax || c == dberr.LimitExceeded || c == dberr.Internal {
			t.Errorf("%s\n%s", errorLine(err), text)
		}
	}
}

// TestStatementsCutOff parses every statement cut at every token: whatever is
// left, the parser answers a tree or an error with a place.
func TestStatementsCutOff(t *testing.T) {
	for i, text := range statements(t) {
		if i%5 != 0 {
			continue
		}
		toks, err := lex(text, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range toks {
			checkParse(t, text[:k.start])
			checkParse(t, text[k.start:])
			checkParse(t, text[:k.start]+text[k.end:])
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		name, text string
		lim        Limits
		pos        string
	}{
		{"bytes", "{ a b }", Limits{Bytes: 6}, "0:0"},
		{"tokens", "{ a b }", Limits{Tokens: 3}, "1:7"},
		{"depth", "{ a(b: [[1]]) }", Limits{Depth: 3}, "1:9"},
		{"set depth", "{ a { b { c } } }", Limits{SetDepth: 2}, "1:9"},
		{"set fields", "{ a { b c d } }", Limits{SetFields: 2}, "1:11"},
		{"fields", "{ a { b c } d }", Limits{Fields: 3}, "1:13"},
		{"fields of several definitions", "{ a } { b } { c }", Limits{Fields: 2}, "1:15"},
		{"expanded fields", "{ a { ...F } b { ...F } } fragment F on a { x y z }", Limits{Fields: 7}, "1:1"},
		{"expanded depth", "{ a { ...F } } fragment F on a { x { y } }", Limits{SetDepth: 2}, "1:1"},
		{"expression parts", "{ a { x: b + c } }", Limits{ExprNodes: 2}, "1:12"},
		{"template parts", `{ a { x: "a${b}c" } }`, Limits{ExprNodes: 3}, "1:10"},
		{"operators", "{ a { x: !!b } }", Limits{Depth: 2}, "1:11"},
		{"definitions", "{ a } { b }", Limits{Parts: 1}, "1:7"},
	} {
		_, err := Parse(c.text, c.lim)
		if dberr.CodeOf(err) != dberr.LimitExceeded {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := where(err.(*dberr.Error).Pos); got != c.pos {
			t.Errorf("%s: at %s, want %s: %v", c.name, got, c.pos, err)
		}
		if _, err := Parse(c.text, Limits{}); err != nil {
			t.Errorf("%s: refused within the default limits: %v", c.name, err)
		}
	}
}
