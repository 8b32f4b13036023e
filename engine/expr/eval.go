package expr

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Eval computes an expression that Check has accepted.
//
// Errors: TYPE_MISMATCH, INVALID_ARGUMENT, UNKNOWN_FUNCTION, LIMIT_EXCEEDED for
// a text of more than 4 MiB or 32 MiB of them in all, each with the place of the operator or call;
// CORRUPT from a damaged document.
func Eval(e ast.Expr, env *Env) (value.Value, error) {
	own := *env
	own.built = 0
	return eval(e, &own)
}

func eval(e ast.Expr, env *Env) (value.Value, error) {
	switch e := e.(type) {
	case *ast.Lit:
		return e.Value, nil
	case *ast.Path:
		return env.field(e.Parts)
	case *ast.VarRef:
		if env.Vars == nil {
			return value.Value{}, dberr.At(dberr.UndefinedVariable, e.Pos, "no variable $"+e.Name+" is declared")
		}
		v, _ := env.Vars.Get(e.Name)
		return v, nil
	case *ast.Template:
		return evalTemplate(e, env)
	case *ast.Unary:
		return evalUnary(e, env)
	case *ast.Binary:
		return evalBinary(e, env)
	case *ast.Cond:
		return evalCond(e, env)
	case *ast.Call:
		return evalCall(e, env)
	}
	return value.Value{}, dberr.New(dberr.Internal, "an expression node of an unknown type")
}

func evalTemplate(t *ast.Template, env *Env) (value.Value, error) {
	var out []byte
	for _, p := range t.Parts {
		v, err := eval(p, env)
		if err != nil {
			return value.Value{}, err
		}
		if !v.IsNull() {
			out = appendText(out, v)
		}
		if len(out) > maxText {
			break
		}
	}
	return textValue(out, t.Pos)
}

func evalUnary(e *ast.Unary, env *Env) (value.Value, error) {
	x, err := eval(e.X, env)
	if err != nil {
		return x, err
	}
	if e.Op == "!" {
		b, err := truth(x, e.Pos)
		return value.BoolValue(!b), err
	}
	switch x.Kind() {
	case value.Null:
		return x, nil
	case value.Int, value.Float:
		return arithmetic("-", value.IntValue(0), x, e.Pos)
	}
	return value.Value{}, mismatch(e.Pos, "-", x)
}

func evalCond(e *ast.Cond, env *Env) (value.Value, error) {
	x, err := eval(e.If, env)
	if err != nil {
		return x, err
	}
	b, err := truth(x, e.If.Position())
	if err != nil {
		return value.Value{}, err
	}
	if b {
		return eval(e.Then, env)
	}
	return eval(e.Else, env)
}

func evalBinary(e *ast.Binary, env *Env) (value.Value, error) {
	x, err := eval(e.X, env)
	if err != nil {
		return x, err
	}
	if e.Op == "&&" || e.Op == "||" {
		b, err := truth(x, e.X.Position())
		if err != nil {
			return value.Value{}, err
		}
		if b == (e.Op == "||") {
			return value.BoolValue(b), nil
		}
		y, err := eval(e.Y, env)
		if err != nil {
			return y, err
		}
		b, err = truth(y, e.Y.Position())
		return value.BoolValue(b), err
	}
	y, err := eval(e.Y, env)
	if err != nil {
		return y, err
	}
	switch e.Op {
	case "==", "!=":
		x, y = sameForm(x, y)
		return value.BoolValue(value.Equal(x, y) == (e.Op == "==")), nil
	case "<", "<=", ">", ">=":
		return compare(e.Op, x, y, e.Pos)
	}
	return arithmetic(e.Op, x, y, e.Pos)
}

// truth reads a condition: a Boolean, or null as false.
func truth(v value.Value, pos ast.Pos) (bool, error) {
	switch v.Kind() {
	case value.Bool:
		return v.Bool(), nil
	case value.Null:
		return false, nil
	}
	return false, dberr.At(dberr.TypeMismatch, pos, "a condition must be a Boolean, this is "+v.Kind().String())
}

// sameForm turns a text into a DateTime or a Uuid if the other side is one.
func sameForm(x, y value.Value) (value.Value, value.Value) {
	return like(x, y), like(y, x)
}

func like(v, other value.Value) value.Value {
	if v.Kind() != value.String {
		return v
	}
	switch other.Kind() {
	case value.DateTime:
		if d, ok := value.ParseDateTime(v.Str()); ok {
			return d
		}
	case value.Uuid:
		if u, ok := value.ParseUuid(v.Str()); ok {
			return u
		}
	}
	return v
}

func compare(op string, x, y value.Value, pos ast.Pos) (value.Value, error) {
	if x.IsNull() || y.IsNull() {
		return value.NullValue(), nil
	}
	x, y = sameForm(x, y)
	if !value.SameKind(x, y) {
		return value.Value{}, dberr.At(dberr.TypeMismatch, pos,
			"operator \""+op+"\" cannot compare "+x.Kind().String()+" with "+y.Kind().String())
	}
	c := value.Compare(x, y)
	switch op {
	case "<":
		return value.BoolValue(c < 0), nil
	case "<=":
		return value.BoolValue(c <= 0), nil
	case ">":
		return value.BoolValue(c > 0), nil
	}
	return value.BoolValue(c >= 0), nil
}

func mismatch(pos ast.Pos, op string, vs ...value.Value) error {
	kinds := ""
	for i, v := range vs {
		if i > 0 {
			kinds += " and "
		}
		kinds += v.Kind().String()
	}
	return dberr.At(dberr.TypeMismatch, pos, "operator \""+op+"\" does not take "+kinds)
}
