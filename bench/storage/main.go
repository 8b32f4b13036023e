// Command storage compares the file medium with pebble and bbolt on the same
// keys and prints one Markdown table with ratios. Answers are checked; figures
// are medians of rounds on the same database, each store in a directory of its
// own. Values are like documents: a third of their bytes is text that repeats.
//
//	go run ./storage [-n keys] [-value bytes] [-only name]
package main

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/auroradb/aurora/bench/room"
	"github.com/auroradb/aurora/storage"
)

// store is what is compared. Keys rise as big-endian numbers do.
type store interface {
	open(dir string) error
	put(pairs []pair, d storage.Durability) error // one commit; the peers have one mode that does not sync
	get(key uint64) ([]byte, error)
	scan(from, to uint64, visit func(key, val []byte)) error // to is not in it
	close() error
}

// row is one line of the table: measure does one round of it and returns a rate,
// or for the last ones what is better when it is lower.
type row struct {
	name    string
	rounds  int
	measure func(*contender) (float64, error)
}

func table(n int) []row {
	const batch = 1000
	return []row{
		{"puts/s, batches of 1,000, no sync", 5, func(c *contender) (float64, error) { return c.puts(n*9/10/5/batch, batch, storage.Relaxed) }},
		{"puts/s, single, no sync", 5, func(c *contender) (float64, error) { return c.puts(n/20/5, 1, storage.Relaxed) }},
		{"puts/s, single, lost with the process", 5, func(c *contender) (float64, error) { return c.puts(n/20/5, 1, storage.None) }},
		{"puts/s, strict, 64 writers", 5, (*contender).strict},
		{"open, ms", 5, (*contender).reopen},
		{"gets/s, random, warm", 7, func(c *contender) (float64, error) { return c.gets(50_000, c.hot) }},
		{"gets/s, random, all keys", 5, func(c *contender) (float64, error) { return c.gets(20_000, c.keys) }},
		{"keys/s, scans of 1,000, warm", 7, func(c *contender) (float64, error) { return c.scans(200, c.hot) }},
		{"keys/s, scans of 1,000, all keys", 5, func(c *contender) (float64, error) { return c.scans(60, c.keys) }},
		{"on disk, MiB", 1, func(c *contender) (float64, error) {
			if err := c.s.close(); err != nil {
				return 0, err
			}
			return size(c.dir)
		}},
	}
}

func main() {
	n := flag.Int("n", 1_000_000, "keys")
	flag.IntVar(&valueBytes, "value", 300, "bytes of a value")
	only := flag.String("only", "", "measure one store: aurora, pebble or bbolt")
	flag.Parse()
	if err := run(*n, *only); err != nil {
		fmt.Fprintf(os.Stderr, "storage: %v\n", err)
		os.Exit(1)
	}
}

var valueBytes int

// run measures round by round, each store after the other, so that a slower
// minute of the machine meets all of them.
func run(n int, only string) error {
	base, err := os.MkdirTemp("", "aurora-storage-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(base)
	var list []*contender
	for _, name := range []string{"aurora", "pebble", "bbolt"} {
		if only != "" && only != name {
			continue
		}
		c := &contender{name: name, s: newStore(name), dir: filepath.Join(base, name), rng: rand.New(rand.NewPCG(1, 2))}
		if err := c.s.open(c.dir); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, c)
	}
	fmt.Printf("%d keys of %d bytes\n\n| |", n, valueBytes)
	for _, c := range list {
		fmt.Printf(" %s |", c.name)
	}
	fmt.Printf(" to pebble |\n|---|%s---|\n", strings.Repeat("---|", len(list)))
	for _, r := range table(n) {
		medians := map[string]float64{}
		for round := range r.rounds {
			for i := range list {
				c := list[(i+round)%len(list)]
				v, err := r.measure(c)
				if err != nil {
					return fmt.Errorf("%s: %s: %w", c.name, r.name, err)
				}
				c.rounds = append(c.rounds, v)
			}
		}
		fmt.Printf("| %s |", r.name)
		for _, c := range list {
			slices.Sort(c.rounds)
			medians[c.name] = c.rounds[len(c.rounds)/2]
			c.rounds = nil
			fmt.Printf(" %s |", shown(medians[c.name]))
		}
		if a, p := medians["aurora"], medians["pebble"]; a > 0 && p > 0 {
			fmt.Printf(" %.2f× |", a/p)
		}
		fmt.Println()
	}
	return nil
}

