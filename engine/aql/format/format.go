// Package format prints syntax trees of AQL as text in one canonical form. The
// function to know is [Document].
//
// What it prints parses to the same tree, places aside: printing is the identity
// on its own output. Comments, descriptions and pipes are not in the tree and so
// not in the text; a pipe comes out as the call that it is.
package format

import (
	"sort"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// Document prints a text: operations and fragments in their order, two blanks of
// indentation, one selection a line.
func Document(doc *ast.Document) string {
	parts := make([]part, 0, len(doc.Operations)+len(doc.Fragments))
	for _, op := range doc.Operations {
		parts = append(parts, part{op.Pos, func(p *printer) { p.operation(op) }})
	}
	for _, f := range doc.Fragments {
		parts = append(parts, part{f.Pos, func(p *printer) { p.fragment(f) }})
	}
	sort.SliceStable(parts, func(i, j int) bool { return parts[i].before(parts[j]) })
	p := &printer{}
	for i, part := range parts {
		if i > 0 {
			p.out = append(p.out, '\n')
		}
		part.print(p)
		p.out = append(p.out, '\n')
	}
	return string(p.out)
}

// Expr prints an expression.
func Expr(e ast.Expr) string {
	p := &printer{}
	p.expr(e, 0)
	return string(p.out)
}

// Value prints a value.
func Value(v *ast.Value) string {
	p := &printer{}
	p.value(v)
	return string(p.out)
}

// part is a definition of a text.
type part struct {
	pos   ast.Pos
	print func(*printer)
}

func (a part) before(b part) bool {
	return a.pos.Line < b.pos.Line || a.pos.Line == b.pos.Line && a.pos.Column < b.pos.Column
}

// printer collects the text.
type printer struct {
	out   []byte
	level int
}

// add appends texts.
func (p *printer) add(texts ...string) {
	for _, s := range texts {
		p.out = append(p.out, s...)
	}
}

// line begins a new line.
func (p *printer) line() {
	p.out = append(p.out, '\n')
	for range p.level {
		p.add("  ")
	}
}

// block prints { … } with what body prints on lines of its own.
func (p *printer) block(body func()) {
	p.add("{")
	p.level++
	body()
	p.level--
	p.line()
	p.add("}")
}

// operation prints an operation of any kind.
func (p *printer) operation(op *ast.Operation) {
	switch op.Kind {
	case ast.SchemaOp:
		p.schema(op.Schema)
		return
	case ast.MigrateOp:
		p.migrate(op.Migrate)
		return
	case ast.HandlerOp:
		p.handler(op.Handler)
		return
	}
	if op.Kind != ast.Query || op.Name != "" || len(op.Vars) > 0 || len(op.Directives) > 0 {
		p.add(op.Kind.String())
		if op.Name != "" {
			p.add(" ", op.Name)
		}
		p.variables(op.Vars)
		p.directives(op.Directives)
		p.add(" ")
	}
	p.selections(op.Selections)
}

// variables prints ($a: T = v, …).
func (p *printer) variables(vars []*ast.VarDef) {
	for i, v := range vars {
		p.add(list(i, "("), "$", v.Name, ": ")
		p.variableType(v.Type)
		if v.Default != nil {
			p.add(" = ")
			p.value(v.Default)
		}
	}
	if len(vars) > 0 {
		p.add(")")
	}
}

// variableType prints the type of a variable; one that is no name is quoted.
func (p *printer) variableType(t *ast.TypeRef) {
	if t.Elem != nil {
		p.add("[")
		p.variableType(t.Elem)
		p.add("]")
	} else {
		p.key(t.Name)
	}
	if t.NonNull {
		p.add("!")
	}
}

// list returns what stands before element i of a list.
func list(i int, open string) string {
	if i == 0 {
		return open
	}
	return ", "
}

// fragment prints a fragment definition.
func (p *printer) fragment(f *ast.Fragment) {
	p.add("fragment ", f.Name, " on ", f.On)
	p.directives(f.Directives)
	p.add(" ")
	p.selections(f.Selections)
}

// selections prints a selection set.
func (p *printer) selections(set []ast.Selection) {
	p.block(func() {
		for _, s := range set {
			p.line()
			p.selection(s)
		}
	})
}

// selection prints one selection.
func (p *printer) selection(s ast.Selection) {
	switch s := s.(type) {
	case *ast.Field:
		p.field(s)
	case *ast.Spread:
		p.add("...", s.Name)
		p.directives(s.Directives)
	case *ast.Inline:
		p.add("...")
		if s.On != "" {
			p.add(" on ", s.On)
		}
		p.directives(s.Directives)
		p.add(" ")
		p.selections(s.Selections)
	case *ast.Schema:
		p.schema(s)
	}
}

// field prints a field or a computed selection.
func (p *printer) field(f *ast.Field) {
	if f.Alias != "" {
		p.add(f.Alias, ": ")
	}
	if f.Expr != nil {
		p.computed(f.Expr)
	} else {
		p.add(f.Name)
		p.arguments(f.Args)
	}
	p.directives(f.Directives)
	if len(f.Selections) > 0 {
		p.add(" ")
		p.selections(f.Selections)
	}
}

// computed prints an expression behind an alias; a bare name would be read as
// the aliased field.
func (p *printer) computed(e ast.Expr) {
	if path, ok := e.(*ast.Path); ok && len(path.Parts) == 1 {
		p.add("(", path.Parts[0], ")")
		return
	}
	p.expr(e, 0)
}

// arguments prints (name: value, …).
func (p *printer) arguments(args []*ast.Argument) {
	for i, a := range args {
		p.add(list(i, "("), a.Name, ": ")
		p.value(a.Value)
	}
	if len(args) > 0 {
		p.add(")")
	}
}

// directives prints @name(…) with a blank before each.
func (p *printer) directives(directives []*ast.Directive) {
	for _, d := range directives {
		p.add(" @", d.Name)
		p.arguments(d.Args)
	}
}
