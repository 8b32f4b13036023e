package lsm

import (
	"context"
	"time"

	"github.com/auroradb/aurora/storage"
)

// Open recovers the database that a medium holds, an empty one if it holds
// nothing, and returns it ready for use. It owns the medium from then on and
// closes it when opening fails. The cost is that of the manifest, the page index
// and the log.
//
// Errors: CORRUPT for damage, UNSUPPORTED for a newer format, those of the
// medium, CANCELED, TIMEOUT.
func Open(ctx context.Context, m Medium, opts *Options) (*Store, error) {
	s := &Store{m: m, info: m.Info(), leaving: make(chan struct{}), ended: make(chan struct{}), changed: make(chan struct{})}
	s.opt = opts.withDefaults(s.info)
	s.stager, _ = m.(Stager)
	s.syncer, _ = m.(LogSyncer)
	s.rotator, _ = m.(Rotator)
	s.pages.m, s.pages.parks, s.pages.cache.budget = m, !s.info.Synchronous, s.opt.CacheBytes
	if !s.pages.parks {
		s.pages.filler, _ = m.(Filler)
	}
	if err := s.recover(ctx); err != nil {
		_ = m.Close()
		return nil, err
	}
	return s, nil
}

// recover reads manifest, index and log.
func (s *Store) recover(ctx context.Context) error {
	if err := storage.ContextError(ctx); err != nil {
		return err
	}
	raw, chunks, err := s.m.Load(ctx)
	if err != nil {
		return err
	}
	m, err := readManifest(raw)
	if err != nil {
		return err
	}
	if err := s.loadRuns(ctx, m); err != nil {
		return err
	}
	beginnings := s.readBeginnings(ctx, m)
	mem := newMemtable(s.opt.MemtableBytes)
	st, err := readLog(chunks, m, s.rotator != nil, func(f *frame) { applyOps(mem, f.ops) })
	if e := <-beginnings; err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	if st.torn {
		if err := s.m.TruncateLog(ctx, st.size); err != nil {
			return err
		}
	}
	s.sweep(ctx, m)
	set := &runSet{runs: m.runs}
	s.epoch = st.epoch + 1
	s.pub = state{set: set, seq: st.seq}
	s.last, s.lastSeq = mem, st.seq
	s.flush.seq = m.seq
	s.nextPage.Store(m.nextPage)
	s.files = fileFigures{
		generation: m.generation, epoch: m.epoch, seq: m.seq, synced: m.synced, nextRun: m.nextRun,
		sets: []*runSet{set}, dropped: m.dropped,
	}
	s.log = logFigures{bytes: st.size, appended: st.seq, synced: st.synced}
	if s.pages.parks && len(set.runs) > 0 {
		set.refs++ // its pages stay on the medium meanwhile
		s.jobs.Add(1)
		go s.warm(set)
	}
	if s.syncer != nil {
		s.log.unsynced = st.size // nobody knows whether an earlier life synced it
	}
	s.mu.Lock()
	s.schedule()
	s.awaitQuiet()
	s.mu.Unlock()
	return nil
}

// sweep gives back the room of pages that no manifest came to list. A failure costs
// that room until the next opening, nothing else.
func (s *Store) sweep(ctx context.Context, m *manifest) {
	sweeper, ok := s.m.(Sweeper)
	if !ok {
		return
	}
	live := append([]uint64(nil), m.dropped...)
	for _, r := range m.runs {
		live = append(live, r.index...)
		for _, ref := range r.pages {
			live = append(live, ref.id)
		}
	}
	_ = sweeper.Sweep(ctx, live)
}

// loadRuns reads the page index of every run.
func (s *Store) loadRuns(ctx context.Context, m *manifest) error {
	var ids []uint64
	for _, r := range m.runs {
		ids = append(ids, r.index...)
	}
	index, err := s.m.ReadPages(ctx, ids)
	if err != nil {
		return missing(err)
	}
	if len(index) != len(ids) {
		return corrupt("index pages are missing")
	}
	for _, r := range m.runs {
		if err := r.readIndex(index[:len(r.index)]); err != nil {
			return err
		}
		index = index[len(r.index):]
	}
	return nil
}

// readBeginnings reads the first page of every run while the log is read, if the
// medium parks: an engine keeps what it opens with under the lowest keys.
func (s *Store) readBeginnings(ctx context.Context, m *manifest) <-chan error {
	done := make(chan error, 1)
	if !s.pages.parks {
		done <- nil
		return done
	}
	var refs []*pageRef
	for _, r := range m.runs {
		refs = append(refs, r.pages[0])
	}
	go func() { done <- s.pages.fetch(ctx, refs, false) }()
	return done
}

// opening returns the pages that loadRuns and readBeginnings will ask for.
func (s *runSet) opening() []uint64 {
	var ids []uint64
	for _, r := range s.runs {
		ids = append(ids, r.index...)
	}
	for _, r := range s.runs {
		ids = append(ids, r.pages[0].id)
	}
	return ids
}

// warmAfter is how long the pages wait that nobody has asked for: who opens a
// database asks for some at once.
const warmAfter = 30 * time.Millisecond

// warmBatch is how many pages are asked for at once when nobody waits for them.
const warmBatch = 8

// warm fills the cache of a medium that parks, until it is full, so that most reads
// need not wait. What it cannot read those will meet who need it.
func (s *Store) warm(set *runSet) {
	defer s.jobs.Done()
	defer s.release(set)
	pause := warmAfter
	for _, r := range set.runs {
		for at := 0; at < len(r.pages); at += warmBatch {
			select {
			case <-s.leaving:
				return
			case <-time.After(pause):
			}
			part := r.pages[at:min(at+warmBatch, len(r.pages))]
			need := int64(0)
			for _, ref := range part {
				need += ref.size()
			}
			if s.stopping() || s.pages.cache.room() < need || s.pages.fetch(context.Background(), part, false) != nil {
				return
			}
			pause = s.opt.Slice
		}
	}
}

// release gives a set back that was held by its count of references.
func (s *Store) release(set *runSet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set.refs--
	s.reap()
}
