package exec

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/value"
)

func TestParseInterval(t *testing.T) {
	for text, want := range map[string]Interval{
		"1s": 1, "5m": 300, "2h": 7200, "1d": 86400, "3w": 1814400, "007s": 7,
		"": 0, "5": 0, "m": 0, "0d": 0, "-5m": 0, "1.5h": 0, "5x": 0, "5 m": 0, "5M": 0, "99999999999999999999s": 0, "9223372036854775807w": 0,
	} {
		if got, ok := ParseInterval(text); got != want || ok != (want > 0) {
			t.Errorf("%q is %d, not %d", text, got, want)
		}
	}
}

func TestFloor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		iv := Interval(rapid.Int64Range(1, 1<<40).Draw(t, "interval"))
		n := rapid.Int64Range(math.MinInt64/2, math.MaxInt64).Draw(t, "n")
		v, ok := iv.Floor(value.Encode(value.IntValue(n)))
		if k := v.Int(); !ok || k > n || n-k >= int64(iv) || k%int64(iv) != 0 {
			t.Fatalf("%d in buckets of %d begins at %d", n, iv, v.Int())
		}
	})
	if _, ok := Interval(5).Floor(value.Encode(value.StringValue("x"))); ok {
		t.Error("a text is no moment")
	}
	if v, _ := Interval(60).Floor(value.Encode(value.DateTimeValue(-1, 5))); !value.Equal(v, value.DateTimeValue(-60, 0)) {
		t.Errorf("before 1970: %s", v.Text())
	}
}
