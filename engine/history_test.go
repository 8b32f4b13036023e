package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/storagetest"
)

const historyKeys = 24

// seen is what a transaction read: a document's value, -1 if it was not there,
// or the number and the sum of those with a value in a range.
type seen struct {
	key    int
	v      int64
	lo, hi int64
	n, sum int64
	scan   bool
}

// done is a committed transaction: its reads and what it wrote, -1 for a
// deletion.
type done struct {
	reads  []seen
	writes map[int]int64
}

// TestHistoryReplays runs 200,000 random transactions (times AURORA_SCALE) on
// many goroutines, orders them by the events that they caused and replays them
// one after the other: every read of every committed transaction, of single
// documents and of ranges through an index, is what the ones before it left.
func TestHistoryReplays(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(`schema { define collection kv { v: Int @indexed  by: Int } }`)
	sub, err := db.Listen(ctx, "kv", nil) // before the first commit
	if err != nil {
		t.Fatal(err)
	}
	seed := storagetest.Seed(t)
	total := storagetest.Scaled(t, 200_000)
	const workers = 8
	committed := make([]map[int]*done, workers)
	aborted := make([]int, workers)
	var ordered []int
	var collected sync.WaitGroup
	collected.Add(1)
	stop := make(chan uint64)
	go func() {
		defer collected.Done()
		ordered = commitOrder(t, db, sub, stop)
	}()
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(w)))
			committed[w] = map[int]*done{}
			for i := range total / workers {
				id := i*workers + w + 1
				d, err := oneTransaction(ctx, db, rng, id, w)
				switch {
				case err == nil && len(d.writes) > 0:
					committed[w][id] = d
				case dberr.CodeOf(err) == dberr.Conflict:
					aborted[w]++
				case err != nil:
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	stop <- db.Stats().Seq
	collected.Wait()
	all := map[int]*done{}
	conflicts := 0
	for w := range workers {
		for id, d := range committed[w] {
			all[id] = d
		}
		conflicts += aborted[w]
	}
	replay(t, ordered, all)
	t.Logf("%d committed, %d conflicts", len(all), conflicts)
	if conflicts == 0 || len(all) < total/10 {
		t.Errorf("%d of %d transactions were committed, %d met a conflict", len(all), total, conflicts)
	}
}

// oneTransaction reads some documents and ranges and writes what depends on
// them. One that deletes also writes its number to a document of its worker, so
// that its events tell who it was.
func oneTransaction(ctx context.Context, db *fixture, rng *rand.Rand, id, worker int) (*done, error) {
	d := &done{writes: map[int]int64{}}
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	c := tx.Collection("kv")
	sum := int64(id)
	for range 1 + rng.IntN(3) {
		if rng.IntN(6) == 0 {
			lo := int64(rng.IntN(80))
			s := seen{scan: true, lo: lo, hi: lo + int64(rng.IntN(12))}
			for doc, err := range c.Find(ctx, map[string]any{"v": map[string]any{"gte": s.lo, "lt": s.hi}}) {
				if err != nil {
					return nil, err
				}
				s.n, s.sum = s.n+1, s.sum+number(doc, "v")
			}
			d.reads, sum = append(d.reads, s), sum+s.sum
			continue
		}
		key := rng.IntN(historyKeys)
		if _, own := d.writes[key]; own {
			continue
		}
		s := seen{key: key, v: -1}
		doc, err := c.Get(ctx, strconv.Itoa(key))
		if err == nil {
			s.v = number(doc, "v")
		} else if dberr.CodeOf(err) != dberr.NotFound {
			return nil, err
		}
		d.reads, sum = append(d.reads, s), sum+s.v
	}
	for range rng.IntN(3) {
		key := rng.IntN(historyKeys)
		if _, own := d.writes[key]; !own && rng.IntN(6) == 0 { // to take one's own back leaves no trace
			found, err := c.Delete(ctx, strconv.Itoa(key))
			if err != nil {
				return nil, err
			}
			if found {
				d.writes[key] = -1
				if _, err := c.Upsert(ctx, "w"+strconv.Itoa(worker), map[string]any{"v": -1, "by": id}); err != nil {
					return nil, err
				}
			}
			continue
		}
		v := (sum + int64(key) + 100) % 100 // absent documents count -1 in sum, and below 0 would be a deletion
		if _, err := c.Upsert(ctx, strconv.Itoa(key), map[string]any{"v": v, "by": id}); err != nil {
			return nil, err
		}
		d.writes[key] = v
	}
	if rng.IntN(4) == 0 { // on one thread nobody would come between otherwise
		runtime.Gosched()
	}
	return d, tx.Commit(ctx)
}

// number returns a whole number of a document.
func number(doc engine.Document, field string) int64 {
	r, _ := doc.Raw().Field(field)
	v, err := r.Decode()
	if err != nil {
		panic(err)
	}
	return v.Int()
}

// commitOrder reads events until the sequence that stop names and returns the
// transactions in their order. When it has lagged behind it goes on where it was.
func commitOrder(t *testing.T, db *fixture, sub *engine.Subscription, stop <-chan uint64) []int {
	defer func() { sub.Close() }()
	var order []int
	last, end := uint64(0), ^uint64(0)
	for last < end {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		ev, err := sub.Next(ctx)
		cancel()
		if dberr.CodeOf(err) == dberr.Timeout {
			select {
			case end = <-stop:
			default:
			}
			continue
		}
		if dberr.CodeOf(err) == dberr.Lagged {
			from := sub.Seq()
			sub.Close()
			sub, err = db.Listen(context.Background(), "kv", &engine.ListenOptions{After: &from})
			if err == nil {
				continue
			}
		}
		if err != nil {
			t.Error(err)
			<-stop
			return order
		}
		if ev.Type == "delete" {
			last = ev.Seq
			continue
		}
		_, rest, _ := strings.Cut(string(ev.JSON), `"document":`)
		_, rest, _ = strings.Cut(rest, `"by":`)
		by, err := strconv.Atoi(rest[:strings.IndexAny(rest, ",}")])
		if err != nil {
			t.Errorf("event %s: %v", ev.JSON, err)
		}
		if len(order) == 0 || order[len(order)-1] != by {
			order = append(order, by)
		}
		last = ev.Seq
	}
	return order
}

// replay runs the transactions in their order over a plain map.
func replay(t *testing.T, order []int, all map[int]*done) {
	t.Helper()
	if len(order) != len(all) {
		t.Fatalf("%d transactions were committed, %d caused events", len(all), len(order))
	}
	state := map[int]int64{}
	for at, id := range order {
		d := all[id]
		if d == nil {
			t.Fatalf("commit %d is of transaction %d, which was not committed", at, id)
		}
		if bad := differs(state, d); bad != "" {
			t.Fatalf("commit %d, transaction %d: %s", at, id, bad)
		}
		apply(state, d)
	}
}

func apply(state map[int]int64, d *done) {
	for k, v := range d.writes {
		if v < 0 {
			delete(state, k)
		} else {
			state[k] = v
		}
	}
}

// differs tells which read of a transaction is not what a state says.
func differs(state map[int]int64, d *done) string {
	for _, r := range d.reads {
		if r.scan {
			n, sum := int64(0), int64(0)
			for _, v := range state {
				if v >= r.lo && v < r.hi {
					n, sum = n+1, sum+v
				}
			}
			if n != r.n || sum != r.sum {
				return fmt.Sprintf("it saw %d values from %d to %d with the sum %d, there were %d with %d", r.n, r.lo, r.hi, r.sum, n, sum)
			}
			continue
		}
		v, ok := state[r.key]
		if !ok {
			v = -1
		}
		if v != r.v {
			return fmt.Sprintf("it saw %d under %d, there was %d", r.v, r.key, v)
		}
	}
	return ""
}

// input is an operation on one counter: by more than 0 adds, 0 reads.
type input struct{ key, by int }

// TestHistoryIsLinearizable lets clients add to and read counters at once and
// checks the history with porcupine: each call takes effect at one moment
// between its beginning and its end.
func TestHistoryIsLinearizable(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	const counters, clients = 3, 6
	db.run(`schema { define collection counter { n: Int } }`)
	for key := range counters {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "counter", data: {id: "%d", n: 0}) { id } }`, key))
	}
	seed := storagetest.Seed(t)
	each := storagetest.Scaled(t, 2000)
	histories := make([][]porcupine.Operation, clients)
	begin := time.Now()
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(seed, uint64(client)))
			for range each {
				in := input{key: rng.IntN(counters), by: rng.IntN(3)}
				call := time.Since(begin).Nanoseconds()
				out, err := count(ctx, db, in)
				if err != nil {
					t.Error(err)
					return
				}
				histories[client] = append(histories[client], porcupine.Operation{
					ClientId: client, Input: in, Output: out, Call: call, Return: time.Since(begin).Nanoseconds(),
				})
			}
		})
	}
	wg.Wait()
	var history []porcupine.Operation
	for _, h := range histories {
		history = append(history, h...)
	}
	model := porcupine.Model{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			parts := make([][]porcupine.Operation, counters)
			for _, op := range history {
				key := op.Input.(input).key
				parts[key] = append(parts[key], op)
			}
			return parts
		},
		Init: func() any { return int64(0) },
		Step: func(state, in, out any) (bool, any) {
			next := state.(int64) + int64(in.(input).by)
			return out.(int64) == next, next
		},
	}
	if got := porcupine.CheckOperationsTimeout(model, history, time.Minute); got != porcupine.Ok {
		t.Fatalf("the history of %d operations is %v", len(history), got)
	}
}

// count adds to a counter, or reads it, and returns its value.
func count(ctx context.Context, db *fixture, in input) (int64, error) {
	id := strconv.Itoa(in.key)
	if in.by > 0 {
		return db.Collection("counter").Increment(ctx, id, "n", int64(in.by))
	}
	doc, err := db.Collection("counter").Get(ctx, id)
	if err != nil {
		return 0, err
	}
	return number(doc, "n"), nil
}
