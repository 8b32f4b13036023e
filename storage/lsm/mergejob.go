package lsm

import (
	"bytes"
	"context"
	"errors"

	"github.com/auroradb/aurora/engine/dberr"
)

// mergeState tells about merging runs in the background.
type mergeState struct {
	running bool
	all     bool   // somebody asked for one run
	waiting bool   // for quiet
	seen    uint64 // the last commit when that began
	err     error
}

// errStopped ends a merge because the store is closing.
var errStopped = errors.New("stopped")

const (
	// minMerge is how many runs of similar size are let stand.
	minMerge = 4
	// maxRuns is how many runs are let stand in all.
	maxRuns = 8
)

// startMerge starts a merge if the runs ask for one. The caller holds mu.
func (s *Store) startMerge() {
	if !s.mayMerge() {
		return
	}
	runs := s.pub.set.runs
	n := pickMerge(runs)
	if s.merge.all && len(runs) > 1 {
		n = len(runs)
	}
	s.merge.all = false
	if s.mergeNewest(n); n < 2 {
		s.awaitQuiet()
	}
}

// mayMerge tells whether a merge can start. The caller holds mu.
func (s *Store) mayMerge() bool {
	return !s.merge.running && !s.closing && s.broken == nil && s.merge.err == nil
}

// mergeNewest starts to merge as many of the newest runs, if there are two. The caller
// holds mu.
func (s *Store) mergeNewest(n int) {
	if n < 2 {
		return
	}
	runs := s.pub.set.runs
	s.merge.running = true
	id := s.newRunID()
	s.jobs.Add(1)
	go s.mergeRuns(id, runs[:n:n], n == len(runs))
}

// pickMerge returns how many of the newest runs to merge, 0 for none. Beginning
// with the newest, a run joins if those before it are together at least half its
// size: so what remains beside the last, largest run is less than half of it,
// and an entry is rewritten a number of times that grows with the logarithm of
// the database's size. Tombstones in number make everything join, so that what
// they hide is given back.
func pickMerge(runs []*run) int {
	if len(runs) < 2 {
		return 0
	}
	n, sum, tombs := 1, runs[0].bytes, runs[0].tombs
	for n < len(runs) && 2*sum >= runs[n].bytes {
		sum += runs[n].bytes
		n++
	}
	for _, r := range runs[1 : len(runs)-1] {
		tombs += r.tombs
	}
	if len(runs) > 2 && 4*tombs >= runs[len(runs)-1].entries {
		return len(runs)
	}
	if n >= minMerge || len(runs) > maxRuns && n >= 2 {
		return n
	}
	if len(runs) > maxRuns {
		return len(runs) / 2
	}
	return 0
}

// mergeRuns merges runs into one, in a goroutine of its own.
func (s *Store) mergeRuns(id uint64, runs []*run, bottom bool) {
	defer s.jobs.Done()
	e := &edit{replaced: runs}
	st := stage{s: s}
	put := func(p Page) error {
		if s.stopping() {
			return errStopped
		}
		if s.stager != nil {
			return st.add(p)
		}
		e.pages = append(e.pages, p)
		return nil
	}
	keep := func(ref *pageRef, p Page) error {
		if s.pages.parks {
			if err := s.keep(ref, p); err != nil {
				return err
			}
		}
		return put(p)
	}
	b := newRunBuilder(s.opt.PageBytes, s.newPageID, keep, newPace(s.opt.Slice))
	job := mergeJob{pages: &s.pages, target: int64(s.opt.PageBytes), bottom: bottom, out: b}
	for _, r := range runs {
		job.sources = append(job.sources, &mergeSource{pages: &s.pages, r: r})
	}
	err := job.run()
	if err == nil {
		e.run, err = b.finish(id)
	}
	if err == nil {
		err = st.write()
	}
	if err != nil {
		st.undo()
		s.mergeFailed(err)
		return
	}
	s.submit(e)
}

// stopping reports whether background work is in vain, without mu.
func (s *Store) stopping() bool { return s.stopped.Load() }

// mergeFailed ends a merge that did not succeed. Nothing is lost: the runs stay
// as they are. On a full medium the next flush tries again; over damaged pages no
// merge is tried until the store is reopened.
func (s *Store) mergeFailed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merge.running = false
	switch {
	case errors.Is(err, errStopped), dberr.CodeOf(err) == dberr.QuotaExceeded:
	case dberr.CodeOf(err) == dberr.Corrupt:
		s.merge.err = err
	default:
		s.breakDown(err)
	}
	s.wake()
}

