// Package hostile makes requests that cost more than they are worth, or that are
// malformed in a way that breaks careless programs. Every one of them must be
// refused with a code, soon and in little memory, natively and over the npm
// package. The function to know is [Cases].
package hostile

import (
	"fmt"
	"strconv"
	"strings"
)

// Setup defines what the cases are aimed at.
const Setup = `schema { define collection c { n: Int @unique  s: String @search  v: Vector(2) @vector  tags: [String]  at: DateTime  o: Object } }`

// Case is a request to be refused. Text and Variables may hold bytes that are
// no UTF-8.
type Case struct {
	Name      string
	Text      string
	Variables string // JSON, or what should have been; "" for none
}

// Cases returns more than 300 cases, always the same.
func Cases() []Case {
	b := &builder{}
	b.nesting()
	b.floods()
	b.fragments()
	b.literals()
	b.patterns()
	b.bytes()
	b.expressions()
	b.definitions()
	b.documents()
	b.arguments()
	return b.list
}

type builder struct{ list []Case }

func (b *builder) text(name, text string) { b.list = append(b.list, Case{Name: name, Text: text}) }

func (b *builder) with(name, text, variables string) {
	b.list = append(b.list, Case{name, text, variables})
}

// sized adds a case for each size.
func (b *builder) sized(name string, sizes []int, text func(n int) string) {
	for _, n := range sizes {
		b.text(fmt.Sprintf("%s, %d", name, n), text(n))
	}
}

func r(s string, n int) string { return strings.Repeat(s, n) }

func each(n int, one func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(one(i))
	}
	return b.String()
}

func num(i int) string { return strconv.Itoa(i) }

// nesting goes deep.
func (b *builder) nesting() {
	deep := []int{200, 2_000, 20_000, 200_000}
	b.sized("open selections", deep, func(n int) string { return r("{c", n) })
	b.sized("closed selections", deep, func(n int) string { return r("{c ", n) + r("}", n) })
	b.sized("open brackets", deep, func(n int) string { return "{c(where: " + r("[", n) })
	b.sized("open braces", deep, func(n int) string { return "{c(where: " + r("{a:", n) })
	b.sized("not in not", deep[1:], func(n int) string { return "{c(where: " + r("{not: ", n) + "{}" + r("}", n) + ") {n}}" })
	b.sized("and in and", deep, func(n int) string { return "{c(where: " + r("{and: [", n) + "{}" + r("]}", n) + ") {n}}" })
	b.sized("or in or", deep, func(n int) string { return "{c(where: " + r("{or: [", n) + "{}" + r("]}", n) + ") {n}}" })
	b.sized("path in path", deep[1:], func(n int) string { return "{c(where: " + r("{o: ", n) + "{eq: 1}" + r("}", n) + ") {n}}" })
	b.sized("lookup in lookup", []int{600, 6_000, 60_000}, func(n int) string {
		return "{c {" + r(`lookup(collection: "c", localField: "n", foreignField: "n") {`, n) + "n" + r("}", n) + "}}"
	})
	b.sized("list types", deep[1:], func(n int) string { return "query ($a: " + r("[", n) + "Int" + r("]", n) + ") {c {n}}" })
	b.sized("list literals", deep, func(n int) string {
		return `mutation {insertInto(collection: "c", data: {o: ` + r("[", n) + r("]", n) + "}) {n}}"
	})
	b.sized("object literals", deep, func(n int) string {
		return `mutation {insertInto(collection: "c", data: ` + r("{o: ", n) + "1" + r("}", n) + ") {n}}"
	})
	b.sized("transaction in transaction", []int{100, 1_000, 10_000}, func(n int) string {
		return "mutation " + r("{transaction ", n) + `{insertInto(collection: "c", data: {n: 1}) {n}}` + r("}", n)
	})
}

