package lsm_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/storagetest"
)

// viewsModel is a store whose every append waits for a verdict, and what its two
// states should be.
type viewsModel struct {
	t       *testing.T
	rng     *rand.Rand
	s       *lsm.Store
	begun   chan struct{}
	verdict chan faultmedium.Fault
	waiting bool              // an append waits for its verdict
	acked   map[string]string // what Snapshot shows
	pending []*pendingCommit
	held    []heldView
	log     []string
}

// pendingCommit is a commit whose outcome is open. ack is set once Apply has
// returned: on a synchronous medium it waits for the append itself.
type pendingCommit struct {
	ops     []storage.Op
	ack     storage.Ack
	applied chan storage.Ack
}

type heldView struct {
	snap storage.Snapshot
	want map[string]string
}

// TestViewsOfUnacknowledged has commits on their way at all times, and looks at
// what Snapshot and Latest show, and go on showing: the acknowledged commits, and
// all commits.
func TestViewsOfUnacknowledged(t *testing.T) {
	for _, m := range mediums {
		t.Run(m.name, func(t *testing.T) {
			seed := storagetest.Seed(t)
			for i := 0; i < storagetest.Scaled(t, 120) && !t.Failed(); i++ {
				viewsRun(t, m.opt, seed+uint64(i))
			}
		})
	}
}

func viewsRun(t *testing.T, opt faultmedium.Options, seed uint64) {
	v := &viewsModel{
		t: t, rng: rand.New(rand.NewPCG(seed, 7)), acked: map[string]string{},
		begun: make(chan struct{}), verdict: make(chan faultmedium.Fault),
	}
	defer func() {
		if t.Failed() {
			t.Log("seed " + strconv.FormatUint(seed, 10) + ":\n" + strings.Join(v.log, "\n"))
		}
	}()
	done := make(chan struct{})
	opt.Hook = func(c faultmedium.Call) faultmedium.Fault {
		if c.Op != "append" || c.After {
			return faultmedium.OK
		}
		select {
		case v.begun <- struct{}{}:
			return <-v.verdict
		case <-done:
			return faultmedium.OK
		}
	}
	var err error
	if v.s, err = lsm.Open(t.Context(), faultmedium.NewDisk().Open(opt), &lsm.Options{
		MemtableBytes: []int64{1 << 9, 1 << 11, 1 << 14}[v.rng.IntN(3)], CacheBytes: 4 << 10, SyncInterval: time.Hour,
	}); err != nil {
		t.Fatal(err)
	}
	for range 60 {
		v.step()
		if t.Failed() {
			break
		}
	}
	for _, h := range v.held {
		v.check("a held view", h.snap, h.want)
		h.snap.Close()
	}
	close(done)
	if v.waiting {
		v.verdict <- faultmedium.OK
	}
	if err := v.s.Close(); err != nil {
		t.Error(err)
	}
}

func (v *viewsModel) note(format string, args ...any) {
	v.log = append(v.log, fmt.Sprintf(format, args...))
}

func (v *viewsModel) step() {
	switch n := v.rng.IntN(12); {
	case n < 5:
		v.apply()
	case n < 7:
		v.look("snapshot", v.s.Snapshot, v.acked)
	case n < 8:
		v.look("latest", v.s.Latest, v.all())
	case n < 9 && len(v.held) > 0:
		i := v.rng.IntN(len(v.held))
		v.check("a held view", v.held[i].snap, v.held[i].want)
		v.held[i].snap.Close()
		v.held = append(v.held[:i], v.held[i+1:]...)
	default:
		v.judge()
	}
}

// all is what Latest shows.
func (v *viewsModel) all() map[string]string {
	state := maps.Clone(v.acked)
	for _, p := range v.pending {
		change(state, p.ops)
	}
	return state
}

func change(state map[string]string, ops []storage.Op) {
	for _, op := range ops {
		if op.Kind == storage.OpDelete {
			delete(state, string(op.Key))
		} else {
			state[string(op.Key)] = string(op.Value)
		}
	}
}

func (v *viewsModel) look(what string, open func(context.Context) (storage.Snapshot, error), want map[string]string) {
	snap, err := open(v.t.Context())
	if err != nil {
		v.t.Fatal(err)
	}
	v.note("%s of %v", what, want)
	v.check(what, snap, want)
	if len(v.held) > 6 || v.rng.IntN(2) == 0 {
		snap.Close()
		return
	}
	v.held = append(v.held, heldView{snap, maps.Clone(want)})
}

