package lsm

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// pageStore finds the bytes of a page: in memory, or on the medium.
type pageStore struct {
	m      Medium
	filler Filler // nil if the medium is none, or parks
	parks  bool   // a read of the medium parks the goroutine
	cache  cache
}

// load returns a page and remembers that it was used. Errors: those of the medium,
// CORRUPT, storage.ErrWouldWait.
func (s *pageStore) load(ctx context.Context, ref *pageRef) (*page, error) {
	if p := ref.held(); p != nil {
		s.cache.hit(ref)
		return p, nil
	}
	if s.parks && storage.IsNoWait(ctx) {
		return nil, storage.WouldWait()
	}
	p, err := s.read(ctx, ref)
	if err != nil {
		return nil, err
	}
	s.cache.misses.Add(1)
	s.cache.admit(ref, p)
	return p, nil
}

// fetch reads those pages of a list that are not in memory, in one go. asked tells
// that somebody reads in them, so that they count as misses. Errors: as load.
func (s *pageStore) fetch(ctx context.Context, refs []*pageRef, asked bool) error {
	var absent []*pageRef
	var ids []uint64
	for _, ref := range refs {
		if ref.data.Load() == nil {
			absent, ids = append(absent, ref), append(ids, ref.id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if s.parks && storage.IsNoWait(ctx) {
		return storage.WouldWait()
	}
	data, err := s.m.ReadPages(ctx, ids)
	if err == nil && len(data) != len(ids) {
		err = corrupt("pages are missing")
	}
	for i := 0; i < len(absent) && err == nil; i++ {
		var p *page
		if p, err = checkedPage(data[i], absent[i]); err == nil {
			s.cache.admit(absent[i], p)
			if asked {
				s.cache.misses.Add(1)
			}
		}
	}
	return missing(err)
}

// missing makes CORRUPT of the error of a medium that does not find a page: to the
// engine NOT_FOUND is a key that is not there.
func missing(err error) error {
	if dberr.CodeOf(err) != dberr.NotFound {
		return err
	}
	return corrupt("a page is missing: " + err.Error()) // not wrapped: errors.Is would still find the code
}

// peek returns a page without admitting it to the cache: for work that reads
// everything once.
func (s *pageStore) peek(ctx context.Context, ref *pageRef) (*page, error) {
	if p := ref.held(); p != nil {
		return p, nil
	}
	return s.read(ctx, ref)
}

func (s *pageStore) read(ctx context.Context, ref *pageRef) (*page, error) {
	b, err := s.m.ReadPage(ctx, ref.id)
	if err != nil {
		return nil, missing(err)
	}
	return checkedPage(b, ref)
}

// checkedPage opens a data page and compares it with what the index says.
func checkedPage(b []byte, ref *pageRef) (*page, error) {
	p, err := openPage(b, ref.id, kindData)
	if err != nil {
		return nil, err
	}
	if p.count != ref.entries || int64(len(b)) != ref.bytes {
		return nil, corrupt("page " + num(ref.id) + " disagrees with its index")
	}
	return p, nil
}

// maxHeat is how many uses a page is credited with.
const maxHeat = 3

// Queues in which a page may stand.
const (
	queueNone = iota
	queueSmall
	queueMain
)

// cache holds pages under a budget of bytes by S3-FIFO: new pages enter a small
// queue of a tenth of the budget; those used again move to the main queue, the
// others leave and are remembered for a while (ghosts), so that a page asked
// for again soon enters the main queue directly. A hit writes one byte and takes
// no lock. A scan over everything passes through the small queue only.
type cache struct {
	budget       int64
	hits, misses atomic.Int64

	mu        sync.Mutex
	small     fifo
	main      fifo
	evictions uint64
	idle      [][]byte // memory of pages that left, for others
}

// hit remembers that a page in memory was used.
func (c *cache) hit(ref *pageRef) {
	c.hits.Add(1)
	if h := ref.heat.Load(); h < maxHeat {
		ref.heat.Store(h + 1)
	}
}

// fifo is a queue of pages.
type fifo struct {
	refs  []*pageRef
	head  int
	bytes int64
}

func (q *fifo) push(r *pageRef) {
	if q.head > len(q.refs)/2 && q.head > 64 {
		q.refs = append(q.refs[:0], q.refs[q.head:]...)
		q.head = 0
	}
	q.refs = append(q.refs, r)
	q.bytes += r.size()
}

func (q *fifo) pop() *pageRef {
	if q.head == len(q.refs) {
		return nil
	}
	r := q.refs[q.head]
	q.refs[q.head] = nil
	q.head++
	q.bytes -= r.size()
	return r
}

// admit puts a loaded page into the cache and lets others go. A page above the
// whole budget is not kept.
func (c *cache) admit(ref *pageRef, p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ref.queue != queueNone || ref.size() > c.budget {
		c.reclaim(p)
		return
	}
	ref.data.Store(p)
	ref.heat.Store(0)
	// A ghost is one that left at most as many evictions ago as pages fit.
	held := uint64(c.entries())
	if ref.ghost != 0 && c.evictions-ref.ghost <= held {
		ref.enter(&c.main, queueMain)
	} else {
		ref.enter(&c.small, queueSmall)
	}
	for c.small.bytes+c.main.bytes > c.budget {
		if c.small.bytes > c.budget/10 || c.main.bytes == 0 {
			c.leaveSmall()
		} else {
			c.leaveMain()
		}
	}
}

func (c *cache) leaveSmall() {
	r := c.small.pop()
	if r.heat.Load() > 0 {
		r.heat.Store(0)
		r.enter(&c.main, queueMain)
		return
	}
	c.evictions++
	r.ghost = c.evictions
	r.queue = queueNone
	c.reclaim(r.data.Swap(nil))
}

func (c *cache) leaveMain() {
	r := c.main.pop()
	if h := r.heat.Load(); h > 0 {
		r.heat.Store(h - 1)
		c.main.push(r)
		return
	}
	c.evictions++
	r.queue = queueNone
	r.data.Store(nil)
}

// stats are the figures of the cache.
func (c *cache) stats() storage.CacheStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return storage.CacheStats{
		Hits: c.hits.Load(), Misses: c.misses.Load(), Evictions: int64(c.evictions),
		Entries: int64(c.entries()),
		Bytes:   c.small.bytes + c.main.bytes, Capacity: c.budget,
	}
}

// holds reports whether as many pages are in memory as a set has: then few reads of
// it wait, if any.
func (c *cache) holds(set *runSet) bool {
	pages := 0
	for _, r := range set.runs {
		pages += len(r.pages)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries() >= pages
}

func (c *cache) entries() int {
	return len(c.main.refs) - c.main.head + len(c.small.refs) - c.small.head
}

// room is how many bytes more fit.
func (c *cache) room() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.budget - c.small.bytes - c.main.bytes
}

// clear lets every page go.
func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, q := range []*fifo{&c.small, &c.main} {
		for r := q.pop(); r != nil; r = q.pop() {
			r.queue = queueNone
			r.heat.Store(0)
			r.data.Store(nil)
		}
		*q = fifo{}
	}
	c.idle = nil
}

// ClearCache implements storage.Cacher.
func (s *Store) ClearCache() { s.pages.cache.clear() }

// IsHot implements storage.Cacher. Errors: CLOSED, CANCELED, TIMEOUT, those of
// the medium.
func (s *Store) IsHot(ctx context.Context, key []byte) (bool, error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return false, err
	}
	defer snap.Close()
	return snap.(*snapshot).isHot(key), nil
}

// isHot follows Get without reading.
func (s *snapshot) isHot(key []byte) bool {
	_, ok := s.view.mem.Get(key)
	if !ok && s.view.imm != nil {
		_, ok = s.view.imm.Get(key)
	}
	if ok {
		return true
	}
	hash := hashKey(key)
	for _, r := range s.view.set.runs {
		ref := r.pageFor(key, markOf(key), hash)
		if ref == nil {
			continue
		}
		p, pinned := ref.pin()
		if p == nil {
			return false
		}
		_, ok := p.get(key)
		if pinned {
			p.unpin()
		}
		if ok {
			return true
		}
	}
	return true // that there is no such key is known without reading
}
