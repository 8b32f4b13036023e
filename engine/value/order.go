package value

import (
	"cmp"
	"math"
	"strings"

	"github.com/auroradb/aurora/engine/sorting"
)

// Compare returns -1, 0 or +1 for a before, equal to or after b in the total
// order. Int and Float compare by their exact numeric values; -0 equals 0.
// Cost: linear; objects are sorted by key first.
func Compare(a, b Value) int {
	if c := cmp.Compare(a.kind.rank(), b.kind.rank()); c != 0 {
		return c
	}
	switch a.kind {
	case Bool:
		return cmp.Compare(a.num, b.num)
	case Int, Float:
		return compareNumbers(a.kind, a.num, b.kind, b.num)
	case String, Uuid, Bytes:
		return strings.Compare(a.str, b.str)
	case DateTime:
		if c := cmp.Compare(int64(a.num), int64(b.num)); c != 0 {
			return c
		}
		return cmp.Compare(a.nsec, b.nsec)
	case Array:
		return compareItems(a.comp.items, b.comp.items)
	case Object:
		return compareFields(a.comp.fields, b.comp.fields)
	}
	return 0
}

// Equal reports whether a and b are equal in the total order: 5 equals 5.0, and
// the order of an object's fields does not matter.
func Equal(a, b Value) bool { return Compare(a, b) == 0 }

// SameKind reports whether a and b are of one kind; Int and Float are one.
func SameKind(a, b Value) bool { return a.kind.rank() == b.kind.rank() }

func compareItems(a, b []Value) int {
	for i := range min(len(a), len(b)) {
		if c := Compare(a[i], b[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

func compareFields(a, b []Field) int {
	var bufA, bufB [16]int
	ia := sortedFields(bufA[:0], a)
	ib := sortedFields(bufB[:0], b)
	for i := range min(len(ia), len(ib)) {
		fa, fb := &a[ia[i]], &b[ib[i]]
		if c := strings.Compare(fa.Name, fb.Name); c != 0 {
			return c
		}
		if c := Compare(fa.Value, fb.Value); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(ia), len(ib))
}

// sortedFields appends the places of the fields in the order of their names.
func sortedFields(dst []int, fields []Field) []int {
	for i := range fields {
		dst = append(dst, i)
	}
	if len(dst) > 12 {
		sorting.StableFunc(dst, func(i, j int) int { return strings.Compare(fields[i].Name, fields[j].Name) })
		return dst
	}
	for i := 1; i < len(dst); i++ {
		for j := i; j > 0 && fields[dst[j]].Name < fields[dst[j-1]].Name; j-- {
			dst[j], dst[j-1] = dst[j-1], dst[j]
		}
	}
	return dst
}

// compareNumbers compares Ints and Floats given as kind and bits.
func compareNumbers(ka Kind, a uint64, kb Kind, b uint64) int {
	switch {
	case ka == Int && kb == Int:
		return cmp.Compare(int64(a), int64(b))
	case ka == Float && kb == Float:
		return compareFloats(math.Float64frombits(a), math.Float64frombits(b))
	case ka == Int:
		return compareIntFloat(int64(a), math.Float64frombits(b))
	}
	return -compareIntFloat(int64(b), math.Float64frombits(a))
}

func compareFloats(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

const (
	twoTo53 = float64(1 << 53)
	twoTo63 = float64(1 << 63)
)

// compareIntFloat compares without rounding either side. Cost: O(1).
func compareIntFloat(n int64, f float64) int {
	switch {
	case f >= twoTo63:
		return -1
	case f < -twoTo63:
		return 1
	}
	whole := int64(f)
	if n != whole {
		return cmp.Compare(n, whole)
	}
	return -compareFloats(f-float64(whole), 0)
}

// exactInt returns f as an int64 if it is a whole number that fits.
func exactInt(f float64) (int64, bool) {
	if f >= -twoTo63 && f < twoTo63 && f == math.Trunc(f) {
		return int64(f), true
	}
	return 0, false
}
