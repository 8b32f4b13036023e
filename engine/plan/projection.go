package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/expr"
)

// compiler compiles the selections of one collection's documents.
type compiler struct {
	env  *exec.Env
	coll *catalog.Collection
	path string // of the answer, for @defer

	ranking *ranking // of the documents; nil without search and near

	nested bool             // inside an object of a document
	fields []*catalog.Field // its declared type, nil if there is none
}

// compileProjection compiles the selections of documents.
func compileProjection(env *exec.Env, coll *catalog.Collection, sels []ast.Selection) (*exec.Projection, error) {
	c := compiler{env: env, coll: coll, path: coll.Name}
	return c.projection(sels)
}

// shown compiles a selection set into a list projection, or into set fields if
// it holds any.
func (c *compiler) shown(r *root, f *ast.Field) error {
	sels := f.Selections
	fields, err := Fields(c.env, c.coll, sels)
	if err != nil {
		return err
	}
	var set, plain *ast.Field
	for _, f := range fields {
		switch {
		case f.Name == "__typename" && f.Expr == nil:
		case c.isSet(f):
			set = f
		case plain == nil:
			plain = f
		}
	}
	if set != nil && plain != nil {
		return dberr.At(dberr.InvalidArgument, plain.Pos,
			"\""+plain.Key()+"\" is a field of single documents and does not go with \""+set.Name+"\"")
	}
	if set != nil || plain == nil && (f.View == ast.ViewPage || c.mentionsSet(sels)) {
		r.set, err = c.set(fields)
	} else {
		r.proj, err = c.items(fields)
	}
	return err
}

// mentionsSet reports whether a selection that came out empty names a set field
// that @skip or @include took away: the answer is one object all the same.
func (c *compiler) mentionsSet(sels []ast.Selection) bool {
	for _, s := range sels {
		found := false
		switch s := s.(type) {
		case *ast.Field:
			found = c.isSet(s)
		case *ast.Inline:
			found = c.mentionsSet(s.Selections)
		case *ast.Spread:
			if c.env.Doc != nil && c.env.Doc.Fragments[s.Name] != nil {
				found = c.mentionsSet(c.env.Doc.Fragments[s.Name].Selections)
			}
		}
		if found {
			return true
		}
	}
	return false
}

// isSet reports whether a field is about all rows. A declared field of such a
// name is an ordinary one as long as it is written like one.
func (c *compiler) isSet(f *ast.Field) bool {
	if f.Expr != nil {
		return false
	}
	switch f.Name {
	case "aggregate", "groupBy", "edges", "pageInfo", "totalCount", "downsample":
		d := c.coll.Field(f.Name)
		return d == nil || f.HasArgs || f.HasSet && d.Type.Kind != catalog.Object && d.Type.Kind != catalog.Any && d.Type.Kind != catalog.List
	}
	return false
}

func (c *compiler) projection(sels []ast.Selection) (*exec.Projection, error) {
	fields, err := Fields(c.env, c.coll, sels)
	if err != nil {
		return nil, err
	}
	return c.items(fields)
}

func (c *compiler) items(fields []*ast.Field) (*exec.Projection, error) {
	p := exec.NewProjection(len(fields))
	for _, f := range fields {
		if c.deferred(f) {
			continue
		}
		item, err := c.item(f)
		if err != nil {
			return nil, err
		}
		p.Add(f.Key(), item)
	}
	return p, nil
}

// below is the compiler of the selections inside a set field.
func (c *compiler) below(f *ast.Field) *compiler {
	return &compiler{env: c.env, coll: c.coll, path: c.path + "." + f.Key(), ranking: c.ranking}
}

// deferred reports whether a field is left out by @defer.
func (c *compiler) deferred(f *ast.Field) bool {
	for _, d := range f.Directives {
		if d.Name == "defer" {
			if c.env.Report != nil {
				c.env.Report.Deferred(c.path + "." + f.Key())
			}
			return true
		}
	}
	return false
}

