package lsm

import (
	"context"

	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/internal/cow"
)

// readBatch is how many pages are asked for at once when all are loaded.
const readBatch = 128

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
	mem := new(cow.Tree)
	st, err := readLog(chunks, m, func(f *frame) { applyOps(mem, f.ops) })
	if err != nil {
		return err
	}
	if st.torn {
		if err := s.m.TruncateLog(ctx, st.size); err != nil {
			return err
		}
	}
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

// loadRuns reads the page index of every run, and every page if they shall be
// resident.
func (s *Store) loadRuns(ctx context.Context, m *manifest) error {
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
		if s.pages.resident {
			if err := s.loadPages(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) loadPages(ctx context.Context, r *run) error {
	for at := 0; at < len(r.pages); at += readBatch {
		refs := r.pages[at:min(at+readBatch, len(r.pages))]
		ids := make([]uint64, len(refs))
		for i, ref := range refs {
			ids[i] = ref.id
		}
		data, err := s.m.ReadPages(ctx, ids)
		if err != nil {
			return err
		}
		if len(data) != len(ids) {
			return corrupt("pages of run " + num(r.id) + " are missing")
		}
		for i, ref := range refs {
			p, err := checkedPage(data[i], ref)
			if err != nil {
				return err
			}
			ref.data.Store(p)
		}
	}
	return nil
}
