package storagetest

import (
	"math/rand/v2"
	"sort"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// defaultOps is the number of random operations of one run of the suite.
const defaultOps = 4000

// heldSnapshot is a snapshot with what it must go on showing.
type heldSnapshot struct {
	snap  storage.Snapshot
	model map[string]string
}

// randomRun drives a store and a plain map with the same operations.
type randomRun struct {
	t     *testing.T
	h     Harness
	rng   *rand.Rand
	s     storage.Store
	model map[string]string
	held  []heldSnapshot
}

// Random drives a store and a plain map with the same random operations and
// compares every answer. It is part of Run.
func Random(t *testing.T, h Harness) {
	t.Helper()
	ops := h.Ops
	if ops == 0 {
		ops = defaultOps
	}
	r := &randomRun{t: t, h: h, rng: rand.New(rand.NewPCG(Seed(t), 1)), s: h.Open(t), model: map[string]string{}}
	defer func() { _ = r.s.Close() }()
	for range ops {
		r.step()
		if t.Failed() {
			return
		}
	}
	r.compare(snapshot(t, r.s), r.model)
}

func (r *randomRun) step() {
	switch n := r.rng.IntN(100); {
	case n < 45:
		r.write()
	case n < 65:
		r.get()
	case n < 70:
		r.getMany()
	case n < 88:
		r.scan()
	case n < 92:
		r.hold()
	case n < 96:
		r.drop()
	case n < 98:
		flush(r.t, r.s)
	default:
		r.reopen()
	}
}

// key draws from a small space so that keys are overwritten and deleted.
func (r *randomRun) key() string {
	n := r.rng.IntN(400)
	k := "key/" + strconv.Itoa(n%7) + "/" + strconv.Itoa(n)
	switch n % 13 {
	case 0:
		return k + "\x00"
	case 1:
		return k[:4]
	case 2:
		return k + "/a/much/longer/key/that/shares/a/prefix"
	}
	return k
}

func (r *randomRun) value() string {
	n := r.rng.IntN(60)
	if r.rng.IntN(50) == 0 {
		n = r.rng.IntN(9000)
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + r.rng.IntN(26))
	}
	return string(b)
}

func (r *randomRun) write() {
	var b storage.Batch
	b.Durability = storage.Durability(r.rng.IntN(3))
	for range 1 + r.rng.IntN(6)*r.rng.IntN(6) {
		k := r.key()
		if r.rng.IntN(4) == 0 {
			b.Delete([]byte(k))
			delete(r.model, k)
		} else {
			v := r.value()
			b.Put([]byte(k), []byte(v))
			r.model[k] = v
		}
	}
	apply(r.t, r.s, &b)
}

func (r *randomRun) get() {
	snap, model, release := r.pick()
	defer release()
	k := r.key()
	got, err := snap.Get(r.t.Context(), []byte(k))
	v, ok := model[k]
	switch {
	case !ok && dberr.CodeOf(err) != dberr.NotFound:
		r.t.Fatalf("get %q: %q %v, want nothing", k, got, err)
	case ok && (err != nil || string(got) != v):
		r.t.Fatalf("get %q: %q %v, want %q", k, got, err, v)
	}
}

// getMany reads keys together, some of them twice.
func (r *randomRun) getMany() {
	snap, model, release := r.pick()
	defer release()
	many, ok := snap.(storage.ManyReader)
	if !ok {
		return
	}
	keys := make([][]byte, r.rng.IntN(80))
	for i := range keys {
		keys[i] = []byte(r.key())
	}
	values := make([][]byte, len(keys))
	if err := many.GetMany(r.t.Context(), keys, values); err != nil {
		r.t.Fatalf("get %d keys: %v", len(keys), err)
	}
	for i, k := range keys {
		if v, ok := model[string(k)]; ok != (values[i] != nil) || string(values[i]) != v {
			r.t.Fatalf("get %d keys, %q: %q, want %q %v", len(keys), k, values[i], v, ok)
		}
	}
}

// pick returns a fresh snapshot or one that is held, with its model, and what
// to call when it was read.
func (r *randomRun) pick() (snap storage.Snapshot, model map[string]string, release func()) {
	if n := len(r.held); n > 0 && r.rng.IntN(3) == 0 {
		h := r.held[r.rng.IntN(n)]
		return h.snap, h.model, func() {}
	}
	snap = r.now()
	return snap, r.model, snap.Close
}

