package aql

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
)

// hostileTexts are made to cost more than they are worth. Each must end soon,
// with LIMIT_EXCEEDED or SYNTAX, whatever the machine has to do besides.
func hostileTexts() map[string]string {
	r := strings.Repeat
	return map[string]string{
		"2 MB of opening selections":      r("{a", 1<<20),
		"1 MB of opening selections":      r("{a", 1<<19),
		"8 KB of one field":               "{" + r("a ", 4<<10) + "}",
		"1 MB of one field":               "{" + r("a ", 1<<19-1) + "}",
		"20,000 open brackets":            "{ a(b: " + r("[", 20_000),
		"5,000 nested selections":         r("{ a ", 5_000) + r("}", 5_000),
		"100 nested selections":           r("{ a ", 100) + r("}", 100),
		"aliases in one set":              "{" + manyOf(10_000, func(i string) string { return "a" + i + ": b " }) + "}",
		"aliases in many sets":            "{" + r("a {"+r("x: b ", 1_900)+"}", 20) + "}",
		"not in not":                      "{ a(where: " + r("{not: ", 5_000) + "{}" + r("}", 5_000) + ") { b } }",
		"signs":                           "{ a { x: " + r("!", 50_000) + "b } }",
		"minuses":                         "{ a { x: " + r("- ", 50_000) + "b } }",
		"conditions":                      "{ a { x: " + r("b ? ", 20_000) + "} }",
		"else branches":                   "{ a { x: " + r("b ? c : ", 20_000) + "d } }",
		"a long sum":                      "{ a { x: " + r("b + ", 20_000) + "b } }",
		"a long pipe":                     "{ a { x: b " + r("| trim ", 20_000) + "} }",
		"parentheses":                     "{ a { x: " + r("(", 5_000) + "b" + r(")", 5_000) + " } }",
		"calls":                           "{ a { x: " + r("f(", 5_000) + "b" + r(")", 5_000) + " } }",
		"holes of a template":             `{ a { x: "` + r("${b}", 200_000) + `" } }`,
		"open holes of a template":        `{ a { x: "` + r("${", 200_000) + `" } }`,
		"a template in a template":        `{ a { x: ` + nestedTemplate(8) + ` } }`,
		"fragment bomb":                   fragmentBomb(60, 2),
		"wide fragment bomb":              fragmentBomb(6, 40),
		"deep fragments":                  fragmentBomb(2_000, 1),
		"deep fragments with sets":        deepFragments(500),
		"fragment cycle of 10,000":        fragmentRing(10_000),
		"types":                           "query ($a: " + r("[", 5_000) + "Int) { a }",
		"defaults":                        "query ($a: Int = " + r("[", 5_000) + ") { a }",
		"definitions":                     r("{a}", 30_000) + "!",
		"directives":                      "{ a " + r("@include(if: true) ", 4_000) + "}",
		"unknown directives":              "{ a " + r("@x ", 10_000) + "}",
		"a name of 1 MB":                  "{ " + r("a", 1<<20-16) + " }",
		"a comment of 1 MB":               "{ a } }#" + r("x", 1<<20-16),
		"white space of 1 MB":             "{ a } }" + r("\n", 1<<20-16),
		"commas of 1 MB":                  "{ a } }" + r(",", 1<<20-16),
		"an open string of 1 MB":          `{ a(b: "` + r("x", 1<<20-16),
		"an open block string of 1 MB":    `{ a(b: """` + r("\n ", 1<<19-16),
		"a block string of 0.5 MB, and }": `{ a(b: """` + r("\n ", 1<<18) + `""") } }`,
		"quotes":                          r(`"`, 100_000),
		"escapes":                         `{ a(b: "` + r(`\u0041`, 100_000),
		"nested field types":              "schema { define collection a " + r("{ b: ", 5_000),
		"fields of a definition":          "schema { define collection a { " + manyOf(10_000, func(i string) string { return "f" + i + ": Int " }) + "f1: Int } }",
		"versions":                        "migrate { " + r(`"v": { drop collection a } `, 5_000) + "}",
		"handler in handler":              r(`define handler "h" { on: "insert a" action: { `, 2_000),
		"invalid UTF-8 at the end":        "{ a }" + r(" ", 1<<19) + "\xff",
		"zero bytes":                      r("\x00", 1<<20),
		"keys of an object, and a brace":  "{ a(b: {" + manyOf(4_000, func(i string) string { return "k" + i + ": 1 " }) + "}) { b } } }",
	}
}

func manyOf(n int, one func(string) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(one(strconv.Itoa(i)))
	}
	return b.String()
}

// nestedTemplate puts templates into holes, each level escaping the one inside.
func nestedTemplate(levels int) string {
	s := `"x"`
	for range levels {
		s = strconv.Quote("${" + s + "}")
	}
	return s + " +"
}

// fragmentBomb doubles (or more) the selections with every fragment.
func fragmentBomb(levels, fan int) string {
	return "{ a { ...F0 } } " + manyOf(levels, func(i string) string {
		n, _ := strconv.Atoi(i)
		return "fragment F" + i + " on a { x" + strings.Repeat(" ...F"+strconv.Itoa(n+1), fan) + " } "
	}) + "fragment F" + strconv.Itoa(levels) + " on a { x y }"
}

func deepFragments(levels int) string {
	return "{ a { ...F0 } } " + manyOf(levels, func(i string) string {
		n, _ := strconv.Atoi(i)
		return "fragment F" + i + " on a { x { ...F" + strconv.Itoa(n+1) + " } } "
	}) + "fragment F" + strconv.Itoa(levels) + " on a { x }"
}

func fragmentRing(n int) string {
	return "{ a { ...F0 } } " + manyOf(n, func(i string) string {
		k, _ := strconv.Atoi(i)
		return "fragment F" + i + " on a { ...F" + strconv.Itoa((k+1)%n) + " } "
	})
}

func TestHostileTextsEndSoon(t *testing.T) {
	const limit = 5 * time.Millisecond * slack
	for name, text := range hostileTexts() {
		t.Run(name, func(t *testing.T) {
			best := time.Hour
			for range 25 {
				start := time.Now()
				_, err := Parse(text, Limits{})
				best = min(best, time.Since(start))
				if err == nil {
					t.Fatalf("accepted %d bytes", len(text))
				}
				if c := dberr.CodeOf(err); c == dberr.Internal {
					t.Fatalf("code %s: %v", c, err)
				}
				if best < limit {
					break
				}
			}
			if best > limit {
				t.Errorf("%d bytes took %v", len(text), best)
			}
		})
	}
}
