//go:build !js

package engine

import "sync/atomic"

// keepsSpare tells whether the memory of a request is used again.
const keepsSpare = true

// spare keeps the memory of one call for the next request: it is most of what a small
// one leaves to the garbage collector.
type spare struct{ call atomic.Pointer[Call] }

// take returns a call that is empty.
func (s *spare) take() *Call {
	if c := s.call.Swap(nil); c != nil {
		return c
	}
	return new(Call)
}

// give takes a call that nobody knows any more.
func (s *spare) give(c *Call) {
	*c = Call{}
	s.call.Store(c)
}
