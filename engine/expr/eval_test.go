package expr_test

import (
	"errors"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/value"
)

const document = `{"id":"1","first":"John","last":"Doe","a":10,"b":20,"c":30,"x":3.7,"neg":-7,"ok":true,
"note":"  hi there ","marks":[85.5,92.5],"tags":["p","q"],"big":9223372036854775807,"nested":{"deep":{"n":5}},"z":"Zoë 😀"}`

type vars map[string]value.Value

func (v vars) Get(name string) (value.Value, bool) {
	x, ok := v[name]
	return x, ok
}

func eval(t *testing.T, text string) (value.Value, error) {
	t.Helper()
	v, err := value.ParseJSON([]byte(document), value.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := aql.ParseExpr(text, aql.DefaultLimits())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if err := expr.Check(e, nil); err != nil {
		return value.Value{}, err
	}
	return expr.Eval(e, &expr.Env{
		Doc:  value.Encode(v),
		Vars: vars{"rate": value.FloatValue(1.5)},
		Now:  func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) },
	})
}

func TestEval(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`a + b * 2 - c / 5 % 4`, `48`},
		{`a / 4`, `2.5`}, {`b / a`, `2`}, {`neg % 4`, `-3`}, {`7 % -4`, `3`}, {`-neg`, `7`}, {`5 - -a`, `15`},
		{`x + 1`, `4.7`}, {`a * $rate`, `15`}, {`first + last`, `"JohnDoe"`},
		{`big + 1`, `9.223372036854776e+18`}, {`big * 2`, `1.8446744073709552e+19`},
		{`a < b`, `true`}, {`a >= 10.5`, `false`}, {`a == 10.0`, `true`}, {`missing == null`, `true`}, {`missing < 1`, `null`},
		{`ok || a > b && false`, `true`}, {`(ok || a > b) && false`, `false`}, {`!missing`, `true`},
		{`a < 10 ? "child" : a < 20 ? "teen" : "adult"`, `"teen"`},
		{`missing + 1`, `null`}, {`uppercase(missing)`, `null`}, {`nested.deep.n`, `5`}, {`nested.none.n`, `null`},
		{`"${first} is ${a + b}${missing}, ${x} ${ok} ${marks}"`, `"John is 30, 3.7 true [85.5,92.5]"`},
		{`concat(first, " ", a, ok)`, `"John 10true"`},
		{`note | trim | replace("hi", "yo") | uppercase`, `"YO THERE"`},
		{`length(z)`, `5`}, {`length(marks)`, `2`}, {`uppercase(z)`, `"ZOË 😀"`},
		{`substring(z, 0, 3)`, `"Zoë"`}, {`substring(z, 2)`, `"ë 😀"`}, {`substring(z, -1)`, `"😀"`}, {`substring(z, 99)`, `""`},
		{`truncate(first, 10)`, `"John"`}, {`truncate(first, 3)`, `"Jo…"`}, {`truncate(first, 2, "")`, `"Jo"`}, {`truncate(first, 1, "...")`, `"J"`},
		{`format("{}-{0}-{1}", first, last)`, `"John-John-Doe"`}, {`format("{x} {}", a)`, `"{x} 10"`},
		{`join(tags, "-")`, `"p-q"`}, {`coalesce(missing, null, a)`, `10`}, {`isNull(missing)`, `true`}, {`isNotNull(a)`, `true`},
		{`sum(a, b, c)`, `60`}, {`sum(marks)`, `178`}, {`avg(marks)`, `89`}, {`avg(missing)`, `null`}, {`count(marks)`, `2`},
		{`min(a, b, missing)`, `10`}, {`max(marks)`, `92.5`}, {`first(tags)`, `"p"`}, {`last(a, b)`, `20`},
		{`abs(neg)`, `7`}, {`round(x)`, `4`}, {`round(2.5)`, `3`}, {`round(-2.5)`, `-3`}, {`round(3.14159, 2)`, `3.14`}, {`floor(-2.5)`, `-3`}, {`ceil(2.1)`, `3`},
		{`pow(2, 10)`, `1024`}, {`pow(2, -1)`, `0.5`}, {`sqrt(16)`, `4`}, {`mod(a, 4)`, `2`},
		{`toString(a)`, `"10"`}, {`toInt("42")`, `42`}, {`toInt(3.9)`, `3`}, {`toFloat("2.5")`, `2.5`}, {`toBoolean("true")`, `true`},
		{`year("2024-02-29T13:05:59.25+02:00")`, `2024`}, {`hour("2024-02-29T13:05:59.25+02:00")`, `11`},
		{`dateAdd("2024-01-31T00:00:00Z", 1, "month")`, `"2024-02-29T00:00:00Z"`},
		{`dateAdd("2024-01-31T00:00:00Z", -1500, "ms")`, `"2024-01-30T23:59:58.5Z"`},
		{`dateDiff("2024-01-01T00:00:00Z", "2024-01-03T12:00:00Z")`, `2`},
		{`dateDiff("2024-03-31T00:00:00Z", "2024-02-29T00:00:00Z", "month")`, `-1`},
		{`formatDate("2024-02-09T03:04:05.006Z", "YYYY/MM/DD HH:mm:ss.SSS")`, `"2024/02/09 03:04:05.006"`},
		{`now() > "2024-01-01T00:00:00Z"`, `true`},
	} {
		got, err := eval(t, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if s := string(got.AppendJSON(nil)); s != c.want {
			t.Errorf("%s = %s, want %s", c.text, s, c.want)
		}
	}
}

func TestEvalErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		code dberr.Code
	}{
		{`a / 0`, dberr.InvalidArgument}, {`x / 0.0`, dberr.InvalidArgument}, {`a % 0`, dberr.InvalidArgument},
		{`sqrt(neg)`, dberr.InvalidArgument}, {`first * 2`, dberr.TypeMismatch}, {`first < 2`, dberr.TypeMismatch},
		{`a ? 1 : 2`, dberr.TypeMismatch}, {`a && ok`, dberr.TypeMismatch}, {`toInt("x")`, dberr.InvalidArgument},
		{`shout(first)`, dberr.UnknownFunction}, {`uppercase()`, dberr.InvalidArgument}, {`uppercase(a)`, dberr.TypeMismatch},
		{`pow(10, 400)`, dberr.InvalidArgument}, {`year("yesterday")`, dberr.TypeMismatch},
		{`dateAdd("2024-01-31T00:00:00Z", 99999999, "year")`, dberr.InvalidArgument},
		{`dateAdd("2024-01-31T00:00:00Z", 1, "moon")`, dberr.InvalidArgument}, {`format("{} {}", a)`, dberr.InvalidArgument},
	} {
		got, err := eval(t, c.text)
		var e *dberr.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Pos.IsZero() {
			t.Errorf("%s = %s, %v; want %s with a position", c.text, got.AppendJSON(nil), err, c.code)
		}
	}
}

func TestCheckSuggests(t *testing.T) {
	_, err := eval(t, `upercase(first)`)
	if err == nil || err.Error() != `unknown function "upercase": did you mean "uppercase"?` {
		t.Fatalf("got %v", err)
	}
}

func TestDeterministic(t *testing.T) {
	for text, want := range map[string]bool{`a + 1`: true, `now()`: false, `a * $rate`: false, `"${now()}"`: false} {
		e, err := aql.ParseExpr(text, aql.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if got := expr.Deterministic(e); got != want {
			t.Errorf("Deterministic(%s) = %v", text, got)
		}
	}
}
