package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/auroradb/aurora/bench/room"
)

// results are figures by row: operations a second, and for the rows that
// rowList marks as such milliseconds, or MiB.
type results map[string]float64

const rounds = 5

// bench is one contender being measured.
type bench struct {
	c    contender
	dir  string
	docs int
	want func(string) bool
	out  results
	next int // number of the next order to insert
	gone int // how many were deleted
}

func measure(name string, docs int, want func(string) bool) (results, error) {
	c, err := newContender(name)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	b := &bench{c: c, dir: dir, docs: docs, want: want, out: results{}, next: docs}
	if want("strict64") {
		if err := b.strict(); err != nil {
			return nil, fmt.Errorf("strict64: %w", err)
		}
	}
	if err := c.Open(b.path(), false); err != nil {
		return nil, err
	}
	for _, step := range []func() error{b.load, b.reads, b.scans, b.writes, b.reopen} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	b.out["peak"] = peakMemory()
	return b.out, nil
}

func (b *bench) path() string { return filepath.Join(b.dir, "db") }

// roundTime ends a round early: some contenders read everything for a row.
const roundTime = time.Second

// firstLooks is how many operations are each followed by a look at the clock, which
// costs a tenth of the fastest; later only one in as many is.
const firstLooks = 16

// times multiplies the operations of a round, for a closer look.
var times = 1

// rate measures five rounds of n operations, or of as many as a second allows.
func (b *bench) rate(row string, n int, op func(i int) error) error {
	if !b.want(row) {
		return nil
	}
	n *= times
	rates := make([]float64, rounds)
	for r := range rates {
		start, done := time.Now(), 0
		for done < n && (done >= firstLooks && done%firstLooks > 0 || time.Since(start) < roundTime) {
			if err := op(r*n + done); err != nil {
				return fmt.Errorf("%s: %w", row, err)
			}
			done++
		}
		rates[r] = float64(done) / time.Since(start).Seconds()
	}
	slices.Sort(rates)
	b.out[row] = rates[rounds/2]
	return nil
}

// hot is rate after rounds that are not measured: what is read was read before.
func (b *bench) hot(row string, n int, op func(i int) error) error {
	if !b.want(row) {
		return nil
	}
	for i, start := 0, time.Now(); i < rounds*n*times && time.Since(start) < roundTime; i++ {
		if err := op(i); err != nil {
			return fmt.Errorf("%s: %w", row, err)
		}
	}
	return b.rate(row, n, op)
}

// millis measures five rounds of one operation.
func (b *bench) millis(row string, op func() error) error {
	if err := b.rate(row, 1, func(int) error { return op() }); err != nil {
		return err
	}
	if v, ok := b.out[row]; ok {
		b.out[row] = 1000 / v
	}
	return nil
}

// load inserts the orders in batches of 1,000; it is done whether or not the
// row is asked for.
func (b *bench) load() error {
	const batch = 1000
	var rates []float64
	for r := range rounds {
		start := time.Now()
		from, to := b.docs/rounds*r, b.docs/rounds*(r+1)
		for n := from; n < to; n += batch {
			os := make([]order, 0, batch)
			for i := n; i < min(n+batch, to); i++ {
				os = append(os, makeOrder(i, b.docs))
			}
			if err := b.c.InsertMany(os); err != nil {
				return fmt.Errorf("batch: %w", err)
			}
		}
		rates = append(rates, float64(to-from)/time.Since(start).Seconds())
	}
	slices.Sort(rates)
	b.out["batch"] = rates[rounds/2]
	return nil
}

func expect(found, want int, err error) error {
	if err == nil && found != want {
		return fmt.Errorf("%d orders were found, not %d", found, want)
	}
	return err
}