// floods are wide.
func (b *builder) floods() {
	wide := []int{5_000, 20_000, 80_000}
	b.sized("aliases", wide, func(n int) string {
		return "{c {" + each(n, func(i int) string { return "a" + num(i) + ": n " }) + "}}"
	})
	b.sized("root aliases", wide, func(n int) string {
		return "{" + each(n, func(i int) string { return "a" + num(i) + ": c {n} " }) + "}"
	})
	b.sized("one field many times", []int{30_000, 120_000, 480_000}, func(n int) string { return "{c {" + r("n ", n) + "}}" })
	b.sized("directives", wide, func(n int) string { return "{c {n " + r("@include(if: true) ", n) + "}}" })
	b.sized("unknown directives", wide, func(n int) string { return "{c {n " + r("@x ", n) + "}}" })
	b.sized("operations", wide, func(n int) string { return r("query {c {n}} ", n) })
	b.sized("named operations", wide, func(n int) string { return each(n, func(i int) string { return "query q" + num(i) + " {c {n}} " }) })
	b.sized("variables", []int{2_000, 20_000, 80_000}, func(n int) string {
		return "query (" + each(n, func(i int) string { return "$v" + num(i) + ": Int " }) + ") {c {n}}"
	})
	b.sized("aggregates", wide, func(n int) string {
		return "{c {aggregate {" + each(n, func(i int) string { return "a" + num(i) + `: sum(field: "n") ` }) + "}}}"
	})
	b.sized("mutations", wide, func(n int) string {
		return "mutation {" + each(n, func(i int) string { return "a" + num(i) + `: insertInto(collection: "c", data: {}) {n} ` }) + "}"
	})
	b.sized("conditions", wide[1:], func(n int) string { return "{c(where: {or: [" + r("{n: {eq: 1}} ", n) + "]}) {n}}" })
	b.sized("keys of an order", wide[1:], func(n int) string { return "{c(orderBy: [" + r("{n: ASC} ", n) + "]) {n}}" })
	b.sized("arguments", []int{200, 20_000, 80_000}, func(n int) string { return "{c(" + r("limit: 1 ", n) + ") {n}}" })
}

// fragments multiply or go round.
func (b *builder) fragments() {
	bomb := func(levels, fan int) string {
		return "{c {...F0}} " + each(levels, func(i int) string {
			return "fragment F" + num(i) + " on c {n" + r(" ...F"+num(i+1), fan) + "} "
		}) + "fragment F" + num(levels) + " on c {n s}"
	}
	for _, fan := range []int{2, 3, 10} {
		for _, levels := range []int{20, 60, 400} {
			b.text(fmt.Sprintf("fragment bomb, %d levels of %d", levels, fan), bomb(levels, fan))
		}
	}
	b.sized("fragment ring", []int{1, 2, 10, 1_000, 10_000}, func(n int) string {
		return "{c {...F0}} " + each(n, func(i int) string { return "fragment F" + num(i) + " on c {...F" + num((i+1)%n) + "} " })
	})
	b.sized("unknown fragments", []int{1, 1_000, 50_000}, func(n int) string {
		return "{c {" + each(n, func(i int) string { return "...G" + num(i) + " " }) + "}}"
	})
}

// literals are too large to be numbers or texts.
func (b *builder) literals() {
	b.sized("digits of an integer", []int{20, 200, 20_000, 900_000}, func(n int) string { return "{c(limit: " + r("9", n) + ") {n}}" })
	b.sized("digits of a negative integer", []int{20, 200, 20_000}, func(n int) string { return "{c(where: {n: {eq: -" + r("9", n) + "}}) {n}}" })
	b.sized("zeros in front", []int{2, 100, 20_000}, func(n int) string { return "{c(limit: " + r("0", n) + "1) {n}}" })
	for _, x := range []string{"1e400", "-1e400", "1e999999999", "1e", "1.", ".5", "0x10", "1_000", "1e+", "NaN", "-", "--1"} {
		b.text("the number "+x, "{c(where: {n: {eq: "+x+"}}) {n}}")
		b.text("the limit "+x, "{c(limit: "+x+") {n}}")
	}
	b.sized("an open string", []int{1, 1_000, 900_000}, func(n int) string { return `{c(where: {s: {eq: "` + r("x", n) })
	b.sized("an open block string", []int{1, 1_000, 400_000}, func(n int) string { return `{c(where: {s: {eq: """` + r("x\n", n) })
	b.sized("a name", []int{100_000, 900_000}, func(n int) string { return "{" + r("x", n) + " {n}}" })
	b.sized("a field's name", []int{2_000_000}, func(n int) string { return "{c {" + r("x", n) + "}}" })
	b.sized("comments and then nothing", []int{1, 100_000}, func(n int) string { return r("#x\n", n) })
}

