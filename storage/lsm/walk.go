package lsm

import (
	"context"

	"github.com/auroradb/aurora/storage"
)

// walk is what a scan needs in memory, in one piece: most scans end after a few
// pairs.
type walk struct {
	merger  merger
	sources [inlineSources]cursor
	heads   [inlineSources]head
	order   [inlineSources]*head
	trees   [2]treeCursor
	runs    [inlineSources - 2]runCursor
}

// takeWalk returns a walk that is empty.
func (s *Store) takeWalk() *walk {
	if w := s.walk.Swap(nil); w != nil {
		return w
	}
	return new(walk)
}

// giveWalk keeps the memory of a walk that ended for the next one, with the room for
// transient keys.
func (s *Store) giveWalk(w *walk) {
	var own [len(w.runs)][]byte
	for i := range w.runs {
		own[i] = w.runs[i].c.own
	}
	*w = walk{}
	for i := range w.runs {
		w.runs[i].c.own = own[i]
	}
	s.walk.Store(w)
}

// inlineSources is how many sources need no memory of their own.
const inlineSources = 6

// gather reads the pages at which a walk through a range begins, of all runs in one
// go.
func (s *snapshot) gather(ctx context.Context, sieve *sieve) error {
	refs, r := make([]*pageRef, 0, inlineSources), sieve.r
	for _, run := range s.view.set.runs {
		if sieve.stops(run) {
			continue
		}
		i := len(run.pages) - 1
		if r.Reverse && r.End != nil {
			i = run.find(r.End)
		} else if !r.Reverse {
			i = run.find(r.Start)
		}
		refs = append(refs, run.pages[max(i, 0)])
	}
	return s.store.pages.fetch(ctx, refs, true)
}

// open returns the merger of a range. Its sources are ordered from the newest to
// the oldest; those that cannot hold a key of the range are left out.
func (w *walk) open(ctx context.Context, s *snapshot, r storage.Range) *merger {
	list, trees := w.sources[:0], w.trees[:0]
	sieve := newSieve(&r)
	for _, mem := range [...]*memtable{s.view.mem, s.view.imm} {
		if mem != nil && !sieve.stopsMem(mem) {
			trees = append(trees, treeCursor{c: mem.Cursor()})
			list = append(list, &trees[len(trees)-1])
		}
	}
	if s.store.pages.parks {
		w.merger.err = s.gather(ctx, &sieve)
	}
	used := 0
	for _, run := range s.view.set.runs {
		if sieve.stops(run) {
			continue
		}
		var c *runCursor
		if used < len(w.runs) {
			c = &w.runs[used]
			used++
		} else {
			c = new(runCursor)
		}
		c.ctx, c.pages, c.r, c.rng, c.at, c.c.transient = ctx, &s.store.pages, run, r, -1, r.Transient && !r.Reverse
		list = append(list, c)
	}
	heads := w.heads[:]
	if len(list) > len(heads) {
		heads = make([]head, len(list))
	}
	for i, c := range list {
		heads[i].run, _ = c.(*runCursor)
	}
	w.merger = merger{
		err:     w.merger.err,
		sources: list, rng: r, reverse: r.Reverse, heads: heads[:len(list)], order: w.order[:0],
		skip: sharedPrefix(r.Start, r.End), // keys between two bounds begin with whatever the bounds have in common
	}
	return &w.merger
}
