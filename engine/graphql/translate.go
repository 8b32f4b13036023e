package graphql

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Translate returns the document in AQL's terms. What the view does not know
// stays as it is; the given tree is not changed.
//
// Errors: INVALID_ARGUMENT and UNKNOWN_ARGUMENT for the arguments of a field
// that looks up one document, TYPE_MISMATCH for a fragment of another type,
// UNKNOWN_FRAGMENT, FRAGMENT_CYCLE.
// Cost: O(text): each fragment is translated once.
func (v *View) Translate(doc *ast.Document) (*ast.Document, error) {
	out := &ast.Document{Fragments: doc.Fragments, Calls: doc.Calls}
	for _, op := range doc.Operations {
		root := v.byName[rootOf(op.Kind)]
		if root == nil {
			out.Operations = append(out.Operations, op)
			continue
		}
		t := translator{view: v, doc: doc, op: op, done: map[string][]ast.Selection{}}
		n := *op
		n.Vars = t.variables(op.Vars)
		var err error
		if n.Selections, err = t.selections(op.Selections, root); err != nil {
			return nil, err
		}
		out.Operations = append(out.Operations, &n)
	}
	return out, nil
}

func rootOf(k ast.OperationKind) string {
	switch k {
	case ast.Query:
		return "Query"
	case ast.Mutation:
		return "Mutation"
	case ast.Subscription:
		return "Subscription"
	}
	return ""
}

// translator translates one operation.
type translator struct {
	view *View
	doc  *ast.Document
	op   *ast.Operation
	done map[string][]ast.Selection // of fragments
	open []string                   // fragments that are being translated
}

// variables gives variables of the view's types the types of AQL.
func (t *translator) variables(defs []*ast.VarDef) []*ast.VarDef {
	out := make([]*ast.VarDef, len(defs))
	for i, d := range defs {
		n := *d
		n.Type = t.typeRef(d.Type)
		out[i] = &n
	}
	return out
}

func (t *translator) typeRef(r *ast.TypeRef) *ast.TypeRef {
	if r == nil {
		return nil
	}
	n := *r
	n.Elem = t.typeRef(r.Elem)
	if def := t.view.byName[r.Name]; def != nil && def.native != "" {
		n.Name = def.native
	}
	return &n
}

