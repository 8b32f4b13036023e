package expr

import (
	"maps"
	"slices"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// call is one evaluated function call.
type call struct {
	name string
	args []value.Value
	pos  ast.Pos
	now  func() time.Time
}

// function is an entry of the library.
type function struct {
	name     string
	min, max int  // number of arguments; max < 0: any
	nulls    bool // gets null arguments; else one null gives null
	run      func(c *call) (value.Value, error)
}

// library is the table of all functions; nothing changes it.
var library = tableOf(textFunctions, numberFunctions, listFunctions, dateFunctions, kindFunctions)

func tableOf(families ...func() []function) map[string]function {
	t := make(map[string]function)
	for _, family := range families {
		for _, f := range family() {
			t[f.name] = f
		}
	}
	return t
}

// Functions returns the sorted names of all functions, for suggestions and
// editors.
func Functions() []string {
	return slices.Sorted(maps.Keys(library))
}

func evalCall(e *ast.Call, env *Env) (value.Value, error) {
	f, ok := library[e.Name]
	if !ok {
		return value.Value{}, unknownFunction(e)
	}
	c := &call{name: e.Name, pos: e.Pos, now: env.Now, args: make([]value.Value, len(e.Args))}
	for i, a := range e.Args {
		v, err := eval(a, env)
		if err != nil {
			return v, err
		}
		if v.IsNull() && !f.nulls {
			return value.NullValue(), nil
		}
		c.args[i] = v
	}
	v, err := f.run(c)
	if v.Kind() == value.String {
		if env.built += len(v.Str()); env.built > maxBuilt {
			return value.Value{}, tooLong(e.Pos)
		}
	}
	return v, err
}

// mismatch is a TYPE_MISMATCH of argument i.
func (c *call) mismatch(i int, want string) error {
	return dberr.At(dberr.TypeMismatch, c.pos,
		"function \""+c.name+"\" takes "+want+", not "+c.args[i].Kind().String())
}

func (c *call) invalid(msg string) error {
	return dberr.At(dberr.InvalidArgument, c.pos, "function \""+c.name+"\": "+msg)
}

func (c *call) text(i int) (string, error) {
	if c.args[i].Kind() != value.String {
		return "", c.mismatch(i, "a String")
	}
	return c.args[i].Str(), nil
}

func (c *call) number(i int) (value.Value, error) {
	if !c.args[i].IsNumber() {
		return value.Value{}, c.mismatch(i, "a number")
	}
	return c.args[i], nil
}

func (c *call) int(i int) (int64, error) {
	n, ok := c.args[i].AsInt()
	if !ok {
		return 0, c.mismatch(i, "an Int")
	}
	return n, nil
}

// values are the arguments, or the elements of the only one if it is a list.
func (c *call) values() []value.Value {
	if len(c.args) == 1 && c.args[0].Kind() == value.Array {
		return c.args[0].Items()
	}
	return c.args
}
