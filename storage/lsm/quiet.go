//go:build !js

package lsm

import "time"

// While nobody writes, runs are merged that would be let stand otherwise: a scan
// through one of them costs half of one through six, and a look-up asks one filter.
// And the room of pages is given back that somebody still read when they were
// replaced: else it would wait for the next flush.

const (
	// quietShare bounds what that writes: a run is written anew when an eighth of its
	// size came since.
	quietShare = 8
	// maxQuiet is how much is merged so at most.
	maxQuiet = 1 << 30
)

// pickQuiet returns how many of the newest runs to merge while nobody writes, 0 for
// none.
func pickQuiet(runs []*run) int {
	n, sum := 0, int64(0)
	for n < len(runs) && quietShare*sum >= runs[n].bytes || n == 0 && len(runs) > 0 {
		if sum += runs[n].bytes; sum > maxQuiet {
			break
		}
		n++
	}
	if n < 2 {
		return 0
	}
	return n
}

// awaitQuiet arranges that this is done once nobody has written for a while. The
// caller holds mu.
func (s *Store) awaitQuiet() {
	if s.opt.Quiet <= 0 || s.merge.waiting || s.closing || len(s.files.dropped) == 0 && pickQuiet(s.pub.set.runs) == 0 {
		return
	}
	s.merge.waiting, s.merge.seen = true, s.pub.seq
	time.AfterFunc(s.opt.Quiet, s.quiet)
}

func (s *Store) quiet() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merge.waiting = false
	switch {
	case !s.mayMerge(): // a merge that runs asks again when it is through
	case s.pub.seq != s.merge.seen || s.pub.imm != nil:
		s.awaitQuiet()
	case len(s.files.dropped) > 0: // a merge may need the room; it comes after this
		s.ready(&edit{})
	default:
		s.mergeNewest(pickQuiet(s.pub.set.runs))
	}
}
