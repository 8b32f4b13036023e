package plan

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
)

// Root appends the value of a root field of a query as JSON: a list of objects,
// or one object if the selection holds set fields (aggregate, edges, …).
//
// Errors: every refusal of an argument or selection, with its place; those of
// the store; LIMIT_EXCEEDED and TIMEOUT. Nothing useful was appended then.
func Root(ctx context.Context, env *exec.Env, dst []byte, f *ast.Field) ([]byte, error) {
	w := exec.NewWriter(ctx, env, dst, f.Key())
	if p := pointOf(env, f); p != nil {
		if done, err := p.run(w); done {
			return w.Buf, err
		}
	}
	r, err := compileRoot(env, f)
	if err != nil {
		return dst, err
	}
	if err = r.run(w); err == nil {
		r.release(env)
	}
	return w.Buf, err
}

// Explain plans a root field without running it; the plan is added to
// env.Trace.
//
// Errors: as Root.
func Explain(ctx context.Context, env *exec.Env, f *ast.Field) error {
	r, err := compileRoot(env, f)
	if err != nil {
		return err
	}
	if err := r.explain(ctx, env); err != nil {
		return err
	}
	r.release(env)
	return nil
}

// Select pushes the documents that match a filter, in insertion order, until
// emit returns false. A nil filter matches all. Nothing may be written to the
// reader before Select has returned.
//
// Errors: those of the store.
func Select(ctx context.Context, env *exec.Env, coll *catalog.Collection, f *filter.Filter, emit func(*exec.Row) bool) error {
	q := query{coll: coll, filter: f, want: -1}
	op, err := q.plan(ctx, env)
	if err != nil {
		return err
	}
	return op.Run(ctx, env, emit)
}

// Want says which documents Find pushes, and how.
type Want struct {
	Filter *filter.Filter // nil: all
	Search *bind.Node     // what the argument search takes; nil: none
	Order  exec.Order     // none: insertion order, or the best match first
	Limit  int            // below 0: all
	Offset int
}

// Find pushes documents in an order until emit returns false. Nothing may be
// written to the reader before it has returned.
//
// Errors: those of a search, and of the store.
func Find(ctx context.Context, env *exec.Env, coll *catalog.Collection, want Want, emit func(*exec.Row) bool) error {
	s := source{coll: coll, filter: want.Filter, order: want.Order}
	if want.Search != nil {
		if err := s.search(want.Search); err != nil {
			return err
		}
	}
	q := s.query()
	q.want, q.skip = want.Limit, want.Offset
	op, err := q.plan(ctx, env)
	if err != nil {
		return err
	}
	return op.Run(ctx, env, emit)
}

// Count returns how many documents match a filter. A nil filter matches all.
//
// Errors: those of the store. Cost: one read for all documents of a collection
// whose documents do not expire; the entries of an index that implies the whole
// filter; else as Select.
func Count(ctx context.Context, env *exec.Env, coll *catalog.Collection, f *filter.Filter) (int, error) {
	q := query{coll: coll, filter: f, want: -1}
	return q.count(exec.NewWriter(ctx, env, nil), "")
}

// Where compiles the argument where (or filter) of a call; given is false if
// there is none. A variable without a value matches nothing.
//
// Errors: those of filter.Compile; INVALID_ARGUMENT if both names are used.
func Where(env *exec.Env, coll *catalog.Collection, args []*ast.Argument) (f *filter.Filter, given bool, err error) {
	a, err := oneOf(args, "where", "filter")
	if err != nil || a == nil {
		return nil, false, err
	}
	n, err := env.Vars.Bind(a.Value, env.Chain)
	if err != nil {
		return nil, true, err
	}
	if absent(a, n) {
		return nil, false, nil
	}
	f, err = filter.Compile(coll, n)
	return f, true, err
}

// Projection compiles the selection set of a field for documents of a
// collection; without one every stored field is shown.
//
// Errors: FIELD_NOT_FOUND, UNKNOWN_ARGUMENT, UNKNOWN_FUNCTION and the other
// refusals of a selection, with their place; those of [Fields].
func Projection(env *exec.Env, coll *catalog.Collection, f *ast.Field) (*exec.Projection, error) {
	if !f.HasSet {
		return exec.Whole(), nil
	}
	if p, ok := env.Memo.Load(f, exec.CompiledProjection, env.Catalog); ok {
		return p.(*exec.Projection), nil
	}
	p, err := compileProjection(env, coll, f.Selections)
	if err == nil && static(env, f.Selections) {
		env.Memo.Store(f, exec.CompiledProjection, env.Catalog, p)
	}
	return p, err
}
