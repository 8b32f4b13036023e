package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/graphql"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/value"
)

// parse returns a text's tree, in AQL's terms if the text may be about the
// GraphQL view of a catalog.
//
// Errors: those of aql.Parse and graphql.View.Translate.
func (db *DB) parse(text string, cat *catalog.Catalog) (*parsed, error) {
	p, err := db.cache.get(text, db.opts.Limits.Text)
	if err != nil || !db.opts.GraphQL {
		return p, err
	}
	v := db.viewOf(cat)
	if t := p.inView.Load(); t != nil && t.view == v {
		return t, nil
	}
	doc, err := v.Translate(p.doc)
	if err != nil {
		return nil, err
	}
	t := &parsed{text: text, doc: doc, memo: exec.NewMemo(doc), view: v}
	p.inView.Store(t)
	return t, nil
}

// viewOf returns the GraphQL view of a catalog. The newest one is kept.
func (db *DB) viewOf(cat *catalog.Catalog) *graphql.View {
	if v := db.graphql.Load(); v != nil && v.Of() == cat {
		return v
	}
	v := graphql.New(cat)
	if cat == db.Catalog() {
		db.graphql.Store(v)
	}
	return v
}

// describe answers GraphQL's __schema and __type.
func (f *frame) describe(dst []byte, field *ast.Field) ([]byte, error) {
	if field.Name != "__schema" && field.Name != "__type" {
		return append(dst, "null"...), nil
	}
	name := ""
	for _, a := range field.Args {
		if field.Name != "__type" || a.Name != "name" {
			return dst, dberr.At(dberr.UnknownArgument, a.Pos, quote(field.Name)+" has no argument "+quote(a.Name))
		}
		n, err := f.env.Vars.Bind(a.Value, nil)
		if err != nil {
			return dst, err
		}
		if v := n.Value(); v.Kind() == value.String {
			name = v.Str()
		} else {
			return dst, dberr.At(dberr.TypeMismatch, a.Value.Pos, `"name" must be a String`)
		}
	}
	if field.Name == "__type" && len(field.Args) == 0 {
		return dst, dberr.At(dberr.InvalidArgument, field.NamePos, `"__type" needs the argument "name"`)
	}
	return f.parsed.view.Introspect(dst, field, name, func(s []ast.Selection) ([]ast.Selection, error) {
		return plan.Calls(f.env, s)
	})
}

// one answers the only document of a list, or null.
func (f *frame) one(ctx context.Context, dst []byte, field *ast.Field) ([]byte, error) {
	from := len(dst)
	dst, err := plan.Root(ctx, f.env, dst, field)
	if err != nil {
		return dst, err
	}
	if len(dst) == from+len("[]") {
		return append(dst[:from], "null"...), nil
	}
	copy(dst[from:], dst[from+1:len(dst)-1])
	return dst[:len(dst)-2], nil
}
