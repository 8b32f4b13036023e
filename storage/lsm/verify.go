package lsm

import (
	"bytes"
	"context"
)

// Verify reads every page and checks what must hold of the pages: checksums,
// order within and between pages, counts, bounds, filters, and that no page is
// listed twice. The log was checked when the store was opened. It reads a
// consistent view; commits go on. Errors: CORRUPT naming what is wrong, those of
// the medium, CLOSED, CANCELED, TIMEOUT.
func (s *Store) Verify(ctx context.Context) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	var next uint64
	var set *runSet
	err := s.await(ctx, func() (bool, error) {
		if s.files.installing { // it may drop what the present state still lists
			return false, nil
		}
		next, set = s.nextPage.Load(), s.pub.set
		set.refs++
		return true, nil
	})
	if err != nil {
		return err
	}
	defer s.release(set)
	seen := map[uint64]bool{}
	for _, r := range set.runs {
		for _, id := range r.index {
			if seen[id] || id >= next {
				return corrupt("page " + num(id) + " is listed wrongly")
			}
			seen[id] = true
		}
		if err := s.verifyRun(ctx, r, seen, next); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) verifyRun(ctx context.Context, r *run, seen map[uint64]bool, next uint64) error {
	var prev []byte
	var c pageCursor
	for _, ref := range r.pages {
		if err := s.usable(ctx); err != nil {
			return err
		}
		name := "page " + num(ref.id) + " of run " + num(r.id)
		if seen[ref.id] || ref.id >= next {
			return corrupt(name + " is listed wrongly")
		}
		seen[ref.id] = true
		p, err := s.pages.read(ctx, ref)
		if err != nil {
			return err
		}
		c.reset(p)
		n, tombs := 0, 0
		for ok := c.first(); ok; ok = c.forward() {
			switch {
			case n == 0 && !bytes.Equal(c.key, ref.first):
				return corrupt(name + " does not begin as its index says")
			case prev != nil && bytes.Compare(prev, c.key) >= 0:
				return corrupt(name + " is out of order")
			case r.outside(markOf(c.key)) || !ref.admits(c.key, hashKey(c.key)):
				return corrupt(name + " holds a key that its filter or its run denies")
			}
			if n++; c.value == nil {
				tombs++
			}
			prev = c.key
		}
		if c.bad || n != ref.entries || tombs != ref.tombs {
			return corrupt(name + " disagrees with its index")
		}
	}
	if bytes.Compare(prev, r.last) > 0 {
		return corrupt("run " + num(r.id) + " goes beyond its last key")
	}
	return nil
}