func shown(v float64) string {
	switch {
	case v == 0:
		return ""
	case v < 100:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

func newStore(name string) store {
	switch name {
	case "pebble":
		return &pebbleStore{}
	case "bbolt":
		return &bboltStore{}
	}
	return &auroraStore{ctx: context.Background()}
}

// spread makes of consecutive numbers ones that lie all over the key space.
func spread(i int) uint64 { return uint64(i) * 0x9e3779b97f4a7c15 }

func keyOf(k uint64) []byte { return binary.BigEndian.AppendUint64([]byte("bench/"), k) }

// valueOf has the number in front, then text that repeats and bytes that do not.
func valueOf(k uint64) []byte {
	b := make([]byte, 0, valueBytes)
	b = binary.LittleEndian.AppendUint64(b, k)
	rng := rand.NewPCG(k, 1)
	for len(b) < valueBytes {
		b = fmt.Appendf(b, `,"field":"%016x"`, rng.Uint64())
	}
	return b[:valueBytes]
}

// contender is a store under measurement.
type contender struct {
	name   string
	s      store
	dir    string
	next   int // pairs that are written
	rng    *rand.Rand
	rounds []float64
	sorted []uint64 // all keys, in order
	warmed bool
}

// puts writes pairs that were made before the clock runs.
func (c *contender) puts(commits, each int, d storage.Durability) (float64, error) {
	list := pairs(&c.next, commits*each)
	start := time.Now()
	for ; len(list) > 0; list = list[each:] {
		if err := c.s.put(list[:each], d); err != nil {
			return 0, err
		}
	}
	return float64(commits*each) / time.Since(start).Seconds(), nil
}

// keys are all keys in order.
func (c *contender) keys() []uint64 {
	if c.sorted == nil {
		c.sorted = make([]uint64, c.next)
		for i := range c.sorted {
			c.sorted[i] = spread(i)
		}
		slices.Sort(c.sorted)
	}
	return c.sorted
}

// hot are the first of them, so many that they fit into every cache; what reads
// them has read them before.
func (c *contender) hot() []uint64 {
	hot := c.keys()[:min(len(c.keys()), 25_000)]
	if !c.warmed {
		c.warmed = true
		for range 2 {
			for _, k := range hot {
				_, _ = c.s.get(k)
			}
		}
	}
	return hot
}

func (c *contender) gets(n int, of func() []uint64) (float64, error) {
	keys := of()
	start := time.Now()
	for range n {
		k := keys[c.rng.IntN(len(keys))]
		v, err := c.s.get(k)
		if err != nil {
			return 0, err
		}
		if len(v) != valueBytes || binary.LittleEndian.Uint64(v) != k {
			return 0, errors.New("a wrong value")
		}
	}
	return float64(n) / time.Since(start).Seconds(), nil
}

func (c *contender) scans(n int, of func() []uint64) (float64, error) {
	const length = 1000
	keys := of()
	if len(keys) <= length {
		return 0, errors.New("more than 1,000 keys are needed")
	}
	start := time.Now()
	for range n {
		want := keys[c.rng.IntN(len(keys)-length):][:length+1]
		seen := 0
		err := c.s.scan(want[0], want[length], func(key, val []byte) {
			k := want[min(max(seen, 0), length)]
			if seen++; binary.BigEndian.Uint64(key[len(key)-8:]) != k || len(val) != valueBytes || binary.LittleEndian.Uint64(val) != k {
				seen = -length
			}
		})
		if err == nil && seen != length {
			err = fmt.Errorf("a scan gave %d keys", seen)
		}
		if err != nil {
			return 0, err
		}
	}
	return float64(n*length) / time.Since(start).Seconds(), nil
}

// strict makes single puts by 64 writers, each synced. A round is long enough for
// what a store does now and then: pebble is much faster until its first flush.
func (c *contender) strict() (float64, error) {
	const writers, each = 64, 400
	list := pairs(&c.next, writers*each)
	var group sync.WaitGroup
	errs := make([]error, writers)
	start := time.Now()
	for w := range writers {
		group.Go(func() {
			for j := range each {
				at := w*each + j
				if err := c.s.put(list[at:at+1], storage.Strict); err != nil {
					errs[w] = err
					return
				}
			}
		})
	}
	group.Wait()
	return writers * each / time.Since(start).Seconds(), errors.Join(errs...)
}

// reopen returns the milliseconds from opening to the first answer.
func (c *contender) reopen() (float64, error) {
	if err := c.s.close(); err != nil {
		return 0, err
	}
	start := time.Now()
	if err := c.s.open(c.dir); err != nil {
		return 0, err
	}
	v, err := c.s.get(spread(1))
	if err == nil && len(v) != valueBytes {
		err = errors.New("a wrong value after opening")
	}
	return time.Since(start).Seconds() * 1000, err
}

// pair is a key with its value.
type pair struct {
	key   uint64
	value []byte
}

// pairs makes the next n pairs.
func pairs(next *int, n int) []pair {
	list := make([]pair, n)
	for j := range list {
		k := spread(*next)
		list[j] = pair{k, valueOf(k)}
		*next++
	}
	return list
}

func size(dir string) (float64, error) {
	total, err := room.Taken(dir)
	return float64(total) / (1 << 20), err
}
