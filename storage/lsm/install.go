package lsm

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
)

// installReady installs what is ready, beside the writer.
func (s *Store) installReady() {
	defer s.jobs.Done()
	for {
		s.mu.Lock()
		if len(s.flush.ready) == 0 || s.broken != nil {
			s.flush.installing = false
			s.mu.Unlock()
			return
		}
		e := s.flush.ready[0]
		s.flush.ready = s.flush.ready[1:]
		s.mu.Unlock()
		s.install(e)
	}
}

// install makes an edit part of the database. The caller is the writer, or the only one
// that installs.
func (s *Store) install(e *edit) {
	s.mu.Lock()
	set := s.pub.set.with(e)
	obsolete := e.obsolete()
	drop, known := s.files.dropped, len(s.files.dropped)
	m := manifest{
		generation: s.files.generation + 1, epoch: s.files.epoch, seq: s.files.seq,
		nextPage: s.nextPage.Load(), nextRun: s.files.nextRun, runs: set.runs, synced: s.log.synced,
	}
	m.dropped = append(append(m.dropped, drop...), obsolete...)
	for _, old := range s.files.sets {
		m.dropped = append(m.dropped, old.obsolete...)
	}
	change := Edit{Put: e.pages, Manifest: nil, Drop: drop, CutLog: e.flush}
	if s.stager != nil && e.run != nil {
		change.Staged = e.fresh()
	}
	if e.flush {
		m.seq, m.epoch = s.flush.seq, s.epoch
		if s.rotator == nil {
			m.synced = s.log.appended // the tail is part of this change
		}
		m.synced = max(m.seq, m.synced)
		change.Tail = s.flush.frames
	}
	change.Manifest = m.encode()
	if s.pages.parks {
		change.Opening = set.opening()
	}
	s.files.installing = true
	s.mu.Unlock()

	err := s.m.Install(context.Background(), change)

	s.mu.Lock()
	defer s.mu.Unlock()
	s.files.installing = false
	if err != nil {
		s.installFailed(e, err)
		return
	}
	s.files.generation, s.files.epoch, s.files.seq, s.files.synced = m.generation, m.epoch, m.seq, m.synced
	s.files.dropped = s.files.dropped[known:]
	s.pub.set.obsolete = append(s.pub.set.obsolete, obsolete...)
	s.pub.set = set
	s.files.sets = append(s.files.sets, set)
	if e.flush {
		s.endFlush()
	}
	if e.replaced != nil {
		s.merge.running = false
	}
	s.reap()
	if e.replaced != nil && len(s.files.dropped) > 0 {
		s.flush.ready = append(s.flush.ready, &edit{}) // give the room back
	}
	s.startMerge()
	s.wake()
	s.kick()
}

// endFlush notes that the flushed memtable is in pages. The caller holds mu.
func (s *Store) endFlush() {
	s.flushes++
	s.pub.imm = nil
	s.log.bytes = s.flush.tail
	s.flush.running, s.flush.err, s.flush.tail, s.flush.frames = false, nil, 0, nil
	s.log.appended = max(s.log.appended, s.files.seq)
	s.log.synced = max(s.log.synced, s.files.seq)
	if s.rotator == nil {
		s.log.synced, s.log.unsynced = s.log.appended, 0
	}
	n := 0 // lazy commits that the pages hold need no frame any more
	for n < len(s.lazy) && s.lazy[n].seq <= s.files.seq {
		s.log.lazyBytes -= frameSize(s.lazy[n])
		n++
	}
	s.lazy = s.lazy[n:]
}

// installFailed keeps the old state. The caller holds mu.
func (s *Store) installFailed(e *edit, err error) {
	if s.stager != nil && e.run != nil && dberr.CodeOf(err) == dberr.QuotaExceeded {
		st := stage{s: s, done: e.fresh()}
		s.jobs.Add(1)
		go func() {
			defer s.jobs.Done()
			st.undo()
		}()
	}
	if e.flush {
		s.flush.running, s.flush.err = false, err
		s.flush.retryAt = s.acknowledgedBytes() + s.opt.MemtableBytes
	}
	if e.replaced != nil {
		s.merge.running = false
	}
	if dberr.CodeOf(err) != dberr.QuotaExceeded {
		s.breakDown(err)
	}
	s.wake()
	s.kick()
}

// reap finds the pages that no snapshot can read any more. The caller holds mu.
func (s *Store) reap() {
	for len(s.files.sets) > 1 && s.files.sets[0].refs == 0 {
		s.files.dropped = append(s.files.dropped, s.files.sets[0].obsolete...)
		s.files.sets = s.files.sets[1:]
	}
}

// with returns the set after an edit.
func (s *runSet) with(e *edit) *runSet {
	next := &runSet{}
	if e.flush && e.run != nil {
		next.runs = append(next.runs, e.run)
	}
	for _, r := range s.runs {
		if !e.replaces(r) {
			next.runs = append(next.runs, r)
		} else if r == e.replaced[0] && e.run != nil {
			next.runs = append(next.runs, e.run)
		}
	}
	return next
}

func (e *edit) replaces(r *run) bool {
	for _, old := range e.replaced {
		if old == r {
			return true
		}
	}
	return false
}

// obsolete returns the pages of the replaced runs that the new run does not
// take over.
func (e *edit) obsolete() []uint64 {
	if len(e.replaced) == 0 {
		return nil
	}
	kept := map[uint64]bool{}
	if e.run != nil {
		for _, ref := range e.run.pages {
			kept[ref.id] = true
		}
	}
	var ids []uint64
	for _, r := range e.replaced {
		for _, ref := range r.pages {
			if !kept[ref.id] {
				ids = append(ids, ref.id)
			}
		}
		ids = append(ids, r.index...)
	}
	return ids
}

// fresh returns the pages that were written for the new run.
func (e *edit) fresh() []uint64 {
	old := map[uint64]bool{}
	for _, r := range e.replaced {
		for _, ref := range r.pages {
			old[ref.id] = true
		}
	}
	ids := append([]uint64(nil), e.run.index...)
	for _, ref := range e.run.pages {
		if !old[ref.id] {
			ids = append(ids, ref.id)
		}
	}
	return ids
}
