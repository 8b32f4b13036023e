package format

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
)

// schema prints schema { … }.
func (p *printer) schema(s *ast.Schema) {
	p.add("schema ")
	p.statements(s.Statements)
}

// statements prints definitions in braces.
func (p *printer) statements(statements []ast.Statement) {
	p.block(func() {
		for _, s := range statements {
			p.line()
			p.statement(s)
		}
	})
}

// statement prints one definition.
func (p *printer) statement(s ast.Statement) {
	switch s := s.(type) {
	case *ast.Define:
		p.define(s)
	case *ast.Alter:
		p.alter(s)
	case *ast.Drop:
		p.add("drop collection ", s.Collection, when(s.IfExists, " if exists"))
	case *ast.CreateIndex:
		p.add("create ", when(s.Index.Unique, "unique "), "index ")
		if s.Index.Name != "" {
			p.key(s.Index.Name)
			p.add(" ")
		}
		p.add(when(s.IfNotExists, "if not exists "), "on ", s.Collection, " ")
		p.parts(s.Index.Parts)
	case *ast.DropIndex:
		p.add("drop index ")
		if s.Name != "" {
			p.key(s.Name)
			p.add(" ")
		}
		p.add("on ", s.Collection)
		if len(s.Parts) > 0 {
			p.add(" ")
			p.parts(s.Parts)
		}
		p.add(when(s.IfExists, " if exists"))
	case *ast.DataStep:
		p.dataStep(s)
	}
}

func when(on bool, s string) string {
	if on {
		return s
	}
	return ""
}

// define prints a collection.
func (p *printer) define(d *ast.Define) {
	p.add("define collection ", d.Collection, when(d.IfNotExists, " if not exists"), " ")
	p.block(func() {
		for _, f := range d.Fields {
			p.line()
			p.fieldDef(f)
		}
		for _, i := range d.Indexes {
			p.line()
			p.blockIndex(i)
		}
		if d.Strict {
			p.line()
			p.add("@@strict")
		}
	})
}

// blockIndex prints @@index(…).
func (p *printer) blockIndex(i *ast.IndexDef) {
	p.add("@@index(fields: [")
	for n, part := range i.Parts {
		p.add(list(n, ""))
		if part.Desc {
			p.add("{")
			p.key(part.Path)
			p.add(": DESC}")
		} else {
			p.text(part.Path)
		}
	}
	p.add("]", when(i.Unique, ", unique: true"))
	if i.Name != "" {
		p.add(", name: ")
		p.text(i.Name)
	}
	p.add(")")
}

// parts prints (a, b DESC).
func (p *printer) parts(parts []ast.IndexPart) {
	for i, part := range parts {
		p.add(list(i, "("))
		p.key(part.Path)
		p.add(when(part.Desc, " DESC"))
	}
	p.add(")")
}

// fieldDef prints name: Type = default @directive.
func (p *printer) fieldDef(f *ast.FieldDef) {
	p.add(f.Name, ": ")
	p.fieldType(f.Type)
	if f.Default != nil {
		p.add(" = ")
		p.value(f.Default)
	}
	p.directives(f.Directives)
}

// fieldType prints a type of a definition.
func (p *printer) fieldType(t *ast.TypeRef) {
	switch {
	case t.Elem != nil:
		p.add("[")
		p.fieldType(t.Elem)
		p.add("]")
	case len(t.Fields) > 0:
		p.block(func() {
			for _, f := range t.Fields {
				p.line()
				p.fieldDef(f)
			}
		})
	case t.Size > 0:
		p.add(t.Name, "(", strconv.Itoa(t.Size), ")")
	default:
		p.add(t.Name)
	}
	p.add(when(t.NonNull, "!"))
}

// alter prints the changes of a collection.
func (p *printer) alter(a *ast.Alter) {
	p.add("alter collection ", a.Collection, " ")
	p.block(func() {
		for _, x := range a.Actions {
			p.line()
			switch x.Kind {
			case ast.AlterAdd:
				p.add("add ")
				p.fieldDef(x.Field)
			case ast.AlterModify:
				p.add("modify ")
				p.fieldDef(x.Field)
			case ast.AlterRename:
				p.add("rename ", x.Name, " to ", x.To)
			case ast.AlterDrop:
				p.add("drop ", x.Name)
			}
		}
	})
}

// migrate prints migrate { … }; labels are quoted.
func (p *printer) migrate(m *ast.Migrate) {
	p.add("migrate ")
	p.block(func() {
		for _, v := range m.Versions {
			p.line()
			p.text(v.Label)
			p.add(": ")
			p.statements(v.Statements)
		}
	})
}

// dataStep prints migrate data in c { … }.
func (p *printer) dataStep(d *ast.DataStep) {
	p.add("migrate data in ", d.Collection, " ")
	p.block(func() {
		for _, s := range d.Sets {
			p.line()
			p.add("set ")
			p.key(s.Path)
			p.add(" = ")
			p.expr(s.Expr, weakest)
			if s.Where != nil {
				p.add(" where ")
				p.value(s.Where)
			}
		}
	})
}

// handler prints define handler or drop handler.
func (p *printer) handler(h *ast.Handler) {
	if h.Drop {
		p.add("drop handler ")
		p.text(h.Name)
		return
	}
	p.add("define handler ")
	p.text(h.Name)
	p.add(" ")
	p.block(func() {
		p.line()
		p.add("on: ")
		p.text(h.On)
		p.line()
		p.add("action: ")
		p.selections(h.Actions)
	})
}