// mergeJob merges runs, the newest first. Whole pages that no other source
// reaches into are taken over as they are.
type mergeJob struct {
	pages   *pageStore
	target  int64
	bottom  bool // nothing lies below: tombstones can go
	out     *runBuilder
	sources []*mergeSource
}

// mergeSource stands at an entry of a run. At the first entry of a page the page
// need not be loaded.
type mergeSource struct {
	pages  *pageStore
	r      *run
	at     int
	loaded bool
	c      pageCursor
}

func (m *mergeSource) key() []byte {
	if m.loaded {
		return m.c.key
	}
	return m.r.pages[m.at].first
}

func (m *mergeSource) load() error {
	if m.loaded {
		return nil
	}
	ref := m.r.pages[m.at]
	p, err := m.pages.peek(context.Background(), ref)
	if err != nil {
		return err
	}
	m.c.reset(p)
	if !m.c.first() {
		return corrupt("page " + num(ref.id) + " holds a malformed entry")
	}
	m.loaded = true
	return nil
}

func (m *mergeSource) next() error {
	if m.c.forward() {
		return nil
	}
	if m.c.bad {
		return corrupt("page " + num(m.r.pages[m.at].id) + " holds a malformed entry")
	}
	m.at++
	m.loaded = false
	return nil
}

// upper returns a bound of the keys of the current page and whether keys equal
// to it may be in the page.
func (m *mergeSource) upper() (bound []byte, inclusive bool) {
	if m.at+1 < len(m.r.pages) {
		return m.r.pages[m.at+1].first, false
	}
	return m.r.last, true
}

func (j *mergeJob) run() error {
	for {
		live := j.sources[:0]
		for _, s := range j.sources {
			if s.at < len(s.r.pages) {
				live = append(live, s)
			}
		}
		if j.sources = live; len(live) == 0 {
			return nil
		}
		if err := j.step(); err != nil {
			return err
		}
		j.out.pace.rest()
	}
}

// step works off the smallest source until it ends a page or meets another.
func (j *mergeJob) step() error {
	cur, bound := j.choose()
	if bound != nil && bytes.Equal(cur.key(), bound) {
		return j.tie(cur)
	}
	if !cur.loaded && j.movable(cur, bound) {
		upper, _ := cur.upper()
		err := j.out.move(cur.r.pages[cur.at], shortKey(upper))
		cur.at++
		return err
	}
	if err := cur.load(); err != nil {
		return err
	}
	for cur.loaded && (bound == nil || bytes.Compare(cur.c.key, bound) < 0) {
		if err := j.put(cur); err != nil {
			return err
		}
		if err := cur.next(); err != nil {
			return err
		}
	}
	return nil
}

// choose returns the source with the smallest key, the newest of equals, and
// the smallest key of the others, nil if there is no other.
func (j *mergeJob) choose() (cur *mergeSource, bound []byte) {
	for _, s := range j.sources {
		switch {
		case cur == nil:
			cur = s
		case bytes.Compare(s.key(), cur.key()) < 0:
			cur, bound = s, cur.key()
		case bound == nil || bytes.Compare(s.key(), bound) < 0:
			bound = s.key()
		}
	}
	return cur, bound
}

// movable tells whether the whole page before the cursor can be taken over:
// no other source has a key in its range, and it is neither small nor full of
// tombstones that could go.
func (j *mergeJob) movable(cur *mergeSource, bound []byte) bool {
	ref := cur.r.pages[cur.at]
	if 2*ref.bytes < j.target || j.bottom && ref.tombs > 0 {
		return false
	}
	if bound == nil {
		return true
	}
	upper, inclusive := cur.upper()
	n := bytes.Compare(upper, bound)
	return n < 0 || n == 0 && !inclusive
}

// tie writes the newest of equal keys and passes over the others.
func (j *mergeJob) tie(cur *mergeSource) error {
	if err := cur.load(); err != nil {
		return err
	}
	if err := j.put(cur); err != nil {
		return err
	}
	key := cur.c.key
	for _, s := range j.sources {
		if s.at >= len(s.r.pages) || !bytes.Equal(s.key(), key) {
			continue
		}
		if err := s.load(); err != nil {
			return err
		}
		if err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

func (j *mergeJob) put(s *mergeSource) error {
	if s.c.value == nil && j.bottom {
		return nil
	}
	return j.out.add(s.c.key, s.c.value)
}
