package exec

import (
	"context"
	"math"
	"math/big"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/value"
)

// doc is a document with one field v, absent if v is nil.
func doc(v *value.Value) value.Raw {
	var f []value.Field
	if v != nil {
		f = append(f, value.Field{Name: "v", Value: *v})
	}
	return value.Encode(value.ObjectValue(f))
}

func TestWindowAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 6).Draw(t, "size")
		fn := rapid.SampledFrom([]Func{Sum, Avg, Min, Max, Count}).Draw(t, "func")
		ref := NewRef("v")
		win := &Window{Func: fn, Ref: &ref, Size: size}
		w := NewWriter(context.Background(), &Env{}, nil)
		var vals []*value.Value
		for i := range rapid.IntRange(0, 30).Draw(t, "rows") {
			var v *value.Value
			if rapid.IntRange(0, 4).Draw(t, "given") > 0 {
				x := value.IntValue(rapid.Int64Range(-9, 9).Draw(t, "v"))
				v = &x
			}
			vals = append(vals, v)
			w.Buf = w.Buf[:0]
			if err := win.Append(w, &Row{Num: uint64(i + 1), Doc: doc(v)}); err != nil {
				t.Fatal(err)
			}
			if want := naiveWindow(vals[max(0, len(vals)-size):], fn); string(w.Buf) != want {
				t.Fatalf("row %d: %s, not %s", i, w.Buf, want)
			}
		}
	})
}

func naiveWindow(vals []*value.Value, fn Func) string {
	n, sum, lo, hi := 0, int64(0), int64(0), int64(0)
	for _, v := range vals {
		if v == nil {
			continue
		}
		x := v.Int()
		if n == 0 || x < lo {
			lo = x
		}
		if n == 0 || x > hi {
			hi = x
		}
		n++
		sum += x
	}
	switch {
	case fn == Count:
		return strconv.Itoa(n)
	case fn == Sum:
		return strconv.FormatInt(sum, 10)
	case n == 0:
		return "null"
	case fn == Min:
		return strconv.FormatInt(lo, 10)
	case fn == Max:
		return strconv.FormatInt(hi, 10)
	}
	return string(value.FloatValue(float64(sum) / float64(n)).AppendJSON(nil))
}

func TestSumOfIntsIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var a accumulator
		want := new(big.Int)
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			n := rapid.Int64().Draw(t, "v")
			a.add(value.Encode(value.IntValue(n)))
			want.Add(want, big.NewInt(n))
		}
		got := string(a.append(nil, Sum))
		if want.IsInt64() {
			if got != want.String() {
				t.Fatalf("%s, not %s", got, want)
			}
			return
		}
		f, err := strconv.ParseFloat(got, 64)
		exact, _ := new(big.Float).SetInt(want).Float64()
		if err != nil || math.Abs(f-exact) > 1e-12*math.Abs(exact) {
			t.Fatalf("%s, not about %s", got, want)
		}
	})
}

func TestRankAndRowNumber(t *testing.T) {
	ref := NewRef("v")
	rank, number := &Window{Func: Rank, Ref: &ref}, &Window{Func: RowNumber}
	w := NewWriter(context.Background(), &Env{}, nil)
	for i, v := range []int64{3, 3, 4, 5, 5, 5, 6} {
		x := value.IntValue(v)
		for _, win := range []*Window{rank, number} {
			if err := win.Append(w, &Row{Num: uint64(i), Doc: doc(&x)}); err != nil {
				t.Fatal(err)
			}
		}
		w.Buf = append(w.Buf, ' ')
	}
	if got := string(w.Buf); got != "11 12 33 44 45 46 77 " {
		t.Error(got)
	}
}
