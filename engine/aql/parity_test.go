package aql

import (
	"strings"
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"
	gqlparser "github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// words of a random operation of GraphQL.
type words struct {
	t   *rapid.T
	out []string
}

func (w *words) add(s ...string) { w.out = append(w.out, s...) }

func (w *words) chance(percent int) bool {
	return rapid.IntRange(0, 99).Draw(w.t, "chance") < percent
}

func (w *words) name() string {
	return rapid.SampledFrom([]string{"a", "b", "c", "on", "query", "type", "Int", "E"}).Draw(w.t, "name")
}

func (w *words) operation() {
	w.add("query")
	if w.chance(60) {
		w.add("Q")
	}
	if w.chance(60) {
		w.variables()
	}
	w.directives()
	w.set(3)
}

func (w *words) variables() {
	w.add("(")
	for range rapid.IntRange(1, 3).Draw(w.t, "variables") {
		if w.chance(10) {
			w.add(`"described"`)
		}
		w.add("$", w.name(), ":")
		w.typ(2)
		if w.chance(40) {
			w.add("=")
			w.value(2, false)
		}
		if w.chance(15) {
			w.directives()
		}
	}
	w.add(")")
}

func (w *words) typ(depth int) {
	if depth > 0 && w.chance(30) {
		w.add("[")
		w.typ(depth - 1)
		w.add("]")
	} else {
		w.add(w.name())
	}
	if w.chance(40) {
		w.add("!")
	}
}

func (w *words) value(depth int, vars bool) {
	switch n := rapid.IntRange(0, 9).Draw(w.t, "value"); {
	case n == 0 && vars:
		w.add("$", w.name())
	case n < 3 && depth > 0:
		w.add("[")
		for range rapid.IntRange(0, 2).Draw(w.t, "items") {
			w.value(depth-1, vars)
		}
		w.add("]")
	case n < 6 && depth > 0:
		w.add("{")
		for i := range rapid.IntRange(0, 2).Draw(w.t, "keys") {
			w.add("xyz"[i:i+1], ":")
			w.value(depth-1, vars)
		}
		w.add("}")
	case n < 8:
		w.add("1")
	default:
		w.add(w.name())
	}
}

func (w *words) directives() {
	for range max(0, rapid.IntRange(-4, 2).Draw(w.t, "directives")) {
		w.add("@", "include")
		if w.chance(80) {
			w.add("(", "if", ":", "1", ")")
		}
	}
}

func (w *words) set(depth int) {
	w.add("{")
	for range rapid.IntRange(1, 4).Draw(w.t, "selections") {
		switch n := rapid.IntRange(0, 9).Draw(w.t, "selection"); {
		case n == 0:
			w.add("...", "F")
			w.directives()
		case n == 1 && depth > 0:
			w.add("...")
			if w.chance(60) {
				w.add("on", "T")
			}
			w.directives()
			w.set(depth - 1)
		default:
			w.field(depth)
		}
	}
	w.add("}")
}

func (w *words) field(depth int) {
	w.add(w.name())
	if w.chance(25) {
		w.add(":", w.name())
	}
	if w.chance(20) {
		w.add("(")
		for i := range rapid.IntRange(1, 2).Draw(w.t, "arguments") {
			w.add("xyz"[i:i+1], ":")
			w.value(2, true)
		}
		w.add(")")
	}
	w.directives()
	if depth > 0 && w.chance(35) {
		w.set(depth - 1)
	}
}

// spoil drops, doubles or moves a few words.
func (w *words) spoil() {
	for range rapid.IntRange(0, 3).Draw(w.t, "spoilt") {
		i := rapid.IntRange(0, len(w.out)-1).Draw(w.t, "word")
		j := rapid.IntRange(0, len(w.out)-1).Draw(w.t, "other")
		switch rapid.IntRange(0, 3).Draw(w.t, "how") {
		case 0:
			if len(w.out) > 1 {
				w.out = append(w.out[:i:i], w.out[i+1:]...)
			}
		case 1:
			w.out = append(w.out[:i:i], append([]string{w.out[j]}, w.out[i:]...)...)
		case 2:
			w.out[i], w.out[j] = w.out[j], w.out[i]
		}
	}
}

// TestParityWithGQLParser compares what is left out of the text for gqlparser with
// what gqlparser makes of the whole text: the same is accepted, and the trees are
// the same.
func TestParityWithGQLParser(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := &words{t: t}
		w.operation()
		w.spoil()
		text := strings.Join(w.out, " ") + " fragment F on T { f }"
		want, wrong := gqlparser.ParseQuery(&gql.Source{Input: text})
		p, lexed := newParser(text, Limits{})
		if lexed != nil {
			t.Fatalf("%v\n%s", lexed, text)
		}
		got := &ast.Document{}
		for p.kind() != tEOF && p.err == nil {
			p.definition(got)
		}
		switch {
		case wrong != nil && p.err == nil:
			refused++
			if !extended(got) {
				t.Fatalf("gqlparser says %v\n%s", wrong, text)
			}
		case wrong != nil:
			refused++
		case p.err != nil:
			t.Fatalf("%v\n%s", p.err, text)
		case len(want.Operations) > 0 && !extended(got):
			accepted++
			a, b := outline(got.Operations[0].Vars, got.Operations[0].Selections), gqlOutline(want.Operations[0].VariableDefinitions, want.Operations[0].SelectionSet)
			if a != b {
				t.Fatalf("%s\nwant %s\n got %s", text, b, a)
			}
		}
	})
	if accepted == 0 || refused == 0 {
		t.Errorf("%d texts accepted, %d refused", accepted, refused)
	}
}

