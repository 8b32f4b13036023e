package plan

import (
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

func itoa(n int) string { return strconv.Itoa(n) }

// collection returns the collection of a name.
func collection(env *exec.Env, name string, pos ast.Pos) (*catalog.Collection, error) {
	if c := env.Catalog.Collection(name); c != nil {
		return c, nil
	}
	return nil, env.Catalog.Missing(name, pos)
}

// checkPath refuses a path whose first field a strict collection lacks, and one
// that goes on below a scalar. It returns the declared type of the end, nil if
// there is none.
func checkPath(c *catalog.Collection, path []string, pos ast.Pos) (*catalog.Type, error) {
	if path[0] == "id" || path[0] == "_sid" {
		if len(path) > 1 {
			return nil, belowScalar(path, 1, pos)
		}
		return &catalog.Type{Kind: catalog.ID}, nil
	}
	f := c.Field(strings.Join(path, "."))
	if f != nil {
		return &f.Type, nil
	}
	if f = c.Field(path[0]); f == nil {
		if c.Strict {
			return nil, unknownField(c, path[0], pos)
		}
		return nil, nil
	}
	t := &f.Type
	for i, part := range path[1:] {
		if _, err := strconv.Atoi(part); err == nil && t.Kind == catalog.List && t.Elem != nil {
			t = t.Elem
			continue
		}
		switch {
		case t.Kind == catalog.Any:
			return nil, nil
		case t.Kind == catalog.Object && t.Fields == nil:
			return nil, nil
		case t.Kind == catalog.Object:
			next := member(t.Fields, part)
			if next == nil {
				return nil, nil
			}
			t = &next.Type
		case t.Kind == catalog.List:
			return nil, nil
		default:
			return nil, belowScalar(path, i+1, pos)
		}
	}
	return t, nil
}

func member(fields []*catalog.Field, name string) *catalog.Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func belowScalar(path []string, n int, pos ast.Pos) error {
	return dberr.At(dberr.TypeMismatch, pos, "\""+strings.Join(path[:n], ".")+"\" is a scalar and has no field \""+path[n]+"\"")
}

func unknownField(c *catalog.Collection, name string, pos ast.Pos) error {
	return c.Lacks(name, c.Fields, pos)
}

// ref returns a checked reference to a field.
func ref(c *catalog.Collection, name string, pos ast.Pos) (exec.Ref, *catalog.Type, error) {
	if name == "" {
		return exec.Ref{}, nil, dberr.At(dberr.InvalidArgument, pos, "the name of a field is empty")
	}
	r := exec.NewRef(name)
	t, err := checkPath(c, r.Path, pos)
	return r, t, err
}

// numeric reports whether a declared type may hold numbers; undeclared may.
func numeric(t *catalog.Type) bool {
	return t == nil || t.Kind == catalog.Int || t.Kind == catalog.Float || t.Kind == catalog.Any
}

// temporal reports whether a declared type may hold moments.
func temporal(t *catalog.Type) bool { return numeric(t) || t.Kind == catalog.DateTime }