// patterns are regular expressions.
func (b *builder) patterns() {
	list := map[string]string{
		"repeated repetition": `(a{1000}){1000}`, "three times repeated": `((a{100}){100}){100}`, "too many times": `a{100000}`,
		"open group": `(a`, "open class": `[a`, "nothing to repeat": `*a`, "back reference": `(a)\\1`, "look ahead": `(?=a)`,
		"wrong class": `[[:nothing:]]`, "wrong escape": `\\q`, "wrong flag": `(?z)a`, "deep groups": r("(", 2_000) + "a" + r(")", 2_000),
		"deep classes": r("(?:a|", 3_000) + "b" + r(")", 3_000), "reversed class": `[z-a]`, "reversed count": `a{3,1}`, "trailing backslash": `a\\`,
		"unicode repeated": `(\\pL{500}){500}`, "a hundred thousand bytes": r("a?", 50_000) + r("a", 50_000),
		"many alternatives": strings.TrimSuffix(r("[a-z]{30}|", 10_000), "|"),
	}
	for _, name := range sortedKeys(list) {
		b.text("pattern: "+name, `{c(where: {s: {matches: "`+list[name]+`"}}) {n}}`)
		b.text("pattern of a definition: "+name, `schema {define collection d {s: String @validate(pattern: "`+list[name]+`")}}`)
	}
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		at := len(keys)
		for at > 0 && keys[at-1] > k {
			at--
		}
		keys = append(keys[:at], append([]string{k}, keys[at:]...)...)
	}
	return keys
}

// bytes are no text.
func (b *builder) bytes() {
	for i, bad := range []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\x80"} {
		b.text("bad UTF-8 in a string, "+num(i), `{c(where: {s: {eq: "`+bad+`"}}) {n}}`)
		b.text("bad UTF-8 in a name, "+num(i), "{c"+bad+" {n}}")
		b.text("bad UTF-8 at the end, "+num(i), "{c {n}}"+bad)
		b.with("bad UTF-8 in variables, "+num(i), "query ($s: String) {c(where: {s: {eq: $s}}) {n}}", `{"s": "`+bad+`"}`)
	}
	for _, esc := range []string{`\ud800`, `\udfff`, `\ud800\ud800`, `\u12`, `\x41`, `\u{110000}`, `\q`} {
		b.text("escape "+esc, `{c(where: {s: {eq: "`+esc+`"}}) {n}}`)
	}
	for _, c := range []string{"\x00", "\x01", "\x1b", "\x7f", "\u2028", "\u0085"} {
		b.text("control character "+strconv.QuoteToASCII(c), "{c"+c+"{n}}")
	}
	b.sized("zero bytes", []int{1, 1_000, 900_000}, func(n int) string { return r("\x00", n) })
	b.sized("white space and a brace", []int{1, 900_000}, func(n int) string { return r(" ", n) + "}" })
	b.sized("quotes", []int{1, 4, 7, 100_001}, func(n int) string { return r(`"`, n) })
}

