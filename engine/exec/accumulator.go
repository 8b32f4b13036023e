package exec

import (
	"math"
	"math/bits"
	"strconv"

	"github.com/auroradb/aurora/engine/value"
)

// Func is an aggregate function.
type Func uint8

// The functions. First and Last belong to downsample, RowNumber and Rank to
// windows.
const (
	Count Func = iota
	Sum
	Avg
	Min
	Max
	First
	Last
	RowNumber
	Rank
)

// accumulator gathers numbers and extremes. Ints are summed exactly in 128
// bits, Floats with compensation, so that the order of the rows hardly matters.
// The zero value has seen nothing. merge makes it a semigroup, for windows.
type accumulator struct {
	n      int // values that are neither null nor absent
	nums   int // numbers among them
	floats bool
	hi     int64 // sum of the Ints
	lo     uint64
	sum    float64 // sum of the Floats
	comp   float64
	min    value.Raw
	max    value.Raw
}

// add takes a value that is not null. The bytes must stay valid.
func (a *accumulator) add(v value.Raw) {
	a.n++
	if a.min == nil || value.CompareRaw(v, a.min) < 0 {
		a.min = v
	}
	if a.max == nil || value.CompareRaw(v, a.max) > 0 {
		a.max = v
	}
	switch v.Kind() {
	case value.Int:
		a.nums++
		a.addInt(v.Int())
	case value.Float:
		a.nums++
		a.floats = true
		a.addFloat(v.Float())
	}
}

func (a *accumulator) addInt(n int64) {
	lo, carry := bits.Add64(a.lo, uint64(n), 0)
	a.lo = lo
	a.hi += n>>63 + int64(carry)
}

// addFloat is Neumaier's compensated sum.
func (a *accumulator) addFloat(f float64) {
	t := a.sum + f
	if math.Abs(a.sum) >= math.Abs(f) {
		a.comp += (a.sum - t) + f
	} else {
		a.comp += (f - t) + a.sum
	}
	a.sum = t
}

// merge adds what b has seen.
func (a *accumulator) merge(b *accumulator) {
	if b.n == 0 {
		return
	}
	a.n += b.n
	a.nums += b.nums
	a.floats = a.floats || b.floats
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	a.lo = lo
	a.hi += b.hi + int64(carry)
	a.addFloat(b.sum)
	a.comp += b.comp
	if a.min == nil || value.CompareRaw(b.min, a.min) < 0 {
		a.min = b.min
	}
	if a.max == nil || value.CompareRaw(b.max, a.max) > 0 {
		a.max = b.max
	}
}

// total is the sum as a Float.
func (a *accumulator) total() float64 {
	return a.ints() + (a.sum + a.comp)
}

// ints is the sum of the Ints as a Float. Small sums do not pass through the
// halves, where they would be rounded away.
func (a *accumulator) ints() float64 {
	if a.hi == int64(a.lo)>>63 {
		return float64(int64(a.lo))
	}
	return math.Ldexp(float64(a.hi), 64) + float64(a.lo)
}

// append writes the result of a function as JSON. A sum of Ints is an Int, a
// Float only if it does not fit.
func (a *accumulator) append(dst []byte, f Func) []byte {
	switch f {
	case Count:
		return strconv.AppendInt(dst, int64(a.n), 10)
	case Sum:
		if !a.floats && a.hi == int64(a.lo)>>63 {
			return strconv.AppendInt(dst, int64(a.lo), 10)
		}
		return appendFloat(dst, a.total())
	case Avg:
		if a.nums > 0 {
			return appendFloat(dst, a.total()/float64(a.nums))
		}
	case Min:
		if a.min != nil {
			return a.min.AppendJSON(dst)
		}
	case Max:
		if a.max != nil {
			return a.max.AppendJSON(dst)
		}
	}
	return append(dst, "null"...)
}

// appendFloat writes a Float; one beyond the range of doubles is null.
func appendFloat(dst []byte, f float64) []byte {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return append(dst, "null"...)
	}
	return value.FloatValue(f).AppendJSON(dst)
}
