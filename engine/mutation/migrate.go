package mutation

import (
	"context"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// Applied reports whether a version of a migration has run.
//
// Errors: those of the view.
func (s *Session) Applied(ctx context.Context, label string) (bool, error) {
	_, found, err := s.W.Lookup(ctx, s.W.Catalog.Collection(catalog.Migrations), label)
	return found, err
}

// Version runs one version of a migration, notes it in the history and returns
// how many documents its data steps changed.
//
// Errors: those of its statements.
func (s *Session) Version(ctx context.Context, v *ast.Version) (documents int, err error) {
	s.W.Progress = s.Progress
	for _, st := range v.Statements {
		var n int
		if step, ok := st.(*ast.DataStep); ok {
			n, err = s.data(ctx, step)
		} else {
			_, err = s.Schema(ctx, nil, &ast.Schema{Statements: []ast.Statement{st}, Pos: st.Position()})
		}
		if err != nil {
			return documents, at(err, st.Position())
		}
		documents += n
	}
	return documents, at(s.Note(ctx, v.Label), v.Pos)
}

// Note notes in the history that a version has run.
//
// Errors: UNIQUE_VIOLATION if it has, LIMIT_EXCEEDED for a label of more than
// 1024 bytes.
func (s *Session) Note(ctx context.Context, label string) error {
	if len(label) > 1024 {
		return dberr.New(dberr.LimitExceeded, "the label of a version has at most 1024 bytes")
	}
	_, err := s.W.Insert(ctx, s.W.Catalog.Collection(catalog.Migrations), value.ObjectValue([]value.Field{
		{Name: "id", Value: value.StringValue(label)},
		{Name: "version", Value: value.StringValue(label)},
		{Name: "status", Value: value.StringValue("applied")},
		{Name: "appliedAt", Value: value.TimeValue(s.Env.Now().Truncate(time.Millisecond))},
	}))
	return err
}

// progressEvery is the number of documents between two reports.
const progressEvery = 1000

// assignment is a compiled `set path = expr where filter`.
type assignment struct {
	set   set
	expr  ast.Expr
	where *filter.Filter
}

// data runs `migrate data in c { set … }`: for each document its assignments in
// order, each of which sees those before it. It returns how many it changed.
func (s *Session) data(ctx context.Context, step *ast.DataStep) (changed int, err error) {
	c, err := s.existing(step.Collection, step.NamePos)
	if err != nil {
		return 0, err
	}
	sets := make([]assignment, len(step.Sets))
	for i, st := range step.Sets {
		a := assignment{set: set{key: st.Path, pos: st.Pos, op: "set"}, expr: st.Expr}
		if a.set.key == "_sid" {
			a.set.key = "id"
		}
		if err := expr.Check(st.Expr, s.Env.Functions); err != nil {
			return 0, err
		}
		if st.Where != nil {
			n, err := (*bind.Vars)(nil).Bind(st.Where, nil)
			if err != nil {
				return 0, err
			}
			if a.where, err = filter.Compile(c, n); err != nil {
				return 0, err
			}
		}
		sets[i] = a
	}
	rows, err := s.rows(ctx, &target{coll: c})
	if err != nil {
		return 0, err
	}
	for i, r := range rows {
		touched, err := s.assign(ctx, c, r, sets)
		if err != nil {
			return changed, err
		}
		if touched {
			changed++
		}
		if done := i + 1; s.Progress != nil && (done%progressEvery == 0 || done == len(rows)) {
			s.Progress(done, len(rows))
		}
	}
	return changed, s.W.Check(ctx)
}

// assign runs the assignments of a data step on one document and tells whether
// any applied.
func (s *Session) assign(ctx context.Context, c *catalog.Collection, r write.Row, sets []assignment) (touched bool, err error) {
	doc, err := r.Doc.Decode()
	if err != nil {
		return false, err
	}
	for i := range sets {
		a := &sets[i]
		raw := value.Encode(doc)
		if a.where != nil && !a.where.Match(raw) {
			continue
		}
		v, err := expr.Eval(a.expr, &expr.Env{Doc: raw, Now: s.Env.Now, Library: s.Env.Functions})
		if err != nil {
			return false, at(err, a.set.pos)
		}
		st := a.set
		st.val = v
		fields, err := (&change{sets: []set{st}}).apply(c, doc.Fields())
		if err != nil {
			return false, err
		}
		doc, touched = value.ObjectValue(fields), true
	}
	if !touched {
		return false, nil
	}
	_, err = s.W.Update(ctx, c, r, doc.Fields())
	return true, err
}
