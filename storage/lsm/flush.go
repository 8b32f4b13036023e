package lsm

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
)

// flushState tells how far the memtable's way to pages is. While pub.imm is
// set, it holds the commits up to seq that are being written.
type flushState struct {
	running bool
	seq     uint64  // the last commit that pages or pub.imm hold
	tail    int64   // bytes appended since then: the log after the cut (Stager only)
	frames  []byte  // the tail itself, for a medium that is no Rotator
	ready   []*edit // waiting to be installed
	// installing says that a goroutine does so (Rotator only)
	installing bool
	want       bool  // somebody asked for it
	retryAt    int64 // size of the memtable at which a failed flush is tried again
	err        error // why the last one failed
}

// edit is a change of the list of runs that waits to be installed.
type edit struct {
	flush    bool   // a memtable became a run
	run      *run   // the new run, nil if nothing is left
	replaced []*run // what run stands for (merge)
	pages    []Page // not yet on the medium
}

// full tells whether the memtable should become pages. The caller holds mu.
func (s *Store) full() bool {
	size := s.acknowledgedBytes()
	if s.pub.imm != nil || s.flush.err != nil {
		return s.flush.want || size >= s.flush.retryAt
	}
	return size >= s.opt.MemtableBytes || s.log.bytes >= 4*s.opt.MemtableBytes ||
		s.flush.want && (size > 0 || s.log.bytes > 0)
}

// shouldRotate tells whether the writer should start a flush. The caller holds
// mu.
func (s *Store) shouldRotate() bool {
	return !s.flush.running && s.broken == nil && s.full()
}

// startPart begins a new part of the log where it will be cut. It reports whether the
// flush can begin. The caller is the writer.
func (s *Store) startPart() bool {
	if s.rotator == nil || s.pub.imm != nil { // only a flush that runs changes pub.imm, and none does
		return true
	}
	err := s.rotator.Rotate(context.Background())
	if err != nil {
		s.flushFailed(err)
	}
	return err == nil
}

// stalled tells whether commits must wait because flushes do not keep up. The
// caller holds mu.
func (s *Store) stalled() bool {
	return s.flush.running && s.broken == nil && s.acknowledgedBytes() >= 4*s.opt.MemtableBytes
}

// rotate makes the acknowledged memtable the one that is flushed and starts
// the flush. Commits on their way move to a new memtable. The caller holds mu
// and is the writer.
func (s *Store) rotate() {
	if s.pub.imm == nil {
		s.pub.imm = s.acknowledged()
		s.flush.seq, s.flush.tail, s.flush.frames = s.pub.seq, 0, nil
		s.last, s.past, s.unacked = newMemtable(s.opt.MemtableBytes), nil, unacked{}
		for _, c := range s.queue {
			if c.batch != nil {
				s.foresee(c)
			}
		}
	}
	s.flush.running, s.flush.want = true, false
	if s.stager != nil {
		s.jobs.Add(1)
		go s.flushBeside(s.pub.imm)
	}
}

// flushHere builds and installs the run in the writer's goroutine: the medium
// cannot write pages beside the log.
func (s *Store) flushHere() {
	e := &edit{flush: true}
	var err error
	e.run, err = s.buildRun(s.pub.imm, func(p Page) error {
		e.pages = append(e.pages, p)
		return nil
	})
	if err != nil {
		s.flushFailed(err)
		return
	}
	s.install(e)
}

// flushBeside builds and stages the run while the log goes on.
func (s *Store) flushBeside(tree *memtable) {
	defer s.jobs.Done()
	st := stage{s: s}
	e := &edit{flush: true}
	var err error
	if e.run, err = s.buildRun(tree, st.add); err == nil {
		err = st.write()
	}
	if err != nil {
		st.undo()
		s.flushFailed(err)
		return
	}
	s.submit(e)
}

// submit hands an edit to the writer, or to the goroutine that installs.
func (s *Store) submit(e *edit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ready(e)
}

// ready is submit for a caller that holds mu.
func (s *Store) ready(e *edit) {
	s.flush.ready = append(s.flush.ready, e)
	if s.rotator == nil {
		s.kick()
	} else if !s.flush.installing {
		s.flush.installing = true
		s.jobs.Add(1)
		go s.installReady()
	}
}

// flushFailed ends a flush that did not succeed. Its entries stay in memory and
// in the log.
func (s *Store) flushFailed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flush.running, s.flush.want, s.flush.err = false, false, err
	s.flush.retryAt = s.acknowledgedBytes() + s.opt.MemtableBytes
	if dberr.CodeOf(err) != dberr.QuotaExceeded {
		s.breakDown(err)
	}
	s.wake()
	s.kick()
}

// buildRun turns a memtable into pages. Tombstones are left out if there is
// nothing below that they could hide.
func (s *Store) buildRun(tree *memtable, emit func(Page) error) (*run, error) {
	s.mu.Lock()
	bottom := len(s.pub.set.runs) == 0 && !s.merge.running
	id := s.newRunID()
	s.mu.Unlock()
	keep := func(ref *pageRef, p Page) error {
		if err := s.keep(ref, p); err != nil {
			return err
		}
		return emit(p)
	}
	b := newRunBuilder(s.opt.PageBytes, s.newPageID, keep, newPace(s.opt.Slice))
	var err error
	tree.Ascend(nil, nil, func(key, value []byte) bool {
		if value == nil && bottom {
			return true
		}
		err = b.add(key, value)
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	return b.finish(id)
}

// keep holds a freshly built data page in memory, as a guest of the cache.
func (s *Store) keep(ref *pageRef, p Page) error {
	if ref == nil {
		return nil
	}
	opened, err := checkedPage(p.Data, ref)
	if err != nil {
		return err
	}
	s.pages.cache.admit(ref, opened)
	return nil
}

func (s *Store) newPageID() uint64 { return s.nextPage.Add(1) - 1 }

// newRunID returns a run's id. The caller holds mu.
func (s *Store) newRunID() uint64 {
	id := s.files.nextRun
	s.files.nextRun++
	return id
}

// stage gives pages to a Stager in larger pieces and remembers which.
type stage struct {
	s       *Store
	pending []Page
	size    int
	done    []uint64
}

func (st *stage) add(p Page) error {
	st.pending = append(st.pending, p)
	if st.size += len(p.Data); st.size < stageBytes {
		return nil
	}
	return st.write()
}

func (st *stage) write() error {
	if len(st.pending) == 0 {
		return nil
	}
	for _, p := range st.pending {
		st.done = append(st.done, p.ID)
	}
	pages := st.pending
	st.pending, st.size = nil, 0
	return st.s.stager.Stage(context.Background(), pages)
}

// undo forgets what was staged. A failure to do so costs room until the next
// opening, nothing else.
func (st *stage) undo() {
	if len(st.done) > 0 {
		_ = st.s.stager.Unstage(context.Background(), st.done)
	}
}
