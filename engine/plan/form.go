package plan

import (
	"sync/atomic"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
)

// form is a compiled root field in which only operands and the page come from
// variables: a request with other values takes all but those as it is.
type form struct {
	root  *root
	spare atomic.Pointer[filled] // of the request that ended last; nil while another one uses it
	bound bool                   // operands of the filter have to be read again
	paged bool                   // limit, offset, first, last, after or before have to be read again
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

// filled is a root field with the values of a request.
type filled struct {
	root
	source
	room filter.Room
	of   *form
}

// fill returns the root field with the values of a request, in memory that release
// gives to the next one.
func (x *form) fill(env *exec.Env, f *ast.Field) (r *root, err error) {
	p := x.spare.Swap(nil)
	if p == nil {
		p = new(filled)
	}
	*p = filled{root: *x.root, source: *x.root.source, of: x}
	r = &p.root
	r.source, r.filled = &p.source, p
	if x.bound {
		if r.filter, err = x.root.filter.Rebind(env.Vars, &p.room); err != nil {
			return nil, err
		}
	}
	if x.paged {
		err = r.pageArgs(env, f.Args)
	}
	return r, err
}

// release ends the use of a root field that was filled. Nothing may hold on to it or
// to its plan: a trace does.
func (r *root) release(env *exec.Env) {
	if p := r.filled; p != nil && env.Trace == nil {
		p.of.spare.Store(p)
	}
}