func (v *viewsModel) check(what string, snap storage.Snapshot, want map[string]string) {
	v.t.Helper()
	got := map[string]string{}
	for kv, err := range snap.Scan(v.t.Context(), storage.Range{}) {
		if err != nil {
			v.t.Fatal(err)
		}
		got[string(kv.Key)] = string(kv.Value)
	}
	for i := range 12 {
		key := fmt.Sprintf("key %d", i)
		value, err := snap.Get(v.t.Context(), []byte(key))
		wanted, exists := want[key]
		if exists != (err == nil) || string(value) != wanted {
			v.t.Fatalf("%s: %q is %q (%v), not %q (%v)", what, key, value, err, wanted, exists)
		}
	}
	if !maps.Equal(got, want) {
		v.t.Fatalf("%s has %v, not %v", what, got, want)
	}
}

func (v *viewsModel) apply() {
	b := &storage.Batch{Durability: storage.Durability(v.rng.IntN(3))}
	n := v.rng.IntN(5)
	if v.rng.IntN(8) == 0 { // too many to be taken back at leisure
		n = 300 * v.rng.IntN(6)
	}
	for range n {
		key := fmt.Appendf(nil, "key %d", v.rng.IntN(12))
		if v.rng.IntN(3) == 0 {
			b.Delete(key)
		} else {
			b.Put(key, fmt.Appendf(nil, "%0*d", v.rng.IntN(60), v.rng.IntN(1000)))
		}
	}
	p := &pendingCommit{ops: b.Ops, applied: make(chan storage.Ack, 1)}
	last := v.s.Stats().LastSeq
	go func() {
		ack, err := v.s.Apply(context.Background(), b)
		if err != nil {
			v.t.Error(err)
		}
		p.applied <- ack
	}()
	v.pending = append(v.pending, p)
	if v.waiting {
		p.ack = <-p.applied // it cannot wait for the append: another one does
	} else {
		select {
		case p.ack = <-p.applied:
		case <-v.begun: // by this commit, or by an earlier one
			v.waiting = true
			for v.s.Stats().LastSeq == last {
				time.Sleep(10 * time.Microsecond)
			}
			if b.Durability == storage.None { // it may be acknowledged already, and never waits for its append
				p.ack = <-p.applied
			}
		}
	}
	v.note("apply %d: %.400q, mode %d", b.Len(), fmt.Sprint(b.Ops), b.Durability)
	v.settle()
}

// judge lets the append that waits succeed, or fail without a trace.
func (v *viewsModel) judge() {
	if !v.waiting {
		v.settle()
		return
	}
	fault := faultmedium.OK
	if len(v.pending) > 0 && v.rng.IntN(4) == 0 { // else nobody would hear when it has failed
		fault = faultmedium.Quota
	}
	v.waiting = false
	v.verdict <- fault
	v.note("verdict %d", fault)
	v.settle()
}

// settle waits until the next append has begun or nothing is on its way, and then
// takes note of what was acknowledged or refused.
func (v *viewsModel) settle() {
	deadline := time.After(20 * time.Second)
	for !v.waiting && v.open() {
		select {
		case <-v.begun:
			v.waiting = true
			for _, p := range v.pending {
				if p.ack == nil { // its own append is over
					p.ack = <-p.applied
				}
			}
		case <-deadline:
			v.t.Fatal("a commit has no end")
		case <-time.After(20 * time.Microsecond):
		}
	}
	for len(v.pending) > 0 && v.done(v.pending[0]) {
		p := v.pending[0]
		v.pending = v.pending[1:]
		switch err := p.ack.Wait(v.t.Context()); {
		case err == nil:
			change(v.acked, p.ops)
		case dberr.CodeOf(err) != dberr.QuotaExceeded:
			v.t.Fatal(err)
		}
	}
	v.note("%d keys, %d commits on their way", len(v.acked), len(v.pending))
}

// open tells whether a commit has no outcome yet.
func (v *viewsModel) open() bool {
	for _, p := range v.pending {
		if !v.done(p) {
			return true
		}
	}
	return false
}

func (v *viewsModel) done(p *pendingCommit) bool {
	if p.ack == nil {
		select {
		case p.ack = <-p.applied:
		default:
			return false
		}
	}
	return p.ack.Done()
}
