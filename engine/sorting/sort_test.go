package sorting

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSorts(t *testing.T) {
	type pair struct{ key, place int }
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.IntRange(0, 30), -1, 100).Draw(t, "keys")
		a := make([]pair, len(keys))
		for i, k := range keys {
			a[i] = pair{k, i}
		}
		b := slices.Clone(a)
		byKey := func(x, y pair) int { return cmp.Compare(x.key, y.key) }
		Func(a, byKey)
		StableFunc(b, byKey)
		if !slices.IsSortedFunc(a, byKey) {
			t.Fatalf("Func: %v", a)
		}
		if !slices.IsSortedFunc(b, func(x, y pair) int { return cmp.Or(byKey(x, y), cmp.Compare(x.place, y.place)) }) {
			t.Fatalf("StableFunc: %v", b)
		}
	})
}