// selections translates what is selected of a type; nil is a type that the view
// does not know.
func (t *translator) selections(sels []ast.Selection, on *typeDef) ([]ast.Selection, error) {
	if on == nil {
		return sels, nil
	}
	out := make([]ast.Selection, len(sels))
	for i, s := range sels {
		var err error
		switch s := s.(type) {
		case *ast.Field:
			out[i], err = t.field(s, on)
		case *ast.Spread:
			out[i], err = t.spread(s, on)
		case *ast.Inline:
			out[i], err = t.inline(s, on)
		default:
			out[i] = s
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// spread puts a fragment of the type in its place.
func (t *translator) spread(s *ast.Spread, on *typeDef) (ast.Selection, error) {
	f := t.doc.Fragments[s.Name]
	if f == nil {
		return nil, dberr.At(dberr.UnknownFragment, s.Pos, `no fragment "`+s.Name+`" is defined`)
	}
	for _, name := range t.open {
		if name == s.Name {
			return nil, dberr.At(dberr.FragmentCycle, s.Pos, `fragment "`+s.Name+`" includes itself`)
		}
	}
	if err := t.condition(f.On, f.OnPos, on); err != nil {
		return nil, err
	}
	sels, ok := t.done[s.Name]
	if !ok {
		t.open = append(t.open, s.Name)
		var err error
		if sels, err = t.selections(f.Selections, on); err != nil {
			return nil, err
		}
		t.open = t.open[:len(t.open)-1]
		t.done[s.Name] = sels
	}
	return &ast.Inline{Directives: s.Directives, Selections: sels, Pos: s.Pos}, nil
}

func (t *translator) inline(s *ast.Inline, on *typeDef) (ast.Selection, error) {
	if s.On != "" {
		if err := t.condition(s.On, s.Pos, on); err != nil {
			return nil, err
		}
	}
	sels, err := t.selections(s.Selections, on)
	return &ast.Inline{Directives: s.Directives, Selections: sels, Pos: s.Pos}, err
}

// condition checks a type condition: the view has no interfaces and no unions,
// so it must be the type itself. A collection's name stands for its type.
func (t *translator) condition(name string, pos ast.Pos, on *typeDef) error {
	if name == on.name || on.coll != nil && name == on.coll.Name {
		return nil
	}
	return dberr.At(dberr.TypeMismatch, pos, `a fragment on "`+name+`" cannot stand in a selection of "`+on.name+`"`)
}

func (t *translator) field(f *ast.Field, on *typeDef) (ast.Selection, error) {
	if f.Expr != nil {
		return f, nil
	}
	n := *f
	if f.Name == "__typename" {
		n.Type = on.name
		return &n, nil
	}
	if on.name == "Query" && (f.Name == "__schema" || f.Name == "__type") {
		return t.meta(&n)
	}
	def := on.field(f.Name)
	if def == nil {
		return f, nil
	}
	n.Alias = f.Key()
	var err error
	if n.Selections, err = t.selections(f.Selections, t.view.byName[base(def.typ)]); err != nil {
		return nil, err
	}
	n.Args = t.arguments(f.Args, def)
	return &n, t.rewrite(&n, def)
}

// meta translates a selection of introspection. AQL's own __schema, which has
// collections, stays as it is.
func (t *translator) meta(f *ast.Field) (ast.Selection, error) {
	typ := "__Type"
	if f.Name == "__schema" {
		typ = "__Schema"
		for _, s := range f.Selections {
			if sub, ok := s.(*ast.Field); ok && sub.Name == "collections" {
				return f, nil
			}
		}
	}
	f.View = ast.ViewMeta
	var err error
	f.Selections, err = t.selections(f.Selections, t.view.byName[typ])
	return f, err
}

// arguments translates the values of arguments.
func (t *translator) arguments(args []*ast.Argument, def *fieldDef) []*ast.Argument {
	out := make([]*ast.Argument, len(args))
	for i, a := range args {
		n := *a
		for _, d := range def.args {
			if d.name == a.Name {
				n.Value = t.value(a.Value, d.typ)
				n.Optional = true
			}
		}
		out[i] = &n
	}
	return out
}

// value applies GraphQL's coercion of input: one value stands for a list of
// one.
func (t *translator) value(v *ast.Value, typ string) *ast.Value {
	for typ[len(typ)-1] == '!' {
		typ = typ[:len(typ)-1]
	}
	if typ[0] == '[' {
		return t.listOf(v, typ[1:len(typ)-1])
	}
	def := t.view.byName[typ]
	if v.Kind != ast.Object || def == nil || def.kind != input {
		return v
	}
	n := *v
	n.Fields = make([]*ast.ObjectField, len(v.Fields))
	for i, m := range v.Fields {
		c := *m
		if d := def.field(m.Key); d != nil {
			c.Value = t.value(m.Value, d.typ)
		}
		n.Fields[i] = &c
	}
	return &n
}

func (t *translator) listOf(v *ast.Value, elem string) *ast.Value {
	switch {
	case v.Kind == ast.Literal && v.Lit.IsNull():
		return v
	case v.Kind == ast.Variable:
		for _, d := range t.op.Vars {
			if d.Name == v.Name && d.Type != nil && d.Type.Elem != nil {
				return v
			}
		}
	case v.Kind == ast.List:
		n := *v
		n.Items = make([]*ast.Value, len(v.Items))
		for i, x := range v.Items {
			n.Items[i] = t.value(x, elem)
		}
		return &n
	}
	return &ast.Value{Kind: ast.List, Items: []*ast.Value{t.value(v, elem)}, Pos: v.Pos}
}

// rewrite makes the field one of AQL.
func (t *translator) rewrite(f *ast.Field, def *fieldDef) error {
	switch def.role {
	case related:
		f.Name = def.from
	case referrers:
		f.Name, f.HasArgs = "lookup", true
		f.Args = append(f.Args, textArg(f, "collection", def.coll.Name), textArg(f, "localField", "id"), textArg(f, "foreignField", def.from))
	case list:
		f.Name = def.coll.Name
	case connection:
		f.Name, f.View = def.coll.Name, ast.ViewPage
	case one:
		return t.one(f, def)
	case insert:
		return t.call(f, def, "insertMany")
	case update:
		return t.call(f, def, "update")
	case upsert:
		return t.call(f, def, "upsert")
	case remove:
		return t.call(f, def, "deleteFrom")
	case nothing:
		f.View = ast.ViewMeta
	case changes:
		f.Name, f.View = def.coll.Name, ast.ViewChange
	}
	return nil
}

// one makes user(id: 1) users(where: {id: {eq: 1}}, limit: 1), of which the
// answer shows the only document.
func (t *translator) one(f *ast.Field, def *fieldDef) error {
	id := ast.Arg(f.Args, "id")
	for _, a := range f.Args {
		if a != id {
			return dberr.At(dberr.UnknownArgument, a.Pos, `"`+def.name+`" has no argument "`+a.Name+`"`)
		}
	}
	if id == nil {
		return dberr.At(dberr.InvalidArgument, f.NamePos, `"`+def.name+`" needs the argument "id"`)
	}
	f.Name, f.View = def.coll.Name, ast.ViewOne
	object := func(key string, v *ast.Value) *ast.Value {
		return &ast.Value{Kind: ast.Object, Pos: id.Value.Pos, Fields: []*ast.ObjectField{{Key: key, Value: v, Pos: id.Pos}}}
	}
	f.Args = []*ast.Argument{
		{Name: "where", Pos: id.Pos, Value: object("id", object("eq", id.Value))},
		{Name: "limit", Pos: id.Pos, Value: &ast.Value{Kind: ast.Literal, Lit: value.IntValue(1), Pos: id.Pos}},
	}
	return nil
}

func (t *translator) call(f *ast.Field, def *fieldDef, name string) error {
	for _, a := range f.Args {
		if a.Name == "collection" {
			return dberr.At(dberr.UnknownArgument, a.Pos, `"`+def.name+`" has no argument "collection"`)
		}
	}
	f.Name, f.HasArgs = name, true
	f.Args = append(f.Args, textArg(f, "collection", def.coll.Name))
	return nil
}

// textArg is an argument that nobody wrote; its place is that of the field.
func textArg(f *ast.Field, name, text string) *ast.Argument {
	return &ast.Argument{Name: name, Pos: f.NamePos, Value: &ast.Value{Kind: ast.Literal, Lit: value.StringValue(text), Pos: f.NamePos}}
}
