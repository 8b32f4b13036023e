//go:build !js

package exec

import (
	"runtime"
	"sync"
)

// Rows go to other goroutines in batches, when so many are there that it pays.
const (
	nearBatch = 64
	nearAlone = 512
)

// nearCrew measures rows on several goroutines. The one that scans measures as
// well whenever the others have enough to do.
type nearCrew struct {
	near    *Near
	own     *nearest // of the goroutine that scans
	taken   int
	batch   []Row
	work    chan []Row
	wg      sync.WaitGroup
	members []*nearest
}

func (c *nearCrew) take(r *Row) {
	if c.taken++; c.taken <= nearAlone {
		c.own.offer(r)
		return
	}
	if c.work == nil {
		c.start(runtime.GOMAXPROCS(0) - 1)
	}
	c.batch = append(c.batch, *r)
	if len(c.batch) == nearBatch {
		c.send()
	}
}

func (c *nearCrew) start(members int) {
	c.work = make(chan []Row, 2*members)
	for range members {
		k := newNearest(c.near)
		c.members = append(c.members, k)
		c.wg.Go(func() {
			for batch := range c.work {
				for i := range batch {
					k.offer(&batch[i])
				}
			}
		})
	}
}

// send hands a batch over, or measures it here.
func (c *nearCrew) send() {
	select {
	case c.work <- c.batch:
		c.batch = make([]Row, 0, nearBatch)
	default:
		c.here()
	}
}

func (c *nearCrew) here() {
	for i := range c.batch {
		c.own.offer(&c.batch[i])
	}
	c.batch = c.batch[:0]
}

// finish waits for the others and takes their rows over.
func (c *nearCrew) finish() {
	if c.work == nil {
		return
	}
	c.here()
	close(c.work)
	c.wg.Wait()
	for _, k := range c.members {
		for _, row := range k.best() {
			c.own.keep(row)
		}
	}
}
