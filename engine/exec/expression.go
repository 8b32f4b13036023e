package exec

import (
	"errors"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
)

// ExprItem writes the value of an expression over the row. A failure is null
// and an error beside the data.
type ExprItem struct{ Expr ast.Expr }

// Append implements Item.
func (x *ExprItem) Append(w *Writer, r *Row) error {
	v, err := expr.Eval(x.Expr, &expr.Env{Doc: r.Doc, Vars: w.Env.Vars, Now: w.Env.Now, Library: w.Env.Functions})
	if err == nil {
		w.Buf = v.AppendJSON(w.Buf)
		return nil
	}
	e, ok := errors.AsType[*dberr.Error](err)
	if !ok {
		e = dberr.Wrap(dberr.Internal, "an expression failed", err)
	}
	w.Warn(e)
	w.null()
	return nil
}
