package exec

import (
	"math"
	"strconv"

	"github.com/auroradb/aurora/engine/value"
)

// Interval is a width of time in whole seconds.
type Interval int64

// ParseInterval reads "5m": a number ≥ 1 and one of the units s m h d w.
func ParseInterval(text string) (Interval, bool) {
	if len(text) < 2 {
		return 0, false
	}
	unit, ok := map[byte]int64{'s': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 604800}[text[len(text)-1]]
	if !ok {
		return 0, false
	}
	digits := text[:len(text)-1]
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return 0, false
	}
	return Interval(n * unit), true
}

// Floor returns the beginning of the bucket that holds a moment, of the
// moment's kind: buckets begin at multiples of the interval from zero. Values
// that are no moments (neither DateTime nor number) have none.
func (iv Interval) Floor(v value.Raw) (value.Value, bool) {
	switch v.Kind() {
	case value.Int:
		return value.IntValue(iv.floor(v.Int())), true
	case value.Float:
		f := math.Floor(v.Float()/float64(iv)) * float64(iv)
		if math.IsInf(f, 0) {
			return value.Value{}, false
		}
		return value.FloatValue(f), true
	case value.DateTime:
		sec, _ := v.Time()
		return value.DateTimeValue(iv.floor(sec), 0), true
	}
	return value.Value{}, false
}

func (iv Interval) floor(n int64) int64 {
	rest := n % int64(iv)
	if rest < 0 {
		rest += int64(iv)
	}
	if n < math.MinInt64+rest {
		return math.MinInt64
	}
	return n - rest
}
