package expr

import (
	"maps"
	"slices"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/sorting"
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

// Functions returns the sorted names of all built-in functions, for suggestions
// and editors.
func Functions() []string { return (*Library)(nil).names() }

// Function is a function that a program adds to the language.
type Function struct {
	Name     string
	Min, Max int  // number of arguments; Max < 0 for any
	Nulls    bool // gets null arguments; else one null gives null
	// Call computes the result. It must give the same result for the same
	// arguments, because what it gave is stored and indexed, and must be safe for
	// concurrent use.
	Call func(args []value.Value) (value.Value, error)
}

// Library is the built-in functions and those of a program. It does not change.
// nil is the built-in ones.
type Library struct{ own map[string]function }

// NewLibrary returns a library with further functions.
//
// Errors: INVALID_ARGUMENT for a name that is none, is built in or stands twice,
// for numbers of arguments that contradict each other, and without a Call.
func NewLibrary(list []Function) (*Library, error) {
	l := &Library{own: map[string]function{}}
	for _, f := range list {
		bad := func(why string) (*Library, error) {
			return nil, dberr.New(dberr.InvalidArgument, "function \""+f.Name+"\" "+why)
		}
		switch {
		case !isName(f.Name):
			return bad("has no name that an expression can call")
		case l.has(f.Name):
			return bad("is there already")
		case f.Call == nil:
			return bad("has nothing to call")
		case f.Min < 0 || f.Max >= 0 && f.Max < f.Min:
			return bad("cannot take so many arguments")
		}
		l.own[f.Name] = function{name: f.Name, min: f.Min, max: f.Max, nulls: f.Nulls, run: func(c *call) (value.Value, error) {
			v, err := f.Call(c.args)
			if err != nil {
				return value.Value{}, c.invalid(err.Error())
			}
			return v, nil
		}}
	}
	return l, nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'; !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (l *Library) find(name string) (function, bool) {
	f, ok := library[name]
	if !ok && l != nil {
		f, ok = l.own[name]
	}
	return f, ok
}

func (l *Library) has(name string) bool {
	_, ok := l.find(name)
	return ok
}

func (l *Library) names() []string {
	list := slices.Collect(maps.Keys(library))
	if l != nil {
		list = slices.AppendSeq(list, maps.Keys(l.own))
	}
	sorting.Ordered(list)
	return list
}

func evalCall(e *ast.Call, env *Env) (value.Value, error) {
	f, ok := env.Library.find(e.Name)
	if !ok {
		return value.Value{}, unknownFunction(e, env.Library)
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
