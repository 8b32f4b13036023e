package expr_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
	"pgregory.net/rapid"
)

// Int arithmetic is exact, or a Float where no Int can hold the result.
func TestIntArithmeticIsExact(t *testing.T) {
	ints := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-9, 9), rapid.SampledFrom([]int64{math.MaxInt64, math.MinInt64, 1 << 32, -1 << 32, 3037000500}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := ints.Draw(t, "a"), ints.Draw(t, "b")
		op := rapid.SampledFrom([]string{"+", "-", "*", "/", "%"}).Draw(t, "op")
		got, err := expr.Eval(&ast.Binary{Op: op, X: &ast.Lit{Value: value.IntValue(a)}, Y: &ast.Lit{Value: value.IntValue(b)}}, &expr.Env{})
		if b == 0 && (op == "/" || op == "%") {
			if dberr.CodeOf(err) != dberr.InvalidArgument {
				t.Fatalf("%d %s 0: %v", a, op, err)
			}
			return
		}
		x, y, want, rest := big.NewInt(a), big.NewInt(b), new(big.Int), new(big.Int)
		switch op {
		case "+":
			want.Add(x, y)
		case "-":
			want.Sub(x, y)
		case "*":
			want.Mul(x, y)
		case "/":
			want.QuoRem(x, y, rest)
		case "%":
			want.Rem(x, y)
		}
		isInt := want.IsInt64() && rest.Sign() == 0
		if err != nil || isInt != (got.Kind() == value.Int) || (isInt && got.Int() != want.Int64()) {
			t.Fatalf("%d %s %d = %s, want %s (%v)", a, op, b, got.Text(), want, err)
		}
	})
}

// FuzzEval: whatever parses and passes Check ends in a value or an error with a
// code, never in a panic.
func FuzzEval(f *testing.F) {
	for _, s := range []string{`a + b * 2`, `"${first} ${x / 0}"`, `note | trim | substring(1, 2)`, `dateAdd(at, 9223372036854775807, "ms")`,
		`formatDate(at, "YYYYSSS")`, `round(x, 15)`, `substring(first, -9223372036854775808, 9223372036854775807)`, `format("{}{9}{", a)`,
		`join(tags, first) == null ? min(a, "x") : pow(-2, 63)`, `dateDiff("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "ms")`,
		`dateAdd("9999-12-31T00:00:00Z", -120000, "month")`, `toInt(1e300)`, `-big % -1`, `"${f(A00}"`, `"${(a}"`} {
		f.Add(s)
	}
	v, err := value.ParseJSON([]byte(document), value.Limits{})
	if err != nil {
		f.Fatal(err)
	}
	doc := value.Encode(v)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := aql.ParseExpr(text, aql.DefaultLimits())
		if err != nil || expr.Check(e, nil) != nil {
			return
		}
		got, err := expr.Eval(e, &expr.Env{Doc: doc})
		if err != nil {
			if dberr.CodeOf(err) == dberr.Internal {
				t.Fatalf("%s: %v", text, err)
			}
			return
		}
		if value.Encode(got).Check() != nil {
			t.Fatalf("%s gives a malformed value", text)
		}
	})
}
