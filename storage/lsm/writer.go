package lsm

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// group is what one append carries.
type group struct {
	lazy    []*commit // acknowledged already; written first
	commits []*commit
	strict  bool
	synced  uint64 // what its frames vouch for
	barrier bool
}

// kick starts the writer if there is work and none runs. The caller holds mu.
func (s *Store) kick() {
	if !s.writing && s.hasWork() {
		s.writing = true
		s.jobs.Add(1)
		go s.write()
	}
}

// hasWork tells whether the writer has something to do. The caller holds mu.
func (s *Store) hasWork() bool {
	if s.broken != nil {
		return len(s.queue) > 0
	}
	return s.rotator == nil && len(s.flush.ready) > 0 || s.shouldRotate() || !s.stalled() && (len(s.queue) > 0 || s.log.lazyDue && len(s.lazy) > 0)
}

// write is the writer: it works until nothing is left.
func (s *Store) write() {
	defer s.jobs.Done()
	crowd := 0
	for {
		s.gather(crowd)
		s.mu.Lock()
		switch {
		case !s.hasWork():
			s.writing = false
			s.wake()
			s.mu.Unlock()
			return
		case s.broken != nil:
			s.failQueue(s.broken)
			s.mu.Unlock()
		case s.rotator == nil && len(s.flush.ready) > 0:
			e := s.flush.ready[0]
			s.flush.ready = s.flush.ready[1:]
			s.mu.Unlock()
			s.install(e)
		case s.shouldRotate():
			s.mu.Unlock()
			if !s.startPart() {
				continue
			}
			s.mu.Lock()
			s.rotate()
			s.mu.Unlock()
			if s.stager == nil {
				s.flushHere()
			}
		default:
			g := s.group()
			crowd = len(g.commits)
			s.mu.Unlock()
			s.append(g)
			crowd += len(s.queue)
			s.mu.Unlock()
		}
	}
}

// gather lets those who were just acknowledged come again and join those who came
// meanwhile before the next group is formed, a few turns of the scheduler at most:
// what comes later waits for a whole append.
func (s *Store) gather(crowd int) {
	for turns := 0; crowd > 1 && turns < maxTurns; turns++ {
		runtime.Gosched()
		s.mu.Lock()
		all := len(s.queue) >= crowd
		s.mu.Unlock()
		if all {
			return
		}
	}
}

// maxTurns bounds how long gather waits: some microseconds.
const maxTurns = 16

// group takes what the next append shall carry: everything lazy, and the inline
// commit or the head of the queue. The caller holds mu.
func (s *Store) group() *group {
	g := &s.room.group // one is under way at a time
	*g = group{lazy: s.lazy, synced: s.log.synced}
	s.lazy, s.log.lazyDue = nil, false
	if s.inline != nil {
		s.room.commits[0] = s.inline
		g.commits = s.room.commits[:]
		return g
	}
	size := int64(0)
	n := 0
	for n < len(s.queue) && (n == 0 || size < maxGroupBytes) {
		c := s.queue[n]
		g.strict = g.strict || c.mode == storage.Strict
		g.barrier = g.barrier || c.batch == nil
		size += frameSize(c)
		n++
	}
	g.commits = s.queue[:n:n]
	s.queue = s.queue[n:]
	if len(s.queue) == 0 {
		s.queue = nil
	}
	if s.watched && n > 0 && s.queue == nil { // with nothing on its way, mode none changes last
		s.frozen, s.watched = s.last, false
	}
	s.inflight = n
	return g
}

// append encodes a group, hands it to the medium and settles its commits. It returns
// with mu locked.
func (s *Store) append(g *group) {
	buf, tag := s.buf[:0], s.tag()
	last, cut := uint64(0), 0 // cut: where frames begin that the flush does not hold
	encode := func(c *commit) {
		if c.batch == nil {
			return
		}
		f := frame{seq: c.seq, epoch: s.epoch, synced: min(g.synced, c.seq), mode: c.mode, ops: c.batch.Ops}
		buf = appendFrame(buf, tag, &f)
		last = c.seq
		if c.seq <= s.flush.seq {
			cut = len(buf)
		}
	}
	for _, c := range g.lazy {
		encode(c)
	}
	for _, c := range g.commits {
		encode(c)
	}
	var err error
	if len(buf) > 0 || g.strict {
		marked := g.barrier && len(buf) == 0
		if marked {
			buf, err = s.barrierMark(buf)
		}
		if err == nil && len(buf) > 0 {
			err = s.m.Append(context.Background(), buf, g.strict)
		}
		if marked && s.syncer != nil && dberr.CodeOf(err) == dberr.QuotaExceeded {
			buf, err = buf[:0], s.syncer.SyncLog(context.Background()) // there is no room for the mark, but nothing needs any
		}
	}
	s.mu.Lock()
	if err != nil {
		s.fail(g, err)
	} else {
		s.settle(g, buf, last, cut)
	}
	if s.buf = buf; cap(buf) > 1<<20 {
		s.buf = nil
	}
	s.inflight, s.inline, s.room.group, s.room.commits[0] = 0, nil, group{}, nil
}