// expressions are deep, long or of no use.
func (b *builder) expressions() {
	sizes := []int{500, 5_000, 50_000}
	in := func(x string) string { return "{c {x: " + x + "}}" }
	b.sized("parentheses", sizes, func(n int) string { return in(r("(", n) + "n" + r(")", n)) })
	b.sized("calls", sizes, func(n int) string { return in(r("abs(", n) + "n" + r(")", n)) })
	b.sized("negations", sizes, func(n int) string { return in(r("!", n) + "n") })
	b.sized("signs", sizes, func(n int) string { return in(r("- ", n) + "n") })
	b.sized("conditions in conditions", sizes, func(n int) string { return in(r("n ? ", n) + "n" + r(" : n", n)) })
	b.sized("a long sum", sizes, func(n int) string { return in("n" + r(" + n", n)) })
	b.sized("a long pipe", sizes[1:], func(n int) string { return in("s " + r("| trim ", n)) })
	b.sized("holes of a template", sizes, func(n int) string { return in(`"` + r("${n}", n) + `" + `) })
	b.sized("arguments of a call", sizes[1:], func(n int) string { return in("concat(" + r("s ", n) + ")") })
	for _, x := range []string{"nothing(n)", "abs()", "abs(n, n)", "n +", "n ? n", `"${"`, `"${n"`, "n | ", "n | nothing", "$missing", "substring(s)"} {
		b.text("expression "+x, in(x))
	}
}

// definitions are of no use.
func (b *builder) definitions() {
	b.sized("fields of a definition", []int{20_000}, func(n int) string {
		return "schema {define collection d {" + each(n, func(i int) string { return "f" + num(i) + ": Int " }) + "}}"
	})
	b.sized("nested types", []int{200, 5_000, 50_000}, func(n int) string { return "schema {define collection d " + r("{o: ", n) + "Int" + r("}", n) + "}" })
	b.sized("definitions", []int{50_000, 100_000}, func(n int) string {
		return "schema {" + each(n, func(i int) string { return "define collection d" + num(i) + " {n: Int} " }) + "}"
	})
	b.sized("versions", []int{5_000, 50_000}, func(n int) string {
		return "migrate {" + each(n, func(i int) string { return `"v` + num(i) + `": {drop collection x} ` }) + "}"
	})
	b.sized("a label", []int{2_000, 500_000}, func(n int) string { return `migrate {"` + r("v", n) + `": {alter collection c {add z: Int}}}` })
	b.sized("handler in handler", []int{2, 200, 20_000}, func(n int) string { return r(`define handler "h" {on: "insert c", action: {`, n) + r("}}", n) })
	for _, field := range []string{
		"n: Nothing", "n: [[[[Int]]]]!!", "n: Int = \"x\"", "n: Int @nothing", "n: Vector(0)", "n: Vector(999999999999)", "n: Vector(-1)", "id: Int", "n: Any @unique",
		"n: Int @validate(min: \"x\")", "n: String @validate(minLength: -1)", "n: Int @relation(to: \"nowhere\")", "n: Int n: Int", "n: String @computed(expr: \"(\")",
		"n: String @computed(expr: \"n\")", "n: DateTime @ttl(after: \"never\")", "n: String @ttl(after: \"1d\")", "@@index(fields: [])", "@@index(fields: [\"none\"])", "n: Int!!",
	} {
		b.text("field "+field, "schema {define collection d {"+field+"}}")
	}
}

// documents are deep, large or of the wrong shape.
func (b *builder) documents() {
	insert := `mutation ($d: JSON!) {insertInto(collection: "c", data: $d) {n}}`
	for _, n := range []int{101, 1_000, 100_000, 1_000_000} {
		b.with("a document of depth "+num(n), insert, `{"d": {"o": `+r(`{"a":`, n)+"1"+r("}", n)+"}}")
		b.with("a document of lists of depth "+num(n), insert, `{"d": {"x": `+r("[", n)+r("]", n)+"}}")
		b.with("an open document of depth "+num(n), insert, `{"d": `+r(`{"a":`, n))
	}
	for name, d := range map[string]string{
		"no object": "1", "a list": "[]", "null": "null", "a wrong type": `{"n": "x"}`, "a wrong vector": `{"v": [1]}`, "a vector of texts": `{"v": ["a", "b"]}`,
		"a wrong instant": `{"at": "yesterday"}`, "an integer too large": `{"n": 99999999999999999999}`, "a float too large": `{"x": 1e999}`, "a wrong list": `{"tags": "x"}`,
		"an id that is no text": `{"id": 7}`, "two ids": `{"id": "a", "_sid": "b"}`, "an infinite vector": `{"v": [1e39, 1e999]}`,
	} {
		b.with("a document: "+name, insert, `{"d": `+d+`}`)
	}
	for i, v := range []string{"{", "[]", `"x"`, "1", "{,}", `{"d":}`, `{"d": 01}`, `{"d": 1}}`, `{"d": tru}`, `{'d': 1}`, "\x00", `{"d": "\ud800"}`, `{"d": "` + "\n" + `"}`} {
		b.with("variables that are no object, "+num(i), insert, v)
	}
}

