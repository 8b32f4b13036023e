package lsm

import (
	"bytes"
	"context"
	"iter"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// pollEvery is the number of pairs between two looks at a context.
const pollEvery = 64

// snapshot is a view that somebody holds.
type snapshot struct {
	store  *Store
	view   view
	closed atomic.Bool
}

func (s *snapshot) check(ctx context.Context) error {
	if s.closed.Load() {
		return dberr.New(dberr.Closed, "the snapshot is closed")
	}
	return s.store.usable(ctx)
}

func (s *snapshot) Get(ctx context.Context, key []byte) ([]byte, error) {
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	hash := hashKey(key)
	value, ok := s.view.mem.lookup(key, hash)
	if !ok && s.view.imm != nil {
		value, ok = s.view.imm.lookup(key, hash)
	}
	if ok {
		return found(value)
	}
	want := markOf(key)
	for _, r := range s.view.set.runs {
		ref := r.pageFor(key, want, hash)
		if ref == nil {
			continue
		}
		value, ok, err := s.store.pages.get(ctx, ref, key)
		if err != nil {
			return nil, err
		}
		if ok {
			return found(value)
		}
	}
	return nil, storage.ErrNotFound
}

// found turns a tombstone into absence.
func found(value []byte) ([]byte, error) {
	if value == nil {
		return nil, storage.ErrNotFound
	}
	return value, nil
}

func (s *snapshot) Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error] {
	return func(yield func(storage.KV, error) bool) {
		if err := s.check(ctx); err != nil {
			yield(storage.KV{}, err)
			return
		}
		w := s.store.takeWalk()
		s.walk(ctx, r, w.open(ctx, s, r), yield)
		s.store.giveWalk(w)
	}
}

func (s *snapshot) walk(ctx context.Context, r storage.Range, m *merger, yield func(storage.KV, error) bool) {
	start := r.Start
	if r.Reverse {
		start = r.End
	}
	n := 0
	for ok := m.seek(start); ok; ok = m.next() {
		key, value := m.entry()
		if n++; n%pollEvery == 0 {
			if err := s.check(ctx); err != nil {
				yield(storage.KV{}, err)
				return
			}
		}
		if value != nil && !yield(storage.KV{Key: key, Value: value}, nil) {
			return
		}
	}
	if m.err != nil {
		yield(storage.KV{}, m.err)
	}
}

// First implements storage.Firster: a seek in each source, without a walk.
func (s *snapshot) First(ctx context.Context, r storage.Range) (storage.KV, bool, error) {
	if err := s.check(ctx); err != nil {
		return storage.KV{}, false, err
	}
	var best storage.KV
	offer := func(key, value []byte) {
		if best.Key == nil || bytes.Compare(key, best.Key) < 0 { // of equal keys the newest came first
			best = storage.KV{Key: key, Value: value}
		}
	}
	sieve := newSieve(&r)
	for _, mem := range [...]*memtable{s.view.mem, s.view.imm} {
		if mem != nil && !sieve.stopsMem(mem) {
			mem.Ascend(r.Start, r.End, func(key, value []byte) bool {
				offer(key, value)
				return false
			})
		}
	}
	if s.store.pages.parks {
		if err := s.gather(ctx, &sieve); err != nil {
			return storage.KV{}, false, err
		}
	}
	for _, run := range s.view.set.runs {
		if sieve.stops(run) {
			continue
		}
		c := runCursor{ctx: ctx, pages: &s.store.pages, r: run, rng: r, at: -1}
		if c.seek(r.Start) && !outside(&r, c.c.key) {
			offer(c.c.key, c.c.value)
		} else if c.err != nil {
			return storage.KV{}, false, c.err
		}
	}
	if best.Key != nil && best.Value == nil { // deleted: what follows takes a merge
		for kv, err := range s.Scan(ctx, r) {
			return kv, err == nil, err
		}
		return storage.KV{}, false, nil
	}
	return best, best.Key != nil, nil
}

func (s *snapshot) Close() {
	if s.closed.Swap(true) {
		return
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	s.view.mem.readers--
	s.view.set.refs--
	if s.store.reap(); len(s.store.files.dropped) > 0 {
		s.store.awaitQuiet()
	}
}

// outside tells whether a walk has passed the range's far end.
func outside(r *storage.Range, key []byte) bool {
	if r.Reverse {
		return bytes.Compare(key, r.Start) < 0
	}
	return r.End != nil && bytes.Compare(key, r.End) >= 0
}