func (c *compiler) item(f *ast.Field) (exec.Item, error) {
	if f.Expr != nil {
		return c.expression(f.Expr)
	}
	d := c.declared(f.Name)
	switch {
	case f.Name == "lookup" && (d == nil || f.HasArgs):
		return c.lookup(f)
	case f.Name == "windowFunc" && (d == nil || f.HasArgs):
		return c.window(f)
	}
	for _, dir := range f.Directives {
		if dir.Name == "useIndex" {
			return nil, dberr.At(dberr.UnknownDirective, dir.Pos, "@useIndex stands on a collection, not on field \""+f.Name+"\"")
		}
	}
	if len(f.Args) > 0 && (c.nested || !c.isSet(f)) {
		a := f.Args[0]
		return nil, dberr.At(dberr.UnknownArgument, a.Pos, "field \""+f.Name+"\" has no argument \""+a.Name+"\"")
	}
	if f.Name == "__typename" {
		return &exec.TextItem{Text: typename(f, c.coll)}, nil
	}
	if !c.nested && c.isSet(f) && (f.HasSet || f.HasArgs) {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "\""+f.Name+"\" is about all documents and does not stand among the fields of one")
	}
	if item := c.ranking.item(f.Name); item != nil && d == nil && !f.HasSet {
		return item, nil
	}
	if f.HasSet {
		return c.object(f, d)
	}
	if err := c.check(f, d); err != nil {
		return nil, err
	}
	if f.Name == "_sid" && !c.nested {
		return &exec.FieldItem{Name: "id"}, nil
	}
	return &exec.FieldItem{Name: f.Name}, nil
}

// declared returns the declaration of a field, nil if there is none.
func (c *compiler) declared(name string) *catalog.Field {
	if c.nested {
		return member(c.fields, name)
	}
	return c.coll.Field(name)
}

// check refuses a field that a strict collection lacks.
func (c *compiler) check(f *ast.Field, d *catalog.Field) error {
	if d == nil && c.coll.Strict && !c.nested && f.Name != "id" && f.Name != "_sid" {
		return unknownField(c.coll, f.Name, f.NamePos)
	}
	return nil
}

// object compiles a field with a selection set: a relation or a nested object.
func (c *compiler) object(f *ast.Field, d *catalog.Field) (exec.Item, error) {
	if err := c.check(f, d); err != nil {
		return nil, err
	}
	if d != nil && d.Relation != nil {
		return c.relation(f, d)
	}
	if !c.nested && (f.Name == "id" || f.Name == "_sid") {
		return nil, scalarSelection(f)
	}
	inner := compiler{env: c.env, coll: c.coll, path: c.path + "." + f.Key(), nested: true}
	if d != nil {
		t := &d.Type
		for t.Kind == catalog.List && t.Elem != nil {
			t = t.Elem
		}
		switch t.Kind {
		case catalog.Any, catalog.List:
		case catalog.Object:
			inner.fields = t.Fields
		default:
			return nil, scalarSelection(f)
		}
	}
	p, err := inner.projection(f.Selections)
	if err != nil {
		return nil, err
	}
	return &exec.NestedItem{Name: f.Name, Proj: p}, nil
}

func scalarSelection(f *ast.Field) error {
	return dberr.At(dberr.TypeMismatch, f.NamePos, "field \""+f.Name+"\" is no object and takes no selection")
}

// expression checks a computed selection.
func (c *compiler) expression(e ast.Expr) (exec.Item, error) {
	if err := expr.Check(e, c.env.Functions); err != nil {
		return nil, err
	}
	var err error
	expr.Walk(e, func(n ast.Expr) bool {
		switch n := n.(type) {
		case *ast.VarRef:
			if !c.env.Vars.Declared(n.Name) {
				err = bind.Undefined(n.Name, n.Pos)
			}
		case *ast.Path:
			if c.coll.Strict && !c.nested && c.declared(n.Parts[0]) == nil && n.Parts[0] != "id" && n.Parts[0] != "_sid" {
				err = unknownField(c.coll, n.Parts[0], n.Pos)
			}
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return &exec.ExprItem{Expr: e}, nil
}
