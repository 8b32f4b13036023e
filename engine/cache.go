package engine

import (
	"container/list"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/graphql"
)

// parsed is a text with its tree and what was compiled for it.
type parsed struct {
	text string
	doc  *ast.Document
	memo *exec.Memo

	answer atomic.Int32 // bytes that an answer takes, so that the next one finds room at once; 0 of none

	view   *graphql.View          // what the tree was translated by, nil for AQL's own
	inView atomic.Pointer[parsed] // the same text in the terms of the view that was used last
}

// Room for an answer: of a text that was never answered, and at most.
const (
	firstRoom = 512
	mostRoom  = 64 << 10
)

// room is how large an answer is expected to be.
func (p *parsed) room() int {
	if n := int(p.answer.Load()); n > 0 {
		return n
	}
	return firstRoom
}

// answered notes the size of an answer: a larger one at once, smaller ones by and by,
// as some answers of a text may be empty.
func (p *parsed) answered(n int) {
	was := int(p.answer.Load())
	now := min(n+n/16+16, mostRoom)
	if now < was {
		now = was - (was-now)/16
	}
	if now != was {
		p.answer.Store(int32(now))
	}
}

// parseCache keeps the texts that were used last, within a budget of bytes. It
// is safe for concurrent use.
type parseCache struct {
	budget int
	parser aql.Parser

	newest atomic.Pointer[parsed] // the first of order: most programs ask the same again and again

	mu    sync.Mutex // held for map operations only; parsing is done outside
	used  int
	order *list.List // of *parsed, the newest first
	texts map[string]*list.Element
}

func newParseCache(budget int) *parseCache {
	return &parseCache{budget: budget, order: list.New(), texts: map[string]*list.Element{}}
}

// treeFactor is what a tree takes for each byte of its text, by measurement of
// ordinary texts.
const treeFactor = 12

func cost(text string) int { return len(text)*(1+treeFactor) + 512 }

// get parses a text, or finds it.
//
// Errors: those of aql.Parse.
func (c *parseCache) get(text string, lim aql.Limits) (*parsed, error) {
	if p := c.newest.Load(); p != nil && p.text == text {
		return p, nil
	}
	if c.keeps(text) {
		c.mu.Lock()
		e := c.texts[text]
		if e != nil {
			c.order.MoveToFront(e)
			c.newest.Store(e.Value.(*parsed))
		}
		c.mu.Unlock()
		if e != nil {
			return e.Value.(*parsed), nil
		}
	}
	doc, err := c.parser.Parse(text, lim)
	if err != nil {
		return nil, err
	}
	p := &parsed{text: text, doc: doc, memo: exec.NewMemo(doc)}
	c.put(p)
	return p, nil
}

// keeps reports whether a text may be kept: one large one must not push out all
// others.
func (c *parseCache) keeps(text string) bool { return cost(text) <= c.budget/4 }

func (c *parseCache) put(p *parsed) {
	if !c.keeps(p.text) {
		return
	}
	n := cost(p.text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts[p.text] != nil {
		return
	}
	c.texts[p.text] = c.order.PushFront(p)
	c.newest.Store(p)
	c.used += n
	for c.used > c.budget {
		old := c.order.Back()
		c.order.Remove(old)
		text := old.Value.(*parsed).text
		delete(c.texts, text)
		c.used -= cost(text)
	}
}

func (c *parseCache) size() (texts, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.texts), c.used
}