// tag is what the frames of the next append begin with.
func (s *Store) tag() uint32 {
	if s.rotator != nil {
		return s.rotator.Tag()
	}
	return FrameTag
}

// barrierMark returns a mark to be synced if there is anything that is not.
func (s *Store) barrierMark(buf []byte) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log.synced >= s.log.appended {
		return buf, nil
	}
	f := frame{seq: s.log.appended, epoch: s.epoch, synced: s.log.synced, mark: true}
	return appendFrame(buf, s.tag(), &f), nil
}

// settle acknowledges a group that the medium has taken. The caller holds mu.
func (s *Store) settle(g *group, buf []byte, last uint64, cut int) {
	s.log.bytes += int64(len(buf))
	if len(buf) > 0 {
		s.logWrites++
	}
	if s.pub.imm != nil && s.stager != nil {
		if s.rotator == nil {
			buf := buf[cut:]
			s.flush.frames = append(s.flush.frames, buf...)
		}
	}
	s.log.appended = max(s.log.appended, last)
	if g.strict {
		s.log.synced, s.log.unsynced = s.log.appended, 0
	} else if len(buf) > 0 {
		s.log.unsynced += int64(len(buf))
		s.schedule()
	}
	for _, c := range g.lazy {
		s.log.lazyBytes -= frameSize(c)
	}
	for _, c := range g.commits {
		s.publish(c)
	}
	if len(g.commits) > 0 {
		s.past, s.frozen = s.frozen, nil
	}
}

// publish makes a commit visible and tells its owner. The caller holds mu.
func (s *Store) publish(c *commit) {
	switch {
	case c.batch == nil: // a barrier changes nothing
	case c.foreseen:
		s.unacked.acknowledge(c)
	default:
		s.own()
		applyOps(s.last, c.batch.Ops)
	}
	s.pub.seq = c.seq
	if c.done != nil {
		close(c.done)
	}
}

// fail undoes the commits of a group that the medium has not taken, and all
// that were built upon them. The caller holds mu.
func (s *Store) fail(g *group, err error) {
	code := dberr.CodeOf(err)
	s.lazy = append(g.lazy, s.lazy...)
	if code == dberr.QuotaExceeded {
		s.finish(g.commits, err)
		s.failQueue(err)
		return
	}
	if lost, ok := errors.AsType[*dberr.Error](err); ok && (code == dberr.Locked || code == dberr.Closed) && s.broken == nil {
		s.broken = lost // not written, and never again: the medium is somebody else's
		s.stopped.Store(true)
		s.wake()
		s.kick()
		s.finish(g.commits, lost)
		s.failQueue(lost)
		return
	}
	s.breakDown(err)
	unknown := dberr.Wrap(dberr.Unavailable, "the commit may be lost or kept, reopen to see", err)
	unknown.Outcome = dberr.OutcomeUnknown
	s.finish(g.commits, unknown)
	s.failQueue(s.broken)
}

// breakDown turns the store read-only for good. The caller holds mu.
func (s *Store) breakDown(cause error) {
	if s.broken == nil {
		s.broken = dberr.Wrap(dberr.ReadOnly, "the store takes no more commits until it is reopened", cause)
		s.stopped.Store(true)
		s.wake()
		s.kick()
	}
}

// failQueue fails everything that waits and goes back to the acknowledged
// state. The caller holds mu.
func (s *Store) failQueue(err error) {
	s.finish(s.queue, err)
	s.queue = nil
	s.last, s.lastSeq = s.acknowledged(), s.pub.seq
	s.unacked, s.past, s.frozen = unacked{}, nil, nil
}

func (s *Store) finish(list []*commit, err error) {
	for _, c := range list {
		c.err = err
		if c.done != nil {
			close(c.done)
		}
	}
}

// schedule makes sure that a tick comes, if something waits for one. The caller
// holds mu.
func (s *Store) schedule() {
	due := len(s.lazy) > 0 || s.syncer != nil && s.log.unsynced > 0
	if due && s.syncer != nil && s.log.unsynced >= s.opt.SyncBytes {
		s.startSync()
	}
	if due && !s.timer && !s.closing {
		s.timer = true
		time.AfterFunc(s.opt.SyncInterval, s.tick)
	}
}

// tick writes what mode none has left and syncs what relaxed commits have left.
func (s *Store) tick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timer = false
	if s.closing || s.broken != nil {
		return
	}
	if len(s.lazy) > 0 {
		s.log.lazyDue = true
		s.kick()
	}
	if s.syncer != nil && s.log.unsynced > 0 {
		s.startSync()
	}
	if len(s.lazy) > 0 || s.log.syncing {
		s.schedule()
	}
}

// startSync syncs the log beside the writer. The caller holds mu.
func (s *Store) startSync() {
	if s.log.syncing || s.broken != nil || s.closing {
		return
	}
	s.log.syncing = true
	s.log.unsynced = 0
	target := s.log.appended
	s.jobs.Add(1)
	go func() {
		defer s.jobs.Done()
		err := s.syncer.SyncLog(context.Background())
		s.mu.Lock()
		defer s.mu.Unlock()
		s.log.syncing = false
		if err != nil {
			s.breakDown(err)
			return
		}
		s.log.synced = max(s.log.synced, target)
		s.schedule()
	}()
}
