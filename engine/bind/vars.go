package bind

import (
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Vars are the variables of one request. A nil *Vars declares none. It is
// immutable and may be shared.
type Vars struct {
	vals  []variable     // the declared ones
	index map[string]int // where they are, if they are more than walked
	event *value.Value   // DocVars: the document behind $_name
	room  [1]variable    // room for vals
}

// walked is how many variables are looked through: few are found soonest so,
// and no text may make it many.
const walked = 16

type variable struct {
	name  string
	val   value.Value
	given bool
}

// NewVars checks the given values against the declarations and applies
// defaults. given is an object or null. Values that no declaration names are
// left alone. An explicit null wins over a default.
//
// Int takes a Float that is a whole number, Float takes an Int, ID takes an Int
// as text; nothing else is converted, a single value is no list.
//
// Errors: UNDEFINED_VARIABLE for a required variable without value and default;
// TYPE_MISMATCH for a value that the type does not take; INVALID_ARGUMENT for an
// unknown type, a name declared twice, or given values that are no object.
func NewVars(defs []*ast.VarDef, given value.Value) (*Vars, error) {
	vars := &Vars{}
	return vars, vars.Declare(defs, given)
}

// Declare is NewVars for the zero value.
//
// Errors: as NewVars.
func (v *Vars) Declare(defs []*ast.VarDef, given value.Value) error {
	if k := given.Kind(); k != value.Null && k != value.Object {
		return dberr.New(dberr.InvalidArgument, "variables must be an object, not a "+k.String())
	}
	if v.vals = v.room[:0]; len(defs) > len(v.room) {
		v.vals = make([]variable, 0, len(defs))
	}
	if len(defs) > walked {
		v.index = make(map[string]int, len(defs))
	}
	for i, d := range defs {
		if i > 0 && v.find(d.Name) != nil {
			return dberr.At(dberr.InvalidArgument, d.Pos, "variable $"+d.Name+" is declared twice")
		}
		v.vals = append(v.vals, variable{name: d.Name})
		if err := v.vals[i].resolve(d, given); err != nil {
			return err
		}
		if v.index != nil {
			v.index[d.Name] = i
		}
	}
	return nil
}

// resolve finds the value of a variable.
func (x *variable) resolve(d *ast.VarDef, given value.Value) (err error) {
	c := coercer{def: d}
	if err = c.known(d.Type); err != nil {
		return err
	}
	if d.Default != nil {
		n, err := (*Vars)(nil).Bind(d.Default, nil)
		if err != nil {
			return err
		}
		if x.val, err = c.coerce(d.Type, n.Value(), ""); err != nil {
			return err
		}
		x.given = true
	}
	if v, ok := given.Get(d.Name); ok {
		x.val, err = c.coerce(d.Type, v, "")
		x.given = true
		return err
	}
	if !x.given && d.Type != nil && d.Type.NonNull {
		return dberr.At(dberr.UndefinedVariable, d.Pos, "variable $"+d.Name+" of type "+TypeString(d.Type)+" has no value")
	}
	return nil
}

// DocVars returns the variables of a handler: $_name is the field name of the
// document that triggered it, null if the document lacks it. Other names are
// undeclared.
func DocVars(doc value.Value) *Vars { return &Vars{event: &doc} }

// Get returns the value of a variable; given is false for an undeclared one and
// for an optional one without a value.
func (v *Vars) Get(name string) (val value.Value, given bool) {
	if v == nil {
		return value.Value{}, false
	}
	if v.event != nil {
		if field, ok := strings.CutPrefix(name, "_"); ok {
			val, _ = v.event.Get(field)
			return val, true
		}
	}
	if x := v.find(name); x != nil {
		return x.val, x.given
	}
	return value.Value{}, false
}

// find returns a declared variable, nil if there is none of the name.
func (v *Vars) find(name string) *variable {
	if v.index != nil {
		if i, ok := v.index[name]; ok {
			return &v.vals[i]
		}
		return nil
	}
	for i := range v.vals {
		if v.vals[i].name == name {
			return &v.vals[i]
		}
	}
	return nil
}

// Declared reports whether a variable may be used.
func (v *Vars) Declared(name string) bool {
	if v == nil {
		return false
	}
	if v.event != nil && strings.HasPrefix(name, "_") {
		return true
	}
	return v.find(name) != nil
}

// Undefined is the error for the use of a variable that is not declared.
//
// Errors: UNDEFINED_VARIABLE.
func Undefined(name string, pos ast.Pos) error {
	return dberr.At(dberr.UndefinedVariable, pos, "variable $"+name+" is not declared")
}

// Bind replaces the variables in a value. A literal text that is a reference as
// a whole, "$alias.path", is passed to chain without its dollar sign; what chain
// does not know stays text. Texts inside variables are never references. chain
// may be nil.
//
// Errors: UNDEFINED_VARIABLE for a variable that is not declared.
func (v *Vars) Bind(x *ast.Value, chain func(ref string) (value.Value, bool)) (*Node, error) {
	switch x.Kind {
	case ast.Variable:
		return v.variable(x)
	case ast.Enum:
		return &Node{Enum: true, Val: value.StringValue(x.Name), Pos: x.Pos}, nil
	case ast.List:
		n := &Node{Kind: List, Pos: x.Pos, Items: make([]*Node, len(x.Items))}
		for i, item := range x.Items {
			var err error
			if n.Items[i], err = v.Bind(item, chain); err != nil {
				return nil, err
			}
		}
		return n, nil
	case ast.Object:
		n := &Node{Kind: Object, Pos: x.Pos, Members: make([]Member, len(x.Fields))}
		for i, f := range x.Fields {
			m, err := v.Bind(f.Value, chain)
			if err != nil {
				return nil, err
			}
			n.Members[i] = Member{Key: f.Key, Pos: f.Pos, Node: m}
		}
		return n, nil
	}
	if chain != nil && x.Lit.Kind() == value.String && isReference(x.Lit.Str()) {
		if val, ok := chain(x.Lit.Str()[1:]); ok {
			return FromValue(val, x.Pos), nil
		}
	}
	return FromValue(x.Lit, x.Pos), nil
}

func (v *Vars) variable(x *ast.Value) (*Node, error) {
	if !v.Declared(x.Name) {
		return nil, Undefined(x.Name, x.Pos)
	}
	n := new(Node)
	v.Fill(n, x.Name, x.Pos)
	return n, nil
}

// Fill makes n the node of a variable that stands at a place; one without a value
// is missing.
func (v *Vars) Fill(n *Node, name string, pos ast.Pos) {
	if val, given := v.Get(name); given {
		n.Set(val, pos)
	} else {
		*n = Node{Missing: true, Pos: pos}
	}
	n.Var = name
}

// isReference reports whether a text is $name.part… as a whole.
func isReference(s string) bool {
	if len(s) < 4 || s[0] != '$' {
		return false
	}
	name, rest, ok := strings.Cut(s[1:], ".")
	if !ok || name == "" || rest == "" {
		return false
	}
	for i := range len(name) {
		c := name[i] | 0x20
		letter := (c >= 'a' && c <= 'z') || name[i] == '_'
		if !letter && (i == 0 || name[i] < '0' || name[i] > '9') {
			return false
		}
	}
	return !strings.HasPrefix(rest, ".") && !strings.HasSuffix(rest, ".") && !strings.Contains(rest, "..")
}
