package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
)

// form is a compiled root field in which only operands and the page come from
// variables: a request with other values takes all but those as it is.
type form struct {
	root  *root
	bound bool // operands of the filter have to be read again
	paged bool // limit, offset, first, last, after or before have to be read again
}

// formOf returns the form of a compiled root field, nil if variables shape more
// of it.
func formOf(env *exec.Env, f *ast.Field, r *root) *form {
	if !static(env, f.Selections) || !staticDirectives(f.Directives) || r.ranking != nil {
		return nil
	}
	x := &form{root: r}
	for _, a := range f.Args {
		if staticValue(a.Value) {
			continue
		}
		switch a.Name {
		case "where", "filter":
			if n, ok := variables(a.Value); !ok || n != r.filter.Slots() {
				return nil
			}
			x.bound = true
		case "limit", "take", "offset", "skip", "first", "last", "after", "before":
			x.paged = true
		default:
			return nil
		}
	}
	return x
}

// variables counts the variables of a value; ok is false if it holds a text that
// could refer to another result.
func variables(v *ast.Value) (n int, ok bool) {
	if v.Kind == ast.Variable {
		return 1, true
	}
	if v.Kind == ast.Literal {
		return 0, staticValue(v)
	}
	add := func(v *ast.Value) bool {
		m, ok := variables(v)
		n += m
		return ok
	}
	for _, x := range v.Items {
		if !add(x) {
			return n, false
		}
	}
	for _, x := range v.Fields {
		if !add(x.Value) {
			return n, false
		}
	}
	return n, true
}

// fill returns the root field with the values of a request.
func (x *form) fill(env *exec.Env, f *ast.Field) (r *root, err error) {
	filled := struct {
		root
		source
		room filter.Room
	}{root: *x.root, source: *x.root.source}
	r = &filled.root
	r.source = &filled.source
	if x.bound {
		if r.filter, err = x.root.filter.Rebind(env.Vars, &filled.room); err != nil {
			return nil, err
		}
	}
	if x.paged {
		err = r.pageArgs(env, f.Args)
	}
	return r, err
}
