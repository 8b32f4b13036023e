package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
)

const shellHelp = `A statement may span lines; it runs when its braces balance.
  \collections      the collections with their sizes
  \schema [name]    definitions as AQL
  \explain text     the plan of a query, without running it
  \timing           show the time of each statement, or stop showing it
  \help             this list
  \q                leave
`

const schemaQuery = `{ __schema { collections { name fields { name type required unique indexed } indexes { name fields unique kind } count } } }`

// command runs a line that begins with a backslash.
func (s *shell) command(line string) (ok, quit bool) {
	name, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch name {
	case `\q`, `\quit`, `\exit`:
		return true, true
	case `\help`, `\h`, `\?`:
		fmt.Fprint(s.out, shellHelp)
	case `\timing`:
		s.timing = !s.timing
		fmt.Fprintf(s.out, "timing is %s\n", map[bool]string{true: "on", false: "off"}[s.timing])
	case `\collections`:
		return s.collections(), false
	case `\schema`:
		return s.schema(rest), false
	case `\explain`:
		return s.explain(rest), false
	default:
		fmt.Fprintf(s.err, "unknown command %s; \\help lists them\n", name)
		return false, false
	}
	return true, false
}

// definitions asks for all collections.
func (s *shell) definitions() ([]value.Value, bool) {
	r := s.db.Do(s.ctx, engine.Request{Text: schemaQuery})
	v, err := value.ParseJSON(r.JSON(), value.Limits{Depth: value.MaxDepth})
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		problemOf(err).print(s.err, "")
		return nil, false
	}
	list, _ := v.Path([]string{"data", "__schema", "collections"})
	return list.Items(), true
}

func (s *shell) collections() bool {
	defs, ok := s.definitions()
	if !ok {
		return false
	}
	rows := make([]value.Value, len(defs))
	for i, d := range defs {
		rows[i] = value.ObjectValue([]value.Field{
			{Name: "collection", Value: member(d, "name")},
			{Name: "documents", Value: member(d, "count")},
			{Name: "fields", Value: value.IntValue(int64(len(member(d, "fields").Items())))},
			{Name: "indexes", Value: value.IntValue(int64(len(member(d, "indexes").Items())))},
		})
	}
	t := newTable(s.out, s.cells)
	t.list(rows)
	return t.out.Flush() == nil
}

func member(v value.Value, name string) value.Value {
	m, _ := v.Get(name)
	return m
}

// schema prints definitions in the form in which they are written.
func (s *shell) schema(name string) bool {
	defs, ok := s.definitions()
	if !ok {
		return false
	}
	found := name == ""
	for _, d := range defs {
		if name == "" || member(d, "name").Str() == name {
			fmt.Fprint(s.out, definition(d))
			found = true
		}
	}
	if !found {
		fmt.Fprintf(s.err, "no collection %q\n", name)
	}
	return found
}

func definition(d value.Value) string {
	var b strings.Builder
	fmt.Fprintf(&b, "collection %s {\n", visible(member(d, "name").Str()))
	for _, f := range member(d, "fields").Items() {
		fmt.Fprintf(&b, "  %s: %s", visible(member(f, "name").Str()), strings.TrimSuffix(member(f, "type").Str(), "!"))
		for _, mark := range []struct{ key, text string }{{"required", "!"}, {"unique", " @unique"}, {"indexed", " @indexed"}} {
			if member(f, mark.key).Bool() {
				b.WriteString(mark.text)
			}
		}
		b.WriteByte('\n')
	}
	for _, x := range member(d, "indexes").Items() {
		fmt.Fprintf(&b, "  @@index(name: %q, fields: %s, unique: %t)\n", member(x, "name").Str(), member(x, "fields").AppendJSON(nil), member(x, "unique").Bool())
	}
	b.WriteString("}\n")
	return b.String()
}

// explain prints the plan of a query.
func (s *shell) explain(text string) bool {
	if text == "" {
		fmt.Fprintln(s.err, `usage: \explain { goods(where: {…}) { … } }`)
		return false
	}
	plan, err := s.db.Explain(s.ctx, engine.Request{Text: text})
	if err != nil {
		problemOf(err).print(s.err, text)
		return false
	}
	v, err := value.ParseJSON(plan, value.Limits{Depth: value.MaxDepth})
	if err != nil {
		problemOf(err).print(s.err, text)
		return false
	}
	printPlan(s.out, v, "")
	return true
}

// completions offers commands and collection names for the last word of a line.
func (s *shell) completions(line string) []string {
	start := strings.LastIndexAny(line, " \t({,:") + 1
	word := line[start:]
	candidates := strings.Fields(`\collections \schema \explain \timing \help \q query mutation subscription schema define collection where orderBy limit offset insertInto insertMany update upsert deleteFrom`)
	r := s.db.Do(context.WithoutCancel(s.ctx), engine.Request{Text: "{ __schema { collections { name } } }"})
	if v, err := value.ParseJSON(r.JSON(), value.Limits{Depth: value.MaxDepth}); err == nil {
		list, _ := v.Path([]string{"data", "__schema", "collections"})
		for _, c := range list.Items() {
			candidates = append(candidates, member(c, "name").Str())
		}
	}
	var out []string
	for _, c := range candidates {
		if word != "" && strings.HasPrefix(c, word) {
			out = append(out, line[:start]+c)
		}
	}
	return out
}