func (b *bench) reads() error {
	pick := func(i int) int { return i * 7919 % b.docs }
	if err := b.hot("get", 4000, func(i int) error {
		n := pick(i)
		o, err := b.c.Get(orderID(n))
		if err == nil && (o.Number != int64(n) || o.Total != total(n)) {
			err = fmt.Errorf("order %d came as %d with %v", n, o.Number, o.Total)
		}
		return err
	}); err != nil {
		return err
	}
	if err := b.hot("equal1", 2000, func(i int) error {
		found, err := b.c.ByNumber(int64(pick(i)))
		return expect(found, 1, err)
	}); err != nil {
		return err
	}
	if err := b.hot("equal100", 60, func(i int) error {
		found, err := b.c.ByCustomer(customer(i * 17 % (b.docs / perCustomer)))
		return expect(found, perCustomer, err)
	}); err != nil {
		return err
	}
	return b.hot("range20", 200, func(i int) error {
		found, err := b.c.From(int64(pick(i)%(b.docs-20)), 20)
		return expect(found, 20, err)
	})
}

func (b *bench) scans() error {
	above := 0
	for n := range b.docs {
		if total(n) > scanAbove {
			above++
		}
	}
	if err := b.millis("scan", func() error {
		found, err := b.c.Above(scanAbove)
		return expect(found, above, err)
	}); err != nil {
		return err
	}
	g, ok := b.c.(grouper)
	if !ok {
		return nil
	}
	return b.millis("aggregate", func() error {
		groups, err := g.SumByStatus()
		return expect(groups, len(statuses), err)
	})
}

func (b *bench) writes() error {
	if err := b.rate("insert", 1000, func(int) error {
		b.next++
		return b.c.Insert(makeOrder(b.next-1, b.docs))
	}); err != nil {
		return err
	}
	last := 0.0 // what order 31 was given
	if err := b.rate("update", 1000, func(i int) error {
		n := i * 31 % b.docs
		if n == 31 {
			last = float64(i)
		}
		return b.c.Update(orderID(n), float64(i))
	}); err != nil {
		return err
	}
	if b.want("update") {
		if o, err := b.c.Get(orderID(31)); err != nil || o.Total != last {
			return fmt.Errorf("update: order 31 has a total of %v (%w)", o.Total, err)
		}
	}
	if err := b.rate("delete", 1000, func(i int) error {
		b.gone++
		return b.c.Delete(orderID(i))
	}); err != nil {
		return err
	}
	if b.want("delete") {
		found, err := b.c.ByNumber(3)
		return expect(found, 0, err)
	}
	return nil
}

// reopen closes and opens the database and reads one order.
func (b *bench) reopen() error {
	if err := b.c.Close(); err != nil {
		return err
	}
	taken, err := room.Taken(b.path())
	if err != nil {
		return err
	}
	b.out["size"] = float64(taken) / (1 << 20)
	err = b.millis("open", func() error {
		if err := b.c.Open(b.path(), false); err != nil {
			return err
		}
		found, err := b.c.ByNumber(int64(b.docs - 1))
		if err = expect(found, 1, err); err != nil {
			return err
		}
		return b.c.Close()
	})
	return err
}

// strict inserts from 64 goroutines, each order synced. A round is long enough for
// what a store does now and then: some are much faster until their first flush.
func (b *bench) strict() error {
	if err := b.c.Open(filepath.Join(b.dir, "strict"), true); err != nil {
		return err
	}
	const writers = 64
	each := 128 * times
	var rates []float64
	for r := range rounds {
		var wg sync.WaitGroup
		errs := make([]error, writers)
		start := time.Now()
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := b.c.Insert(makeOrder((r*writers+w)*each+i, b.docs)); err != nil {
						errs[w] = err
						return
					}
				}
			})
		}
		wg.Wait()
		rates = append(rates, float64(writers*each)/time.Since(start).Seconds())
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
	}
	slices.Sort(rates)
	b.out["strict64"] = rates[rounds/2]
	return b.c.Close()
}

// peakMemory is the largest resident set of the process so far in MiB, 0 where
// the system does not tell.
func peakMemory() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}
