package aql

import (
	"sort"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// dumper writes a tree as indented lines with positions.
type dumper struct {
	b     strings.Builder
	level int
}

func dumpDocument(doc *ast.Document) string {
	d := &dumper{}
	for _, op := range doc.Operations {
		d.operation(op)
	}
	names := make([]string, 0, len(doc.Fragments))
	for name := range doc.Fragments {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f := doc.Fragments[name]
		d.line(f.Pos, "fragment "+f.Name+" on "+f.On+"@"+where(f.OnPos)+directives(f.Directives))
		d.selections(f.Selections)
	}
	return d.b.String()
}

func where(p ast.Pos) string { return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column) }

func (d *dumper) line(p ast.Pos, s string) {
	d.b.WriteString(strings.Repeat("  ", d.level) + where(p) + " " + s + "\n")
}

func (d *dumper) in(f func()) {
	d.level++
	f()
	d.level--
}

func (d *dumper) operation(op *ast.Operation) {
	s := op.Kind.String()
	if op.Name != "" {
		s += " " + op.Name
	}
	d.line(op.Pos, s+directives(op.Directives))
	d.in(func() {
		for _, v := range op.Vars {
			s := "$" + v.Name + ": " + typeText(v.Type)
			if v.Default != nil {
				s += " = " + valueText(v.Default)
			}
			d.line(v.Pos, s)
		}
		switch {
		case op.Schema != nil:
			d.statements(op.Schema.Statements)
		case op.Migrate != nil:
			for _, v := range op.Migrate.Versions {
				d.line(v.Pos, "version "+strconv.Quote(v.Label))
				d.in(func() { d.statements(v.Statements) })
			}
		case op.Handler != nil:
			d.handler(op.Handler)
		}
	})
	d.selections(op.Selections)
}

func (d *dumper) handler(h *ast.Handler) {
	if h.Drop {
		d.line(h.NamePos, "drop "+strconv.Quote(h.Name))
		return
	}
	d.line(h.NamePos, "define "+strconv.Quote(h.Name))
	d.line(h.OnPos, "on "+strconv.Quote(h.On))
	d.line(h.Pos, "source "+strconv.Quote(h.Source))
	d.selections(h.Actions)
}

func (d *dumper) selections(list []ast.Selection) {
	d.in(func() {
		for _, s := range list {
			switch s := s.(type) {
			case *ast.Field:
				d.field(s)
			case *ast.Spread:
				d.line(s.Pos, "..."+s.Name+directives(s.Directives))
			case *ast.Inline:
				d.line(s.Pos, "... on "+s.On+directives(s.Directives))
				d.selections(s.Selections)
			case *ast.Schema:
				d.line(s.Pos, "schema")
				d.in(func() { d.statements(s.Statements) })
			}
		}
	})
}

func (d *dumper) field(f *ast.Field) {
	s := f.Name + "@" + where(f.NamePos)
	if f.Expr != nil {
		s = dumpExpr(f.Expr)
	}
	if f.Alias != "" {
		s = f.Alias + ": " + s
	}
	d.line(f.Pos, s+arguments(f.Args)+directives(f.Directives))
	d.selections(f.Selections)
}

func (d *dumper) statements(list []ast.Statement) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.Define:
			d.line(s.Pos, "define "+s.Collection+"@"+where(s.NamePos)+when(s.IfNotExists, " if not exists")+when(s.Strict, " strict"))
			d.in(func() {
				for _, f := range s.Fields {
					d.line(f.Pos, fieldText(f))
				}
				for _, i := range s.Indexes {
					d.line(i.Pos, "index "+indexText(i))
				}
			})
		case *ast.Alter:
			d.line(s.Pos, "alter "+s.Collection+"@"+where(s.NamePos))
			d.in(func() {
				for _, a := range s.Actions {
					d.action(a)
				}
			})
		case *ast.Drop:
			d.line(s.Pos, "drop "+s.Collection+"@"+where(s.NamePos)+when(s.IfExists, " if exists"))
		case *ast.CreateIndex:
			d.line(s.Pos, "create index on "+s.Collection+"@"+where(s.NamePos)+" "+indexText(s.Index)+when(s.IfNotExists, " if not exists"))
		case *ast.DropIndex:
			d.line(s.Pos, "drop index on "+s.Collection+"@"+where(s.NamePos)+" "+indexText(&ast.IndexDef{Name: s.Name, Parts: s.Parts})+when(s.IfExists, " if exists"))
		case *ast.DataStep:
			d.line(s.Pos, "data in "+s.Collection+"@"+where(s.NamePos))
			d.in(func() {
				for _, x := range s.Sets {
					text := "set " + x.Path + " = " + dumpExpr(x.Expr)
					if x.Where != nil {
						text += " where " + valueText(x.Where)
					}
					d.line(x.Pos, text)
				}
			})
		}
	}
}

