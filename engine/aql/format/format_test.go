package format_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/aql/format"
)

// texts returns the statements and golden texts of the parser.
func texts(t testing.TB) []string {
	t.Helper()
	read := func(name string) string {
		b, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	out := strings.Split(strings.TrimSuffix(read("statements.txt"), "\n"), "\n%%\n")
	for _, block := range strings.Split("\n"+read("trees.golden"), "\n=== ")[1:] {
		_, rest, _ := strings.Cut(block, "\n")
		text, _, _ := strings.Cut(rest, "\n---")
		out = append(out, text)
	}
	return out
}

// check prints what a text parses to, and requires that the print parses to the
// same tree and prints to itself.
func check(t *testing.T, text string) {
	t.Helper()
	doc, err := aql.Parse(text, aql.Limits{})
	if err != nil {
		return
	}
	printed := format.Document(doc)
	again, err := aql.Parse(printed, aql.Limits{})
	if err != nil {
		t.Fatalf("%v\n%s\nfrom\n%s", err, printed, text)
	}
	if twice := format.Document(again); twice != printed {
		t.Fatalf("got\n%s\nfrom\n%s\nfrom\n%s", twice, printed, text)
	}
}

// checkTree requires the same tree, too: places and sources aside.
func checkTree(t *testing.T, text string) {
	t.Helper()
	check(t, text)
	doc, err := aql.Parse(text, aql.Limits{})
	if err != nil {
		return
	}
	again, err := aql.Parse(format.Document(doc), aql.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	strip(reflect.ValueOf(doc))
	strip(reflect.ValueOf(again))
	if !reflect.DeepEqual(doc, again) {
		t.Fatalf("another tree:\n%s\nfrom\n%s", format.Document(again), text)
	}
}

// strip clears places and handler sources.
func strip(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			strip(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			strip(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			strip(v.MapIndex(k))
		}
	case reflect.Struct:
		if h, ok := v.Addr().Interface().(*ast.Handler); ok {
			h.Source = ""
		}
		for i := range v.NumField() {
			f := v.Field(i)
			switch {
			case !f.CanSet():
			case f.Type() == reflect.TypeFor[ast.Pos]():
				f.SetZero()
			default:
				strip(f)
			}
		}
	}
}

func TestPrintParsesToTheSame(t *testing.T) {
	for _, text := range texts(t) {
		checkTree(t, text)
	}
}

func TestDocument(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{a}`, "{\n  a\n}\n"},
		{`query{a:b(c:1.50e1,d:[1,{"e f":$g}]) @skip(if:true){...F ...on x{y}}}fragment F on a{z}`,
			"{\n  a: b(c: 15.0, d: [1, {\"e f\": $g}]) @skip(if: true) {\n    ...F\n    ... on x {\n      y\n    }\n  }\n}\n\nfragment F on a {\n  z\n}\n"},
		{`query Q($a:[Int!]!=[1],$b:"x y"){a}`, "query Q($a: [Int!]! = [1], $b: \"x y\") {\n  a\n}\n"},
		{`{a{b:(c+d)*-e-(f-g) h:(i) j:k|l|m(1) n:(o?p:q)?r:"${s} $${t|u}"}}`,
			"{\n  a {\n    b: (c + d) * -e - (f - g)\n    h: (i)\n    j: m(l(k), 1)\n    n: (o ? p : q) ? r : \"${s} $${u(t)}\"\n  }\n}\n"},
		{`mutation{schema{drop collection a if exists}}`, "mutation {\n  schema {\n    drop collection a if exists\n  }\n}\n"},
		{`schema{define collection a{o:{x:Int!}!@@index(fields:[{o:DESC},"a.b"],unique:true,name:n)@@strict}create unique index i on a("x.y" DESC,z)}`,
			"schema {\n  define collection a {\n    o: {\n      x: Int!\n    }!\n    @@index(fields: [{o: DESC}, \"a.b\"], unique: true, name: \"n\")\n    @@strict\n  }\n  create unique index i on a (\"x.y\" DESC, z)\n}\n"},
		{`migrate{1:{migrate data in a{set b.c=d where{e:{eq:1}}}}}`,
			"migrate {\n  \"1\": {\n    migrate data in a {\n      set \"b.c\" = d where {e: {eq: 1}}\n    }\n  }\n}\n"},
		{`define handler h{action:{a(b:$_c)}on:"insert d"}drop handler h`,
			"define handler \"h\" {\n  on: \"insert d\"\n  action: {\n    a(b: $_c)\n  }\n}\n\ndrop handler \"h\"\n"},
	} {
		doc, err := aql.Parse(c.text, aql.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := format.Document(doc); got != c.want {
			t.Errorf("%s\ngot\n%s\nwant\n%s", c.text, got, c.want)
		}
	}
}

func TestExpr(t *testing.T) {
	for text, want := range map[string]string{
		"a-(b-c)":             "a - (b - c)",
		"a-b-c":               "a - b - c",
		"(a||b)&&c":           "(a || b) && c",
		"a==(b==c)":           "a == (b == c)",
		"!(a&&b)":             "!(a && b)",
		"-(-1)":               "--1",
		"- 1":                 "-1",
		"a?b:c?d:e":           "a ? b : c ? d : e",
		"f(a?b:c)|g":          "g(f(a ? b : c))",
		`"${\"$\"}{x}"`:       `"$${\"{x}\"}"`,
		`"${1}${1.0}${true}"`: `"${1}${1.0}${true}"`,
		"1e300":               "1e+300",
	} {
		e, err := aql.ParseExpr(text, aql.Limits{})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := format.Expr(e); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func FuzzDocument(f *testing.F) {
	for _, text := range texts(f) {
		f.Add(text)
	}
	f.Fuzz(check)
}
