package txn

import (
	"bytes"
	"slices"

	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/storage"
)

// ReadSet is what a transaction has read: single keys and ranges. A nil set
// records nothing.
type ReadSet struct {
	points map[string]struct{}
	ranges []storage.Range
}

// maxRanges is how many ranges are kept apart before they are merged.
const maxRanges = 256

// Touch records a key that was read by other means.
func (s *ReadSet) Touch(key []byte) { s.point(key) }

// TouchRange records a range whose keys an answer rests on, read by other means.
func (s *ReadSet) TouchRange(r storage.Range) { s.walked(r, nil, true) }

func (s *ReadSet) point(key []byte) {
	if s == nil {
		return
	}
	if s.points == nil {
		s.points = make(map[string]struct{})
	}
	s.points[string(key)] = struct{}{}
}

// walked records the part of a range that a scan has seen: all of it, or up to
// the last key it gave.
func (s *ReadSet) walked(r storage.Range, last []byte, ended bool) {
	if s == nil || !ended && last == nil {
		return
	}
	start, end := bytes.Clone(r.Start), bytes.Clone(r.End)
	switch {
	case !ended && r.Reverse:
		start = bytes.Clone(last)
	case !ended:
		end = append(bytes.Clone(last), 0)
	}
	if end != nil && bytes.Compare(start, end) >= 0 {
		return
	}
	r = storage.Range{Start: start, End: end}
	s.ranges = append(s.ranges, r)
	if len(s.ranges) > maxRanges {
		s.normalise()
	}
}

// normalise sorts the ranges and merges those that touch.
func (s *ReadSet) normalise() {
	sorting.Func(s.ranges, func(a, b storage.Range) int { return bytes.Compare(a.Start, b.Start) })
	out := s.ranges[:0]
	for _, r := range s.ranges {
		if n := len(out); n > 0 && (out[n-1].End == nil || bytes.Compare(r.Start, out[n-1].End) <= 0) {
			if out[n-1].End != nil && (r.End == nil || bytes.Compare(r.End, out[n-1].End) > 0) {
				out[n-1].End = r.End
			}
			continue
		}
		out = append(out, r)
	}
	s.ranges = out
}

// contains reports whether a key was read, or would have been if it had been
// there. The set must be normalised.
func (s *ReadSet) contains(key []byte) bool {
	if _, ok := s.points[string(key)]; ok {
		return true
	}
	// The first range that begins after the key; the one before it may hold it.
	i, _ := slices.BinarySearchFunc(s.ranges, key, func(r storage.Range, k []byte) int {
		if bytes.Compare(r.Start, k) <= 0 {
			return -1
		}
		return 1
	})
	if i == 0 {
		return false
	}
	end := s.ranges[i-1].End
	return end == nil || bytes.Compare(key, end) < 0
}
