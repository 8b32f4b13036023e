package sorting

import "cmp"

// Ordered sorts numbers or texts.
// Cost: O(n log n) comparisons and room for half of the elements.
func Ordered[T cmp.Ordered](s []T) { StableFunc(s, cmp.Compare[T]) }

// few elements are sorted in place by insertion, without an allocation.
const few = 12

// Func sorts by a comparison; equal elements keep their order, which is more
// than callers may rely on.
// Cost: O(n log n) comparisons.
func Func[T any](s []T, compare func(a, b T) int) { StableFunc(s, compare) }

// StableFunc sorts by a comparison; equal elements keep their order.
// Cost: O(n log n) comparisons and room for half of the elements.
func StableFunc[T any](s []T, compare func(a, b T) int) {
	var room []T
	if len(s) > few {
		room = make([]T, len(s)/2)
	}
	sort(s, room, compare)
}

// sort is a merge sort; it keeps the comparison from escaping, as a value of
// sort.Interface would not.
func sort[T any](s, room []T, compare func(a, b T) int) {
	if len(s) <= few {
		for i := 1; i < len(s); i++ {
			for j := i; j > 0 && compare(s[j], s[j-1]) < 0; j-- {
				s[j], s[j-1] = s[j-1], s[j]
			}
		}
		return
	}
	mid := len(s) / 2
	sort(s[:mid], room, compare)
	sort(s[mid:], room, compare)
	if compare(s[mid], s[mid-1]) >= 0 {
		return
	}
	left := room[:copy(room, s[:mid])]
	to, right := 0, s[mid:]
	for len(left) > 0 && len(right) > 0 {
		if compare(right[0], left[0]) < 0 {
			s[to], right = right[0], right[1:]
		} else {
			s[to], left = left[0], left[1:]
		}
		to++
	}
	copy(s[to:], left)
}
