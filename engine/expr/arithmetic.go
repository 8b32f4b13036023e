package expr

import (
	"math"
	"math/bits"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// arithmetic computes x op y for + - * / %. A null side gives null; two texts
// are joined by +.
func arithmetic(op string, x, y value.Value, pos ast.Pos) (value.Value, error) {
	if x.IsNull() || y.IsNull() {
		return value.NullValue(), nil
	}
	if op == "+" && x.Kind() == value.String && y.Kind() == value.String {
		if len(x.Str())+len(y.Str()) > maxText {
			return value.Value{}, tooLong(pos)
		}
		return value.StringValue(x.Str() + y.Str()), nil
	}
	if !x.IsNumber() || !y.IsNumber() {
		return value.Value{}, mismatch(pos, op, x, y)
	}
	if (op == "/" || op == "%") && y.Float() == 0 {
		return value.Value{}, dberr.At(dberr.InvalidArgument, pos, "a division by zero")
	}
	if x.Kind() == value.Int && y.Kind() == value.Int {
		if v, ok := intArithmetic(op, x.Int(), y.Int()); ok {
			return v, nil
		}
	}
	return finite(floatArithmetic(op, x.Float(), y.Float()), pos)
}

// intArithmetic is exact; ok is false if the result is no Int.
func intArithmetic(op string, a, b int64) (v value.Value, ok bool) {
	switch op {
	case "+":
		s := a + b
		return value.IntValue(s), (s > a) == (b > 0)
	case "-":
		s := a - b
		return value.IntValue(s), (s < a) == (b > 0)
	case "*":
		p, ok := mulInt(a, b)
		return value.IntValue(p), ok
	case "/":
		if b == -1 && a == math.MinInt64 || a%b != 0 {
			return value.Value{}, false
		}
		return value.IntValue(a / b), true
	}
	if b == -1 {
		return value.IntValue(0), true
	}
	return value.IntValue(a % b), true
}

func mulInt(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	negative := (a < 0) != (b < 0)
	switch {
	case hi != 0 || lo > 1<<63 || lo == 1<<63 && !negative:
		return 0, false
	case negative:
		return -int64(lo), true
	}
	return int64(lo), true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func floatArithmetic(op string, a, b float64) float64 {
	switch op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	}
	return math.Mod(a, b)
}

// finite makes a Float; NaN and the infinities are no values.
func finite(f float64, pos ast.Pos) (value.Value, error) {
	v, ok := value.CheckedFloat(f)
	if !ok {
		return v, dberr.At(dberr.InvalidArgument, pos, "the result is no finite number")
	}
	return v, nil
}
