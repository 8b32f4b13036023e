package lsm

import (
	"context"

	"github.com/auroradb/aurora/storage"
)

// readBatch is how many pages are asked for at once when all are loaded.
const readBatch = 64

// Open recovers the database that a medium holds, an empty one if it holds
// nothing, and returns it ready for use. It owns the medium from then on and
// closes it when opening fails. The cost is that of the manifest, the page index
// and the log; resident pages are read as well.
//
// Errors: CORRUPT for damage, UNSUPPORTED for a newer format, those of the
// medium, CANCELED, TIMEOUT.
func Open(ctx context.Context, m Medium, opts *Options) (*Store, error) {
	s := &Store{m: m, info: m.Info(), ended: make(chan struct{}), changed: make(chan struct{})}
	s.opt = opts.withDefaults(s.info)
	s.stager, _ = m.(Stager)
	s.syncer, _ = m.(LogSyncer)
	s.pages.m, s.pages.resident, s.pages.cache.budget = m, s.opt.Resident, s.opt.CacheBytes
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
	mem := newMemtable()
	st, err := readLog(chunks, m, func(f *frame) { applyOps(mem, f.ops) })
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
	s.pub = view{mem: mem, set: set, seq: st.seq}
	s.last, s.lastSeq = mem, st.seq
	s.flush.seq = m.seq
	s.files = fileFigures{
		generation: m.generation, epoch: m.epoch, seq: m.seq, synced: m.synced, nextPage: m.nextPage, nextRun: m.nextRun,
		sets: []*runSet{set}, dropped: m.dropped,
	}
	s.log = logFigures{bytes: st.size, appended: st.seq, synced: st.synced}
	if s.syncer == nil {
		return nil
	}
	s.log.unsynced = st.size // nobody knows whether an earlier life synced it
	s.mu.Lock()
	s.schedule()
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

// loadRuns reads the page index of every run, and every page if they shall be
// resident.
func (s *Store) loadRuns(ctx context.Context, m *manifest) error {
	var refs []*pageRef
	for _, r := range m.runs {
		index, err := s.m.ReadPages(ctx, r.index)
		if err != nil {
			return err
		}
		if len(index) != len(r.index) {
			return corrupt("index pages of run " + num(r.id) + " are missing")
		}
		if err := r.readIndex(index); err != nil {
			return err
		}
		refs = append(refs, r.pages...)
	}
	if s.pages.resident {
		return s.loadPages(ctx, refs)
	}
	return nil
}

// loadPages reads pages; while some are checked the medium reads the next.
func (s *Store) loadPages(ctx context.Context, refs []*pageRef) error {
	type answer struct {
		data [][]byte
		err  error
	}
	ask := func(refs []*pageRef) <-chan answer {
		ids := make([]uint64, len(refs))
		for i, ref := range refs {
			ids[i] = ref.id
		}
		read := make(chan answer, 1)
		go func() {
			data, err := s.m.ReadPages(ctx, ids)
			if err == nil && len(data) != len(ids) {
				err = corrupt("pages are missing")
			}
			read <- answer{data, err}
		}()
		return read
	}
	part := func() (part []*pageRef) {
		n := min(readBatch, len(refs))
		part, refs = refs[:n], refs[n:]
		return part
	}
	for now, read := part(), (<-chan answer)(nil); len(now) > 0; {
		if read == nil {
			read = ask(now)
		}
		got := <-read
		if got.err != nil {
			return got.err
		}
		next := part()
		if read = nil; len(next) > 0 {
			read = ask(next)
		}
		for i, ref := range now {
			p, err := checkedPage(got.data[i], ref)
			if err != nil {
				if read != nil {
					<-read // the medium is closed when opening fails: nothing may be under way
				}
				return err
			}
			ref.data.Store(p)
		}
		now = next
	}
	return nil
}
