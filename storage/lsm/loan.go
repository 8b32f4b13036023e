package lsm

import (
	"bytes"
	"context"
)

// What a read returns stays valid for ever, so the memory of a page belongs to the
// collector, and to take 16 KiB for one value costs more than to read and unpack them.
// A page that a Get brings in is therefore lent: Get copies the value that it returns,
// and when the page leaves the cache another one is read into its memory. Once the page
// moves to the main queue, or somebody walks through it, it is a page as any other.
//
// Who reads in a lent page pins it first and looks whether the page is still in the
// cache; who takes its memory takes it out of the cache first and looks for pins. So
// one of the two sees the other.

// mostIdle is how much memory waits for pages: about what is read at the same time.
const mostIdle = 16

// maxLent is the greatest page that is lent: what waits takes a mebibyte at most, and a
// large value is not copied.
const maxLent = 64 << 10

// pin returns the page if it is in memory, else nil. If it is pinned the caller lets it
// go again with unpin.
func (r *pageRef) pin() (p *page, pinned bool) {
	for p = r.data.Load(); p != nil; p = r.data.Load() {
		if !p.lent.Load() {
			return p, false
		}
		p.pins.Add(1)
		if r.data.Load() == p {
			return p, true
		}
		p.pins.Add(-1)
	}
	return nil, false
}

func (p *page) unpin() { p.pins.Add(-1) }

// held returns the page if it is in memory. It is lent no longer.
func (r *pageRef) held() *page {
	p, pinned := r.pin()
	if pinned {
		p.lent.Store(false)
		p.unpin()
	}
	return p
}

// enter puts a page that is in memory into a queue. Those in the main queue are lent no
// longer: they are what is read most. The caller holds the cache's lock.
func (r *pageRef) enter(q *fifo, name uint8) {
	r.queue = name
	if name == queueMain {
		r.data.Load().lent.Store(false)
	}
	q.push(r)
}

// reclaim takes the memory of a page that has left, if nobody else has it. The caller
// holds mu.
func (c *cache) reclaim(p *page) {
	if p.pins.Load() == 0 && p.lent.Load() && len(c.idle) < mostIdle {
		c.idle = append(c.idle, p.memory)
	}
}

// memoryFor returns memory for a page of so many bytes, nil if none waits that fits.
func (c *cache) memoryFor(n int64) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.idle) - 1
	if last < 0 {
		return nil
	}
	b := c.idle[last]
	c.idle = c.idle[:last]
	if room := int64(cap(b)); room < n || room > 2*n { // neither too small nor wasted
		return nil
	}
	return b
}

// get returns the value of a key in a page, nil for a tombstone, and whether the page
// holds the key. Errors: as load.
func (s *pageStore) get(ctx context.Context, ref *pageRef, key []byte) (value []byte, ok bool, err error) {
	if p, pinned := ref.pin(); p != nil {
		s.cache.hit(ref)
		value, ok = p.get(key)
		if pinned {
			value = bytes.Clone(value)
			p.unpin()
		}
		return value, ok, nil
	}
	if s.filler == nil || ref.bytes > maxLent {
		p, err := s.load(ctx, ref)
		if err != nil {
			return nil, false, err
		}
		value, ok = p.get(key)
		return value, ok, nil
	}
	b, err := s.filler.FillPage(ctx, ref.id, s.cache.memoryFor(ref.bytes))
	if err != nil {
		return nil, false, missing(err)
	}
	p, err := checkedPage(b, ref)
	if err != nil {
		return nil, false, err
	}
	p.memory = b
	p.lent.Store(true)
	value, ok = p.get(key)
	value = bytes.Clone(value)
	s.cache.misses.Add(1)
	s.cache.admit(ref, p)
	return value, ok, nil
}