// now returns a fresh snapshot, which the caller closes.
func (r *randomRun) now() storage.Snapshot {
	r.t.Helper()
	snap, err := r.s.Snapshot(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return snap
}

func (r *randomRun) scan() {
	snap, model, release := r.pick()
	defer release()
	var rg storage.Range
	rg.Reverse, rg.Transient = r.rng.IntN(2) == 0, r.rng.IntN(2) == 0
	if r.rng.IntN(3) > 0 {
		rg.Start = []byte(r.key())
	}
	if r.rng.IntN(3) > 0 {
		rg.End = []byte(r.key())
	}
	limit := -1
	if r.rng.IntN(3) == 0 {
		limit = r.rng.IntN(10) + 1
	}
	r.compareRange(snap, model, rg, limit)
}

func (r *randomRun) compare(snap storage.Snapshot, model map[string]string) {
	r.compareRange(snap, model, storage.Range{}, -1)
	r.compareRange(snap, model, storage.Range{Reverse: true}, -1)
}

func (r *randomRun) compareRange(snap storage.Snapshot, model map[string]string, rg storage.Range, limit int) {
	r.t.Helper()
	var want []string
	for k := range model {
		if k >= string(rg.Start) && (rg.End == nil || k < string(rg.End)) {
			want = append(want, k)
		}
	}
	sort.Strings(want)
	if rg.Reverse {
		sort.Sort(sort.Reverse(sort.StringSlice(want)))
	}
	if kv, found, err := storage.First(r.t.Context(), snap, rg); err != nil || found != (len(want) > 0) ||
		found && (string(kv.Key) != want[0] || string(kv.Value) != model[want[0]]) {
		r.t.Fatalf("first of [%q, %q) reverse=%v: %q, %v, %v", rg.Start, rg.End, rg.Reverse, kv.Key, found, err)
	}
	if limit >= 0 && len(want) > limit {
		want = want[:limit]
	}
	i := 0
	var got []storage.KV // all bytes stay valid but for transient keys
	for kv, err := range snap.Scan(r.t.Context(), rg) {
		if err != nil {
			r.t.Fatalf("scan: %v", err)
		}
		if i >= len(want) || string(kv.Key) != want[i] || string(kv.Value) != model[want[i]] {
			r.t.Fatalf("scan [%q, %q) reverse=%v: pair %d is %q", rg.Start, rg.End, rg.Reverse, i, kv.Key)
		}
		got = append(got, kv)
		if r.rng.IntN(64) == 0 {
			r.within(snap)
		}
		if i++; i == limit {
			break
		}
	}
	r.within(snap)
	for j, kv := range got {
		if !rg.Transient && string(kv.Key) != want[j] || string(kv.Value) != model[want[j]] {
			r.t.Fatalf("pair %d, %q, has become %q", j, want[j], kv.Key)
		}
	}
	if i != len(want) {
		r.t.Fatalf("scan [%q, %q) reverse=%v: %d pairs, want %d", rg.Start, rg.End, rg.Reverse, i, len(want))
	}
}

// within scans a little while another scan may be under way.
func (r *randomRun) within(snap storage.Snapshot) {
	n := 0
	for range snap.Scan(r.t.Context(), storage.Range{Start: []byte(r.key()), Transient: true}) {
		if n++; n == 5 {
			return
		}
	}
}

func (r *randomRun) hold() {
	if len(r.held) >= 6 {
		r.drop()
	}
	model := make(map[string]string, len(r.model))
	for k, v := range r.model {
		model[k] = v
	}
	r.held = append(r.held, heldSnapshot{snap: r.now(), model: model})
}

func (r *randomRun) drop() {
	if len(r.held) == 0 {
		return
	}
	i := r.rng.IntN(len(r.held))
	r.compare(r.held[i].snap, r.held[i].model)
	r.held[i].snap.Close()
	r.held = append(r.held[:i], r.held[i+1:]...)
}

func (r *randomRun) reopen() {
	again := r.h.Reopen
	if r.h.Crash != nil && r.rng.IntN(2) == 0 {
		flush(r.t, r.s) // what was acknowledged in mode none may be lost without it
		again = r.h.Crash
	}
	if again == nil {
		return
	}
	for len(r.held) > 0 {
		r.drop()
	}
	r.s = again(r.t, r.s)
}