// extended reports whether a text has what GraphQL lacks: computed selections, and
// types in quotes.
func extended(doc *ast.Document) bool {
	var any func(sels []ast.Selection) bool
	any = func(sels []ast.Selection) bool {
		for _, s := range sels {
			switch s := s.(type) {
			case *ast.Field:
				if s.Expr != nil || any(s.Selections) {
					return true
				}
			case *ast.Inline:
				if any(s.Selections) {
					return true
				}
			}
		}
		return false
	}
	for _, op := range doc.Operations {
		if op.Kind != ast.Query || any(op.Selections) {
			return true
		}
		for _, v := range op.Vars {
			if strings.Contains(typeText(v.Type), "described") {
				return true
			}
		}
	}
	for _, f := range doc.Fragments {
		if any(f.Selections) {
			return true
		}
	}
	return false
}

func outline(vars []*ast.VarDef, sels []ast.Selection) string {
	var b strings.Builder
	for _, v := range vars {
		b.WriteString("$" + v.Name + ":" + typeText(v.Type))
		if v.Default != nil {
			b.WriteString("=" + valueOutline(v.Default))
		}
	}
	b.WriteString("{")
	for _, s := range sels {
		switch s := s.(type) {
		case *ast.Field:
			b.WriteString(" " + s.Key() + ":" + s.Name)
			for _, a := range s.Args {
				b.WriteString("(" + a.Name + valueOutline(a.Value) + ")")
			}
			b.WriteString(strings.Repeat("@", len(s.Directives)))
			if s.HasSet {
				b.WriteString(outline(nil, s.Selections))
			}
		case *ast.Spread:
			b.WriteString(" ..." + s.Name + strings.Repeat("@", len(s.Directives)))
		case *ast.Inline:
			b.WriteString(" ...on " + s.On + strings.Repeat("@", len(s.Directives)) + outline(nil, s.Selections))
		}
	}
	return b.String() + "}"
}

func gqlOutline(vars gql.VariableDefinitionList, sels gql.SelectionSet) string {
	var b strings.Builder
	for _, v := range vars {
		b.WriteString("$" + v.Variable + ":" + v.Type.String())
		if v.DefaultValue != nil {
			b.WriteString("=" + gqlValueOutline(v.DefaultValue))
		}
	}
	b.WriteString("{")
	for _, s := range sels {
		switch s := s.(type) {
		case *gql.Field:
			b.WriteString(" " + s.Alias + ":" + s.Name)
			for _, a := range s.Arguments {
				b.WriteString("(" + a.Name + gqlValueOutline(a.Value) + ")")
			}
			b.WriteString(strings.Repeat("@", len(s.Directives)))
			if len(s.SelectionSet) > 0 {
				b.WriteString(gqlOutline(nil, s.SelectionSet))
			}
		case *gql.FragmentSpread:
			b.WriteString(" ..." + s.Name + strings.Repeat("@", len(s.Directives)))
		case *gql.InlineFragment:
			b.WriteString(" ...on " + s.TypeCondition + strings.Repeat("@", len(s.Directives)) + gqlOutline(nil, s.SelectionSet))
		}
	}
	return b.String() + "}"
}

func valueOutline(v *ast.Value) string {
	switch v.Kind {
	case ast.Variable:
		return "$" + v.Name
	case ast.List:
		s := "["
		for _, x := range v.Items {
			s += " " + valueOutline(x)
		}
		return s + "]"
	case ast.Object:
		s := "{"
		for _, f := range v.Fields {
			s += " " + f.Key + ":" + valueOutline(f.Value)
		}
		return s + "}"
	case ast.Enum:
		return v.Name
	}
	return string(v.Lit.AppendJSON(nil))
}

func gqlValueOutline(v *gql.Value) string {
	switch v.Kind {
	case gql.Variable:
		return "$" + v.Raw
	case gql.ListValue:
		s := "["
		for _, x := range v.Children {
			s += " " + gqlValueOutline(x.Value)
		}
		return s + "]"
	case gql.ObjectValue:
		s := "{"
		for _, x := range v.Children {
			s += " " + x.Name + ":" + gqlValueOutline(x.Value)
		}
		return s + "}"
	case gql.StringValue:
		return `"` + v.Raw + `"`
	}
	return v.Raw
}

// TestVariablesInWrongPlaces refuses what would be lost if a list of variables was
// left out without a look at its place.
func TestVariablesInWrongPlaces(t *testing.T) {
	for _, text := range []string{
		`query ($a: Int) ($b: Int) { c }`,
		`query Q @live ($a: Int) { c }`,
		`query Q R ($a: Int) { c }`,
		`query () { c }`,
		`query ($a: Int = $b, $b: Int) { c }`,
		`{ c } fragment F ($a: Int) on T { f }`,
		`{ c } fragment F on T ($a: Int) { f }`,
		`query ($a: """T""") { c }`,
		`query ($a) { c }`,
		`query ($a: [Int) { c }`,
	} {
		if _, err := Parse(text, Limits{}); dberr.CodeOf(err) != dberr.Syntax {
			t.Errorf("%s: %v", text, err)
		}
	}
}
