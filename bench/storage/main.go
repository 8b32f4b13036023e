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
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"time"
)

// store is what is compared. Keys rise as big-endian numbers do.
type store interface {
	open(dir string) error
	put(pairs []pair, strict bool) error // one commit
	get(key uint64) ([]byte, error)
	scan(from uint64, n int, visit func(key, val []byte)) error
	close() error
}

// rows are measured in this order; higher is better, but for the last two.
var rows = []string{
	"puts/s, batches of 1,000, no sync", "puts/s, single, no sync", "puts/s, strict, 64 writers", "gets/s, random, warm",
	"gets/s, random, all keys", "keys/s, scans of 1,000, warm", "keys/s, scans of 1,000, all keys", "open, ms", "on disk, MiB",
}

func lowerIsBetter(row string) bool {
	return strings.HasPrefix(row, "open") || strings.HasPrefix(row, "on disk")
}

func main() {
	n := flag.Int("n", 1_000_000, "keys")
	flag.IntVar(&valueBytes, "value", 300, "bytes of a value")
	profile := flag.String("cpuprofile", "", "write a CPU profile of the reads to this file")
	only := flag.String("only", "", "measure one store: aurora, pebble or bbolt")
	flag.Parse()
	profileFile = *profile
	if err := run(*n, *only); err != nil {
		fmt.Fprintf(os.Stderr, "storage: %v\n", err)
		os.Exit(1)
	}
}

var (
	valueBytes  int
	profileFile string
)