func (d *dumper) action(a ast.AlterAction) {
	switch a.Kind {
	case ast.AlterAdd:
		d.line(a.Pos, "add "+fieldText(a.Field))
	case ast.AlterModify:
		d.line(a.Pos, "modify "+fieldText(a.Field))
	case ast.AlterRename:
		d.line(a.Pos, "rename "+a.Name+" to "+a.To)
	case ast.AlterDrop:
		d.line(a.Pos, "drop "+a.Name)
	}
}

func when(on bool, s string) string {
	if on {
		return s
	}
	return ""
}

func indexText(i *ast.IndexDef) string {
	s := i.Name + "("
	for n, p := range i.Parts {
		s += when(n > 0, " ") + p.Path + when(p.Desc, " DESC") + "@" + where(p.Pos)
	}
	return s + ")" + when(i.Unique, " unique")
}

func fieldText(f *ast.FieldDef) string {
	s := f.Name + ": " + typeText(f.Type)
	if f.Default != nil {
		s += " = " + valueText(f.Default)
	}
	return s + directives(f.Directives)
}

func typeText(t *ast.TypeRef) string {
	s := t.Name
	switch {
	case t.Elem != nil:
		s = "[" + typeText(t.Elem) + "]"
	case t.Fields != nil:
		s = "{"
		for _, f := range t.Fields {
			s += " " + fieldText(f)
		}
		s += " }"
	case t.Size > 0:
		s += "(" + strconv.Itoa(t.Size) + ")"
	}
	return s + when(t.NonNull, "!")
}

func directives(list []*ast.Directive) string {
	s := ""
	for _, d := range list {
		s += " @" + d.Name + "@" + where(d.Pos) + arguments(d.Args)
	}
	return s
}

func arguments(list []*ast.Argument) string {
	if len(list) == 0 {
		return ""
	}
	s := "("
	for i, a := range list {
		s += when(i > 0, ", ") + a.Name + "@" + where(a.Pos) + ": " + valueText(a.Value)
	}
	return s + ")"
}

func valueText(v *ast.Value) string {
	switch v.Kind {
	case ast.Literal:
		return string(v.Lit.AppendJSON(nil))
	case ast.Enum:
		return v.Name
	case ast.Variable:
		return "$" + v.Name
	case ast.List:
		s := "["
		for i, x := range v.Items {
			s += when(i > 0, ", ") + valueText(x)
		}
		return s + "]"
	}
	s := "{"
	for i, f := range v.Fields {
		s += when(i > 0, ", ") + strconv.Quote(f.Key) + "@" + where(f.Pos) + ": " + valueText(f.Value)
	}
	return s + "}"
}

func dumpExpr(e ast.Expr) string {
	at := "@" + where(e.Position())
	switch e := e.(type) {
	case *ast.Lit:
		return string(e.Value.AppendJSON(nil)) + at
	case *ast.Path:
		return strings.Join(e.Parts, ".") + at
	case *ast.VarRef:
		return "$" + e.Name + at
	case *ast.Template:
		s := "(template"
		for _, p := range e.Parts {
			s += " " + dumpExpr(p)
		}
		return s + ")"
	case *ast.Unary:
		return "(" + e.Op + at + " " + dumpExpr(e.X) + ")"
	case *ast.Binary:
		return "(" + e.Op + at + " " + dumpExpr(e.X) + " " + dumpExpr(e.Y) + ")"
	case *ast.Cond:
		return "(?" + at + " " + dumpExpr(e.If) + " " + dumpExpr(e.Then) + " " + dumpExpr(e.Else) + ")"
	case *ast.Call:
		s := "(" + e.Name + at
		for _, a := range e.Args {
			s += " " + dumpExpr(a)
		}
		return s + ")"
	}
	return "?"
}