// arguments are out of range.
func (b *builder) arguments() {
	for _, a := range []string{
		"limit: -1", "offset: -1", "first: -1", "last: -1", "limit: 1.5", `limit: "1"`, "first: 1, last: 1", "first: 1, limit: 1", "nothing: 1", "where: 1", "where: []",
		"where: {n: 1}", "where: {n: {nothing: 1}}", "where: {n: {in: 1}}", "where: {tags: {startsWith: \"a\"}}", "where: {and: {}}", "where: {not: []}", "orderBy: 1",
		"orderBy: {n: UP}", "orderBy: [{}]", "orderBy: {field: \"n\", direction: \"UP\"}", `after: "x"`, `after: "AAAAAAAAAAAAAAAAAAAAAAAA"`, `before: "` + r("A", 100_000) + `"`,
		"after: 7", `search: {query: 1}`, `search: {query: "a", fuzzy: 9}`, `search: {query: "a", fields: ["n"]}`, `search: "a"`, `search: {}`, `near: {}`,
		`near: {field: "v", vector: [1], k: 1}`, `near: {field: "v", vector: [1, 2], k: -1}`, `near: {field: "n", vector: [1, 2], k: 1}`, `near: {field: "v", vector: ["a", "b"], k: 1}`,
		`search: {query: "a"}, near: {field: "v", vector: [1, 2], k: 1}`, "limit: 1, limit: 2", "where: {}, filter: {}",
	} {
		b.text("argument "+a[:min(len(a), 60)], "{c("+a+") {n}}")
	}
	for _, call := range []string{
		`insertInto(data: {}) {n}`, `insertInto(collection: "none", data: {}) {n}`, `insertMany(collection: "c", data: {}) {n}`, `update(collection: "c", set: {n: 1}) {n}`,
		`deleteFrom(collection: "c") {n}`, `update(collection: "c", all: true, set: {n: {increment: "x"}}) {n}`, `nothing(collection: "c") {n}`, `update(collection: "c", all: true) {n}`,
		`upsert(collection: "c", data: {n: 1}) {n}`, `insertInto(collection: "", data: {}) {n}`, `export(collection: "c", format: XML)`, `enqueueJob(payload: {})`,
	} {
		b.text("call "+call, "mutation {"+call+"}")
	}
	for _, sel := range []string{
		"n aggregate {count}", "groupBy(field: \"n\") {key nothing}", "groupBy {key}", "groupBy(field: \"at\", interval: \"x\") {key}", "edges {nothing}", "pageInfo {nothing}",
		"aggregate {sum}", "aggregate {nothing(field: \"n\")}", "w: windowFunc(field: \"n\", function: \"nothing\", windowSize: 3)",
		"w: windowFunc(field: \"n\", function: \"avg\", windowSize: -1)", "downsample(time: \"at\", value: \"n\", interval: \"5x\", aggregation: \"avg\") {time}",
		"n {x}", "x: lookup(collection: \"none\", localField: \"n\", foreignField: \"n\") {n}", "x: lookup(collection: \"c\") {n}", "a: n a: s",
	} {
		b.text("selection "+sel, "{c {"+sel+"}}")
	}
}
