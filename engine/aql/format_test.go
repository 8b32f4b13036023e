package aql

import (
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"{a}", "{ a }\n"},
		{"  {   a  }  ", "{ a }\n"},
		{"{\na\n\n\n\nb }", "{\n  a\n\n  b\n}\n"},
		{"query Q($n:Int=5,$m : [Int!]!){ r:users(where:{age:{gt:$n}},limit : 3){id,name ...F  ... on users{x} ...@include(if:true){y}} }",
			"query Q($n: Int = 5, $m: [Int!]!) { r: users(where: {age: {gt: $n}}, limit: 3) { id, name ...F ... on users { x } ... @include(if: true) { y } } }\n"},
		{"# first\n\n{ a # why\n # more\n}\n# end", "# first\n\n{ a # why\n  # more\n}\n# end\n"},
		{"mutation {\n insertInto(collection: \"a\", data: {\n n: 1,\n  list: [\n1,\n2,\n],\n}) { n } }",
			"mutation {\n  insertInto(collection: \"a\", data: {\n    n: 1,\n    list: [\n      1,\n      2\n    ]\n  }) { n }\n}\n"},
		{"{ a { x: a  -  b  y: (c ? d:e)  z: name|upper } }", "{ a { x: a - b y: (c ? d : e) z: name|upper } }\n"},
		{"schema {\r\n define collection a {\r\n n: Int! @unique\r\n m: Object\r\n }\r\n}\r\n", "schema {\n  define collection a {\n    n: Int! @unique\n    m: Object\n  }\n}\n"},
		{"{ a }\n\n\n{ b }", "{ a }\n\n{ b }\n"},
		{"{ a(x: {}) { b(y: []) } }", "{ a(x: {}) { b(y: []) } }\n"},
		{"{ a(t: \"\"\"\n  two\n   lines\"\"\") }", "{ a(t: \"\"\"\n  two\n   lines\"\"\") }\n"},
	} {
		got, err := Format(c.text, Limits{})
		if err != nil || got != c.want {
			t.Errorf("%q: %v\n%s\nwant\n%s", c.text, err, got, c.want)
		}
	}
	for _, text := range []string{"{ a", "{ a( }", "\xff"} {
		if _, err := Format(text, Limits{}); dberr.CodeOf(err) != dberr.Syntax {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// comments returns the comments of a text that parses.
func comments(text string, toks []token) string {
	var out []string
	from := 0
	for _, tok := range toks {
		for line := range strings.FieldsFuncSeq(text[from:tok.start], func(r rune) bool { return r == '\n' || r == '\r' }) {
			if at := strings.IndexByte(line, '#'); at >= 0 {
				out = append(out, strings.TrimRight(line[at:], " \t"))
			}
		}
		from = int(tok.end)
	}
	return strings.Join(out, "\n")
}

// checkFormat requires of a text that parses: the same tokens and comments after
// formatting, and a layout that formatting leaves alone.
func checkFormat(t *testing.T, text string) {
	t.Helper()
	got, err := Format(text, Limits{})
	if err != nil {
		return
	}
	a, errA := lex(text, DefaultLimits())
	b, errB := lex(got, DefaultLimits())
	if errA != nil || errB != nil || len(a) != len(b) {
		t.Fatalf("%v %v: %q became %q", errA, errB, text, got)
	}
	for i := range a {
		closes := a[i].kind == tBraceR || a[i].kind == tBracketR || a[i].kind == tParenR || a[i].kind == tEOF
		if a[i].kind != b[i].kind || a[i].text(text) != b[i].text(got) || a[i].comma != b[i].comma && !closes && i > 0 {
			t.Fatalf("token %q became %q: %q became %q", a[i].text(text), b[i].text(got), text, got)
		}
	}
	if comments(text, a) != comments(got, b) {
		t.Fatalf("comments were lost: %q became %q", text, got)
	}
	if again, err := Format(got, Limits{}); err != nil || again != got {
		t.Fatalf("%v: formatting again made of\n%s\nthis\n%s\nfrom %q", err, got, again, text)
	}
	for line := range strings.Lines(got) {
		if trimmed := strings.TrimRight(line, "\n"); strings.TrimRight(trimmed, " ") != trimmed && !strings.Contains(got, `"""`) {
			t.Fatalf("a blank at the end of %q", line)
		}
	}
}

func TestFormatStatements(t *testing.T) {
	for _, text := range statements(t) {
		if got, err := Format(text, Limits{}); err != nil {
			switch dberr.CodeOf(err) {
			case dberr.Syntax, dberr.LimitExceeded:
				t.Errorf("%v\n%s%s", err, text, got)
			}
		}
		checkFormat(t, text)
		checkFormat(t, strings.ReplaceAll(text, " ", "\n"))
		checkFormat(t, strings.ReplaceAll(text, " ", " # c\n\n\n "))
		checkFormat(t, strings.ReplaceAll(text, "\n", " "))
	}
}

func FuzzFormat(f *testing.F) {
	for _, text := range statements(f) {
		f.Add(text)
	}
	f.Add("{ a # b\n , # c\n (x: [1,,]) , }")
	f.Fuzz(checkFormat)
}
