package graphql

import "strings"

// SDL returns the schema in GraphQL's schema definition language. Types that
// nothing refers to are left out. Cost: O(types).
func (v *View) SDL() []byte {
	var p printer
	for i, t := range v.visible() {
		if i > 0 {
			p.line("")
		}
		p.typeDef(t)
	}
	return p.out
}

// visible returns the types of the schema: the roots and what can be reached
// from them, without what GraphQL itself brings.
func (v *View) visible() []*typeDef {
	seen := map[string]bool{}
	for _, name := range []string{"Query", "Mutation", "Subscription"} {
		v.reach(name, seen)
	}
	var out []*typeDef
	for _, t := range v.types {
		if seen[t.name] && !t.hidden {
			out = append(out, t)
		}
	}
	return out
}

func (v *View) reach(name string, seen map[string]bool) {
	t := v.byName[name]
	if t == nil || seen[name] {
		return
	}
	seen[name] = true
	for _, f := range t.fields {
		v.reach(base(f.typ), seen)
		for _, a := range f.args {
			v.reach(base(a.typ), seen)
		}
	}
}

// printer writes definitions.
type printer struct{ out []byte }

func (p *printer) line(s string) { p.out = append(append(p.out, s...), '\n') }

// doc writes a description as a block string.
func (p *printer) doc(indent, s string) {
	if s == "" {
		return
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r", " "), `"""`, `\"""`)
	if strings.HasSuffix(s, `"`) || strings.HasSuffix(s, `\`) {
		s += " "
	}
	p.line(indent + `"""` + strings.ReplaceAll(s, "\n", "\n"+indent) + `"""`)
}

func (p *printer) typeDef(t *typeDef) {
	p.doc("", t.doc)
	switch t.kind {
	case scalar:
		p.line("scalar " + t.name)
		return
	case enum:
		p.line("enum " + t.name + " {")
		for _, s := range t.values {
			p.line("  " + s)
		}
	case input:
		p.line("input " + t.name + " {")
	default:
		p.line("type " + t.name + " {")
	}
	for _, f := range t.fields {
		p.doc("  ", f.doc)
		p.line("  " + f.name + arguments(f.args) + ": " + f.typ)
	}
	p.line("}")
}

// arguments writes (name: Type, …) without descriptions, which introspection
// tells.
func arguments(args []*fieldDef) string {
	if len(args) == 0 {
		return ""
	}
	s := "("
	for i, a := range args {
		if i > 0 {
			s += ", "
		}
		s += a.name + ": " + a.typ
	}
	return s + ")"
}
