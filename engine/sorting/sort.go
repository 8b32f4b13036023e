//go:build !js

package sorting

import (
	"cmp"
	"slices"
)

// Ordered sorts numbers or texts.
// Cost: O(n log n) comparisons.
func Ordered[T cmp.Ordered](s []T) { slices.Sort(s) }

// Func sorts by a comparison; equal elements end in any order.
// Cost: O(n log n) comparisons.
func Func[T any](s []T, compare func(a, b T) int) { slices.SortFunc(s, compare) }

// StableFunc sorts by a comparison; equal elements keep their order.
// Cost: O(n log n) comparisons.
func StableFunc[T any](s []T, compare func(a, b T) int) { slices.SortStableFunc(s, compare) }
