package aql

// slab makes values several at a time: a tree has many, and they live and die
// together.
type slab[T any] struct {
	free []T
	size int
}

// largestSlab bounds what a slab makes at once.
const largestSlab = 32

func (s *slab[T]) make() *T {
	if len(s.free) == 0 {
		s.grow()
	}
	x := &s.free[0]
	s.free = s.free[1:]
	return x
}

// grow is no part of make: it would be copied to every place that makes one.
//
//go:noinline
func (s *slab[T]) grow() {
	s.size = min(max(2*s.size, 4), largestSlab)
	s.free = make([]T, s.size)
}
