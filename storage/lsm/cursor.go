package lsm

import (
	"bytes"
	"context"

	"github.com/auroradb/aurora/internal/cow"
	"github.com/auroradb/aurora/storage"
)

// cursor walks one source of entries. Tombstones are entries with a nil value.
// A false answer means the end or a failure, which fail then tells.
type cursor interface {
	first() bool                // to the first entry
	last() bool                 // to the last entry
	seek(key []byte) bool       // to the first entry >= key
	seekBefore(key []byte) bool // to the last entry < key
	next() bool
	prev() bool
	entry() (key, value []byte)
	fail() error
}

// treeCursor walks a memtable.
type treeCursor struct{ c cow.Cursor }

func (c *treeCursor) first() bool                { return c.c.Seek(nil) }
func (c *treeCursor) last() bool                 { return c.c.SeekBefore(nil) }
func (c *treeCursor) seek(key []byte) bool       { return c.c.Seek(key) }
func (c *treeCursor) seekBefore(key []byte) bool { return c.c.SeekBefore(key) }
func (c *treeCursor) next() bool                 { return c.c.Next() }
func (c *treeCursor) prev() bool                 { return c.c.Prev() }
func (c *treeCursor) entry() (key, value []byte) { return c.c.Key(), c.c.Value() }
func (c *treeCursor) fail() error                { return nil }

// runCursor walks a run, loading one page at a time.
type runCursor struct {
	ctx   context.Context //nolint:containedctx // lives as long as one scan
	pages *pageStore
	r     *run
	rng   storage.Range // of the walk
	at    int           // index of the loaded page
	c     pageCursor
	// inside tells that the walk goes forward and all of the loaded page lies before rng.End.
	inside bool
	err    error
}

// open loads page i.
func (c *runCursor) open(i int) bool {
	if c.c.bad && c.err == nil {
		c.err = corrupt("page " + num(c.r.pages[c.at].id) + " holds a malformed entry")
	}
	if c.err != nil || i < 0 || i >= len(c.r.pages) {
		return false
	}
	if c.at == i && c.c.p != nil {
		return true
	}
	if next := c.at+1 == i || c.at-1 == i; next && c.pages.parks && c.c.p != nil && c.r.pages[i].data.Load() == nil {
		if c.err = c.pages.fetch(c.ctx, c.ahead(i), true); c.err != nil {
			return false
		}
	}
	p, err := c.pages.load(c.ctx, c.r.pages[i])
	if err != nil {
		c.err = err
		return false
	}
	c.at = i
	c.inside = !c.rng.Reverse && (c.rng.End == nil || i+1 < len(c.r.pages) && bytes.Compare(c.r.pages[i+1].first, c.rng.End) <= 0)
	c.c.reset(p)
	return true
}

// ahead are the page that a walk comes to and those behind it: to ask for several
// takes hardly longer than to ask for one.
func (c *runCursor) ahead(i int) []*pageRef {
	if i < c.at {
		return c.r.pages[max(i-warmBatch+1, 0) : i+1]
	}
	return c.r.pages[i:min(i+warmBatch, len(c.r.pages))]
}

func (c *runCursor) first() bool { return c.open(0) && c.c.first() }

func (c *runCursor) last() bool { return c.open(len(c.r.pages)-1) && c.c.last() }

func (c *runCursor) seek(key []byte) bool {
	i := c.r.find(key)
	if i < 0 {
		return c.first()
	}
	if !c.open(i) {
		return false
	}
	return c.c.seek(key) || c.open(i+1) && c.c.first()
}

func (c *runCursor) seekBefore(key []byte) bool {
	i := c.r.find(key)
	if !c.open(i) {
		return false
	}
	return c.c.seekBefore(key) || c.open(i-1) && c.c.last()
}

func (c *runCursor) next() bool {
	return c.c.forward() || c.open(c.at+1) && c.c.first()
}

func (c *runCursor) prev() bool {
	return c.c.backward() || c.open(c.at-1) && c.c.last()
}

func (c *runCursor) entry() (key, value []byte) { return c.c.key, c.c.value }

func (c *runCursor) fail() error { return c.err }
