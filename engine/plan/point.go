package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
)

// point is the short way of the commonest query of all: one root field whose
// only argument asks for equality with one value of the id or of a unique
// field, users(where: {id: {eq: $id}}) { … }. It is found once for a text;
// afterwards a request neither compiles a filter nor looks for a plan. Whatever
// it does not expect (a value of another kind, @explain) goes the long way.
type point struct {
	unique unique
	val    *ast.Value // a variable or a literal
	proj   *exec.Projection
}

// pointOf returns the short way of a compiled root field, nil if it has none.
func pointOf(env *exec.Env, f *ast.Field, r *root) *point {
	if r.proj == nil || len(f.Args) != 1 || len(f.Directives) > 0 || !static(env, f.Selections) {
		return nil
	}
	if name := f.Args[0].Name; name != "where" && name != "filter" {
		return nil
	}
	field, cond := onlyMember(f.Args[0].Value)
	op, val := onlyMember(cond)
	if op != "eq" || val.Kind != ast.Variable && val.Kind != ast.Literal {
		return nil
	}
	u, ok := uniqueOf(r.coll, field)
	if !ok {
		return nil
	}
	return &point{unique: u, val: val, proj: r.proj}
}

// onlyMember returns the member of an object literal that has just one.
func onlyMember(v *ast.Value) (string, *ast.Value) {
	if v == nil || v.Kind != ast.Object || len(v.Fields) != 1 {
		return "", nil
	}
	return v.Fields[0].Key, v.Fields[0].Value
}

// run writes the answer; done is false if the long way has to be gone.
func (p *point) run(w *exec.Writer) (done bool, err error) {
	v := p.val.Lit
	if p.val.Kind == ast.Variable {
		var ok bool
		if v, ok = w.Env.Vars.Get(p.val.Name); !ok {
			return false, nil
		}
	}
	if !p.unique.takes(v) {
		return false, nil
	}
	row, found, err := p.unique.find(w.Ctx, w.Env, v)
	if err != nil {
		return true, err
	}
	if !found {
		w.Buf = append(w.Buf, "[]"...)
		return true, nil
	}
	return true, w.One(p.proj, row)
}
