package sorting

import "sort"

// Func sorts by a comparison; equal elements end in any order.
// Cost: O(n log n) comparisons.
func Func[T any](s []T, compare func(a, b T) int) { sort.Sort(&by[T]{s, compare}) }

// StableFunc sorts by a comparison; equal elements keep their order.
// Cost: O(n log² n) comparisons.
func StableFunc[T any](s []T, compare func(a, b T) int) { sort.Stable(&by[T]{s, compare}) }

// by is a slice with its order.
type by[T any] struct {
	s       []T
	compare func(a, b T) int
}

func (b *by[T]) Len() int           { return len(b.s) }
func (b *by[T]) Less(i, j int) bool { return b.compare(b.s[i], b.s[j]) < 0 }
func (b *by[T]) Swap(i, j int)      { b.s[i], b.s[j] = b.s[j], b.s[i] }
