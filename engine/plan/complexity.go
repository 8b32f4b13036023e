package plan

import (
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// Complexity refuses an operation whose answer could hold too many values: for
// every list of documents its limit, 100 without one, times what is selected of a
// document; lookups count within. It is an estimate, made before anything is read.
//
// Errors: LIMIT_EXCEEDED at the selection that goes beyond; those of the arguments
// that bound a list.
func Complexity(env *exec.Env, sels []ast.Selection, most int) error {
	m := meter{env: env, most: most}
	_, err := m.set(sels, true)
	return err
}

// assumedRows is how many documents a list without a limit is taken to have.
const assumedRows = 100

// meter adds up what an operation may answer.
type meter struct {
	env  *exec.Env
	most int
}

// set returns the values of a selection set; calls are the root fields.
func (m *meter) set(sels []ast.Selection, calls bool) (n int, err error) {
	for _, s := range sels {
		k := 0
		switch s := s.(type) {
		case *ast.Field:
			k, err = m.field(s, calls)
		case *ast.Inline:
			k, err = m.set(s.Selections, calls)
		case *ast.Spread:
			if f := m.env.Doc.Fragments[s.Name]; f != nil {
				k, err = m.set(f.Selections, calls)
			}
		}
		if err != nil {
			return 0, err
		}
		if n += k; n > m.most {
			return 0, dberr.At(dberr.LimitExceeded, s.Position(), "the answer could hold more than the "+strconv.Itoa(m.most)+
				" values that the complexity of an operation may have: set limits on its lists, or select less")
		}
	}
	return n, nil
}

func (m *meter) field(f *ast.Field, call bool) (int, error) {
	inner, err := m.set(f.Selections, false)
	if err != nil {
		return 0, err
	}
	times := 1
	if call && f.View != ast.ViewOne || f.Name == "lookup" {
		times = assumedRows
	}
	for _, a := range f.Args {
		switch a.Name {
		case "limit", "take", "first", "last":
			rows, err := natural(m.env, a, 0)
			if err != nil {
				return 0, err
			}
			if rows >= 0 {
				times = rows
			}
		}
	}
	return 1 + min(times, m.most+1)*min(inner, m.most+1), nil
}
