package lsm

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// Store is a storage.Store over a medium, with the powers Pipeliner, Flusher
// and Statser. Open makes one.
//
// Two states are told apart: last is what Latest shows, every commit; without those
// that are on their way it is what Snapshot shows, every acknowledged one. At most
// one goroutine at a time is the writer (writing is set): it alone calls Append, Rotate
// and, on a medium that is no Rotator, Install. mu is held for map operations only, never while waiting.
type Store struct {
	m      Medium
	info   Info
	opt    Options
	stager Stager    // nil if the medium is none
	syncer LogSyncer // nil if the medium is none
	// rotator is nil if the medium is none; else installs have a goroutine of their own
	// and commits do not wait for them.
	rotator Rotator
	pages   pageStore
	// nextPage is the id of the next page. Flushes and merges take ids without mu: where
	// commits follow each other closely, each would have to wait for it.
	nextPage atomic.Uint64
	buf      []byte               // of the writer
	walk     atomic.Pointer[walk] // memory for the next scan

	mu      sync.Mutex
	epoch   uint64
	pub     state
	last    *memtable // with every commit that is on its way
	unacked unacked   // what takes these back
	past    *memtable // without them, if somebody asked for it
	frozen  *memtable // what past will be when the group that the medium has is acknowledged
	watched bool      // somebody asked for the acknowledged state since the last group
	lastSeq uint64
	inline  *commit  // being written by Apply itself
	room    struct { // for what the writer has in hand
		group   group
		commits [1]*commit
	}
	queue   []*commit // applied, not yet handed to the medium
	lazy    []*commit // acknowledged in mode none, not yet handed to the medium
	writing bool
	// inflight counts the commits that the medium has and that are not yet
	// acknowledged.
	inflight int

	log   logFigures
	files fileFigures
	flush flushState
	merge mergeState
	timer bool // a tick is scheduled

	broken  *dberr.Error // why nothing is written any more
	closing bool
	stopped atomic.Bool // closing or broken
	closed  atomic.Bool
	leaving chan struct{} // closed when Close begins
	ended   chan struct{} // closed when Close is through
	changed chan struct{} // closed and replaced whenever background work ends
	jobs    sync.WaitGroup

	commits, logWrites, flushes int64
}

// view is a consistent state of the database.
type view struct {
	mem *memtable // newest entries
	state
}

// state is what lies below the newest entries.
type state struct {
	imm *memtable // entries that are being written to pages, or nil
	set *runSet
	seq uint64 // of the last commit, those of the newest entries counted
}

// logFigures say how far the log has got.
type logFigures struct {
	bytes     int64  // since the last cut
	appended  uint64 // highest sequence in the log or in pages
	synced    uint64 // highest sequence that survives the machine
	unsynced  int64  // bytes that wait for a background sync
	syncing   bool
	lazyBytes int64
	lazyDue   bool
}

// fileFigures say what is on the medium beside the log.
type fileFigures struct {
	generation uint64
	epoch      uint64 // of the life that cut the log last: no frame of it is older
	seq        uint64 // the last commit that the pages hold
	synced     uint64 // what the manifest vouches for
	nextRun    uint64
	sets       []*runSet // the current one and older ones that snapshots may read; oldest first
	dropped    []uint64  // pages that nobody reads and no manifest lists
	installing bool
}

// Snapshot implements storage.Store. Errors: CLOSED, CANCELED, TIMEOUT.
func (s *Store) Snapshot(ctx context.Context) (storage.Snapshot, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watched = true
	mem := s.acknowledged()
	mem.readers++
	s.pub.set.refs++
	return &snapshot{store: s, view: view{mem: mem, state: s.pub}}, nil
}

// Latest implements storage.Pipeliner: the state upon which the next batch is
// built. Errors: CLOSED, CANCELED, TIMEOUT.
func (s *Store) Latest(ctx context.Context) (storage.Snapshot, error) {
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settleInline()
	s.last.readers++
	s.pub.set.refs++
	return &snapshot{store: s, view: view{mem: s.last, state: state{imm: s.pub.imm, set: s.pub.set, seq: s.lastSeq}}}, nil
}

func (s *Store) usable(ctx context.Context) error {
	if s.closed.Load() {
		return errClosed()
	}
	return storage.ContextError(ctx)
}

// Stats implements storage.Statser.
func (s *Store) Stats() storage.Stats {
	cached := s.pages.cache.stats()
	s.mu.Lock()
	defer s.mu.Unlock()
	entries, bytes, pages := s.pub.set.sizes()
	st := storage.Stats{
		Kind: s.info.Kind, Keys: entries + int64(s.last.Len()),
		LogBytes: s.log.bytes, PageBytes: bytes, Pages: pages, Runs: int64(len(s.pub.set.runs)),
		MemBytes: s.last.Bytes() + cached.Bytes,
		Cache:    cached,
		Commits:  s.commits, LogWrites: s.logWrites, Flushes: s.flushes,
		LastSeq: s.lastSeq, DurableSeq: s.pub.seq,
	}
	if s.pub.imm != nil {
		st.Keys += int64(s.pub.imm.Len())
		st.MemBytes += s.pub.imm.Bytes()
	}
	return st
}

// Flush implements storage.Flusher: every commit that was applied before the
// call is on the medium, synced, when it returns. Errors: CLOSED, READ_ONLY,
// QUOTA_EXCEEDED, UNAVAILABLE, CANCELED, TIMEOUT.
func (s *Store) Flush(ctx context.Context) error {
	if err := s.usable(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return errClosed()
	}
	c, err := s.barrier()
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return c.Wait(ctx)
}

// barrier enqueues a commit without a batch: it is done when everything before
// it is synced. The caller holds mu.
func (s *Store) barrier() (*commit, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	s.settleInline()
	c := &commit{mode: storage.Strict, seq: s.lastSeq, done: make(chan struct{})}
	s.queue = append(s.queue, c)
	s.kick()
	return c, nil
}

// Close implements storage.Store. Errors: those of Flush, if what was not yet
// durable could not be made so.
func (s *Store) Close() error {
	s.shortenLog()
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		<-s.ended
		return nil
	}
	s.closing = true
	s.stopped.Store(true)
	close(s.leaving)
	c, err := s.barrier()
	s.mu.Unlock()
	if err == nil {
		err = c.Wait(context.Background())
	}
	s.closed.Store(true)
	s.jobs.Wait()
	s.vouch()
	if e := s.m.Close(); err == nil {
		err = e
	}
	close(s.ended)
	return err
}

// closeLog is how long a log may be that the next opening reads; a longer one
// becomes pages when the store is closed.
const closeLog = 1 << 20

// shortenLog flushes what would make the next opening slow, if the medium can
// write pages beside the log. A failure loses nothing: the log is there.
func (s *Store) shortenLog() {
	s.mu.Lock()
	long := !s.closing && s.broken == nil && s.stager != nil && s.log.bytes > closeLog
	s.mu.Unlock()
	if long {
		_ = s.flushMemtable(context.Background())
	}
}

// vouch lets the manifest say how far the log reaches, so that a log that is cut
// or damaged later is told from a torn tail. Without room for it nothing is lost
// but that. Nothing else runs any more.
func (s *Store) vouch() {
	s.mu.Lock()
	needed := s.broken == nil && s.log.bytes > 0 && s.log.synced > s.files.synced
	s.mu.Unlock()
	if needed {
		s.install(&edit{})
	}
}

// wake tells those who wait for background work to look again. The caller holds
// mu.
func (s *Store) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func errClosed() *dberr.Error { return dberr.New(dberr.Closed, "the store is closed") }