func run(n int, only string) error {
	names := []string{"aurora", "pebble", "bbolt"}
	figures := map[string]map[string]float64{}
	for _, name := range names {
		if only != "" && only != name {
			continue
		}
		dir, err := os.MkdirTemp("", "aurora-storage-")
		if err != nil {
			return err
		}
		f, err := measure(newStore(name), filepath.Join(dir, "db"), n)
		if err == nil {
			err = os.RemoveAll(dir)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		figures[name] = f
	}
	fmt.Printf("%d keys of %d bytes\n\n| | aurora | pebble | bbolt | to pebble |\n|---|---|---|---|---|\n", n, valueBytes)
	for _, row := range rows {
		fmt.Printf("| %s |", row)
		for _, name := range names {
			fmt.Printf(" %s |", shown(figures[name][row]))
		}
		a, p := figures["aurora"][row], figures["pebble"][row]
		if a > 0 && p > 0 {
			fmt.Printf(" %.2f× |\n", a/p)
		} else {
			fmt.Println(" |")
		}
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

func measure(s store, dir string, n int) (map[string]float64, error) {
	out := map[string]float64{}
	if err := s.open(dir); err != nil {
		return nil, err
	}
	const batch = 1000
	i := 0
	put := func(commits, each int) (float64, error) {
		list := pairs(&i, commits*each) // made before the clock runs
		return rounds(1, commits, each, func() error {
			now := list[:each]
			list = list[each:]
			return s.put(now, false)
		})
	}
	var err error
	if out[rows[0]], err = medianOf(5, func() (float64, error) { return put(n*9/10/5/batch, batch) }); err != nil {
		return nil, err
	}
	if out[rows[1]], err = medianOf(5, func() (float64, error) { return put(n/10/5, 1) }); err != nil {
		return nil, err
	}
	if out[rows[2]], err = strict(s, &i); err != nil {
		return nil, err
	}
	if out[rows[7]], err = reopen(s, dir); err != nil {
		return nil, err
	}
	if err := profiled(func() error { return read(s, i, out) }); err != nil {
		return nil, err
	}
	if err := s.close(); err != nil {
		return nil, err
	}
	out[rows[8]], err = size(dir)
	return out, err
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

// rounds returns the median rate of operations of a number of rounds.
func rounds(rounds, calls, each int, do func() error) (float64, error) {
	return medianOf(rounds, func() (float64, error) {
		start := time.Now()
		for range calls {
			if err := do(); err != nil {
				return 0, err
			}
		}
		return float64(calls*each) / time.Since(start).Seconds(), nil
	})
}

func medianOf(n int, measure func() (float64, error)) (float64, error) {
	list := make([]float64, n)
	for i := range list {
		var err error
		if list[i], err = measure(); err != nil {
			return 0, err
		}
	}
	slices.Sort(list)
	return list[n/2], nil
}

// strict measures single puts of 64 writers, each synced.
func strict(s store, next *int) (float64, error) {
	const writers, each = 64, 60
	const rows = 5
	list := pairs(next, rows*writers*each)
	round := 0
	return rounds(rows, 1, writers*each, func() error {
		var group sync.WaitGroup
		errs := make([]error, writers)
		for w := range writers {
			group.Go(func() {
				for j := range each {
					at := (round*writers+w)*each + j
					if err := s.put(list[at:at+1], true); err != nil {
						errs[w] = err
						return
					}
				}
			})
		}
		group.Wait()
		round++
		return errors.Join(errs...)
	})
}

// reopen returns the milliseconds from opening to the first answer.
func reopen(s store, dir string) (float64, error) {
	var times []float64
	for range 5 {
		if err := s.close(); err != nil {
			return 0, err
		}
		start := time.Now()
		if err := s.open(dir); err != nil {
			return 0, err
		}
		if v, err := s.get(spread(1)); err != nil || len(v) != valueBytes {
			return 0, errors.Join(err, errors.New("a key is missing after opening"))
		}
		times = append(times, time.Since(start).Seconds()*1000)
	}
	slices.Sort(times)
	return times[2], nil
}

func read(s store, n int, out map[string]float64) error {
	r := rand.New(rand.NewPCG(1, 2))
	get := func() error {
		k := spread(r.IntN(n))
		v, err := s.get(k)
		if err == nil && (len(v) != valueBytes || binary.LittleEndian.Uint64(v) != k) {
			err = errors.New("a wrong value")
		}
		return err
	}
	var hot []uint64 // a part of the key space that fits into every cache
	for i := range n {
		if k := spread(i); k < (1<<63)/uint64(max(1, n/50_000)) {
			hot = append(hot, k)
		}
	}
	warm := func() error {
		k := hot[r.IntN(len(hot))]
		v, err := s.get(k)
		if err == nil && (len(v) != valueBytes || binary.LittleEndian.Uint64(v) != k) {
			err = errors.New("a wrong value")
		}
		return err
	}
	rate, err := rounds(3, 20_000, 1, get)
	if err != nil {
		return err
	}
	out[rows[4]] = rate
	for range 2 {
		if _, err := rounds(1, len(hot), 1, warm); err != nil {
			return err
		}
	}
	rate, err = rounds(5, 50_000, 1, warm)
	if err != nil {
		return err
	}
	out[rows[3]] = rate
	const length = 1000
	scan := func(from uint64) error {
		seen := 0
		last := uint64(0)
		err := s.scan(from, length, func(key, val []byte) {
			k := binary.BigEndian.Uint64(key[len(key)-8:])
			if seen++; k < from || k <= last && seen > 1 || len(val) != valueBytes || binary.LittleEndian.Uint64(val) != k {
				seen = -length
			}
			last = k
		})
		if err == nil && seen != length {
			err = fmt.Errorf("a scan gave %d keys", seen)
		}
		return err
	}
	slices.Sort(hot)
	if len(hot) > 2*length {
		out[rows[5]], err = rounds(5, 60, length, func() error { return scan(hot[r.IntN(len(hot)-length)]) })
		if err != nil {
			return err
		}
	}
	out[rows[6]], err = rounds(5, 60, length, func() error { return scan(r.Uint64N(1 << 63)) })
	return err
}

// profiled runs the reads, under the profiler if that was asked for.
func profiled(do func() error) error {
	if profileFile == "" {
		return do()
	}
	f, err := os.Create(profileFile)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	err = do()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

func size(dir string) (float64, error) {
	total := int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return float64(total) / (1 << 20), err
}
