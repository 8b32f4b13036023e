package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
)

// point is the short way of the commonest query of all: one root field that asks
// for equality with one value of the id or of a unique field, with or without a
// limit: users(where: {id: {eq: $id}}) { … }. Neither is a filter compiled for it nor
// a plan looked for. Whatever it does not expect (a value of another kind, @explain,
// anything that is refused) goes the long way.
type point struct {
	unique unique
	val    *ast.Value // a variable or a literal
	proj   *exec.Projection
}

// pointOf returns the short way of a root field, nil if it has none. It is kept for
// the text.
func pointOf(env *exec.Env, f *ast.Field) *point {
	if env.Trace != nil || env.Chain != nil {
		return nil
	}
	if p, ok := env.Memo.Load(f, exec.CompiledPoint, env.Catalog); ok {
		return p.(*point)
	}
	if f.Expr != nil || len(f.Directives) > 0 {
		return nil
	}
	field, cond := onlyMember(whereAlone(f.Args))
	op, val := onlyMember(cond)
	if op != "eq" || val.Kind != ast.Variable && val.Kind != ast.Literal {
		return nil
	}
	coll, err := collection(env, f.Name, f.NamePos)
	if err != nil {
		return nil
	}
	u, ok := uniqueOf(coll, field)
	if !ok || !static(env, f.Selections) {
		return nil
	}
	r := root{key: f.Key()}
	if err := r.compileShown(env, coll, nil, f, r.key); err != nil || r.proj == nil {
		return nil
	}
	p := &point{unique: u, val: val, proj: r.proj}
	env.Memo.Store(f, exec.CompiledPoint, env.Catalog, p)
	return p
}

// whereAlone returns the filter of a field that has no other argument but a limit that
// lets one document through; nil for everything else.
func whereAlone(args []*ast.Argument) (where *ast.Value) {
	limited := false
	for _, a := range args {
		switch a.Name {
		case "where", "filter":
			if where != nil {
				return nil
			}
			where = a.Value
		case "limit", "take", "first":
			if limited || a.Value.Kind != ast.Literal || a.Value.Lit.Int() < 1 {
				return nil
			}
			limited = true
		default:
			return nil
		}
	}
	return where
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
