package plan

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// root is a compiled root field or lookup: a source, and what is shown of it.
type root struct {
	*source
	key  string
	proj *exec.Projection // a list of objects, or
	set  *setPlan         // one object with set fields

	filled *filled // where its memory is from; nil if it is the same for all requests
}

// compileRoot compiles a root field of a query.
func compileRoot(env *exec.Env, f *ast.Field) (*root, error) {
	if x, ok := env.Memo.Load(f, exec.CompiledRoot, env.Catalog); ok {
		switch x := x.(type) {
		case *root:
			return x, nil
		case *form:
			return x.fill(env, f)
		}
	}
	if f.Expr != nil {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, "an expression needs the documents of a collection")
	}
	coll, err := collection(env, f.Name, f.NamePos)
	if err != nil {
		return nil, err
	}
	if err := checkArgs(f.Args, "collection \""+coll.Name+"\"", sourceArgs...); err != nil {
		return nil, err
	}
	r, err := compileReading(env, coll, f, f.Key())
	if err != nil {
		return nil, err
	}
	if static(env, []ast.Selection{f}) {
		env.Memo.Store(f, exec.CompiledRoot, env.Catalog, r)
	} else if x := formOf(env, f, r); x != nil {
		env.Memo.Store(f, exec.CompiledRoot, env.Catalog, x)
	}
	return r, nil
}

// compileReading compiles what is read and what is shown of it.
func compileReading(env *exec.Env, coll *catalog.Collection, f *ast.Field, path string) (*root, error) {
	src, err := compileSource(env, coll, f)
	if err != nil {
		return nil, err
	}
	r := &root{source: src, key: f.Key()}
	if err := r.compileShown(env, coll, src.ranking, f, path); err != nil {
		return nil, err
	}
	return r, nil
}

// compileShown compiles what is shown of a field.
func (r *root) compileShown(env *exec.Env, coll *catalog.Collection, by *ranking, f *ast.Field, path string) error {
	if !f.HasSet {
		r.proj = exec.Whole()
		return nil
	}
	memo := env.Memo
	if by != nil {
		memo = nil // a highlight depends on the query
	}
	if s, ok := memo.Load(f, exec.CompiledShown, env.Catalog); ok {
		shown := s.(*root)
		r.proj, r.set = shown.proj, shown.set
		return nil
	}
	c := compiler{env: env, coll: coll, path: path, ranking: by}
	if err := c.shown(r, f); err != nil {
		return err
	}
	if static(env, f.Selections) {
		memo.Store(f, exec.CompiledShown, env.Catalog, &root{proj: r.proj, set: r.set})
	}
	return nil
}

// run writes the answer.
func (r *root) run(w *exec.Writer) error { return r.runOver(w, nil) }

// runOver writes the answer over the rows of an operator instead of the whole
// collection: those that a lookup found. It emits rows without documents.
func (r *root) runOver(w *exec.Writer, base exec.Op) error {
	if r.set != nil {
		return r.runSet(w, base)
	}
	var q query
	r.page(&q, base)
	op, err := q.traced(w, r.key)
	if err != nil {
		return err
	}
	if !q.backward {
		return w.List(op, r.proj)
	}
	rows, err := collect(w, op)
	if err != nil {
		return err
	}
	reverse(rows)
	return w.Rows(rows, r.proj)
}

// page asks for the page of the source, in the direction in which it is read.
func (r *root) page(q *query, base exec.Op) {
	*q = query{coll: r.coll, filter: r.filter, order: r.order, useIndex: r.useIndex, ranking: r.ranking, want: -1, base: base, after: r.after, before: r.before}
	switch {
	case r.last >= 0:
		q.want, q.backward = r.last, true
	case r.first >= 0:
		q.want = r.first
	default:
		q.want, q.skip = r.limit, r.offset
	}
}

// explain plans without running.
func (r *root) explain(ctx context.Context, env *exec.Env) error {
	if r.set != nil {
		if err := r.explainSinks(exec.NewWriter(ctx, env, nil)); err != nil || !r.set.paged {
			return err
		}
	}
	var q query
	r.page(&q, nil)
	op, err := q.plan(ctx, env)
	if err == nil {
		q.trace(env, r.key, op)
	}
	return err
}

// explainSinks plans the reading of all rows for set fields.
func (r *root) explainSinks(w *exec.Writer) error {
	if len(r.set.sinks) == 0 {
		return nil
	}
	q, countOnly := r.all(nil)
	if !countOnly {
		_, err := r.rows(w, &q)
		return err
	}
	op, err := q.countOp(w.Ctx, w.Env)
	if err == nil {
		q.trace(w.Env, r.key, op)
	}
	return err
}

// collect runs an operator and keeps its rows.
func collect(w *exec.Writer, op exec.Op) ([]exec.Row, error) {
	var rows []exec.Row
	err := op.Run(w.Ctx, w.Env, func(r *exec.Row) bool {
		row := *r
		row.Key = nil // it may be reused by the operator
		rows = append(rows, row)
		return true
	})
	return rows, err
}

func reverse(rows []exec.Row) {
	for i, j := 0, len(rows)-1; i < j; i, j = i+1, j-1 {
		rows[i], rows[j] = rows[j], rows[i]
	}
}
