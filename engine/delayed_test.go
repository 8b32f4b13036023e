package engine_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// delayed is a store whose batches wait for the test to acknowledge or to
// refuse them: Snapshot shows what was acknowledged, Latest everything.
type delayed struct {
	mu      sync.Mutex
	visible *memory.Store
	latest  *memory.Store
	waiting []*delayedAck
	auto    bool // acknowledge at once
}

type delayedAck struct {
	batch *storage.Batch
	done  chan struct{}
	err   error
}

func (a *delayedAck) Wait(ctx context.Context) error {
	select {
	case <-a.done:
		return a.err
	default:
	}
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return storage.ContextError(ctx)
	}
}

func (a *delayedAck) Done() bool {
	select {
	case <-a.done:
		return true
	default:
		return false
	}
}

func newDelayed() *delayed {
	return &delayed{visible: memory.New(), latest: memory.New(), auto: true}
}

func (d *delayed) Snapshot(ctx context.Context) (storage.Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.visible.Snapshot(ctx)
}

func (d *delayed) Latest(ctx context.Context) (storage.Snapshot, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.latest.Snapshot(ctx)
}

func (d *delayed) Apply(ctx context.Context, b *storage.Batch) (storage.Ack, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	own := &storage.Batch{Durability: b.Durability, Ops: append([]storage.Op(nil), b.Ops...)}
	if _, err := d.latest.Apply(ctx, b); err != nil {
		return nil, err
	}
	a := &delayedAck{batch: own, done: make(chan struct{})}
	d.waiting = append(d.waiting, a)
	if d.auto {
		d.ack()
	}
	return a, nil
}

func (d *delayed) Close() error { return nil }

// ack acknowledges the oldest batch. The mutex is held.
func (d *delayed) ack() {
	a := d.waiting[0]
	d.waiting = d.waiting[1:]
	if _, err := d.visible.Apply(context.Background(), a.batch); err != nil {
		panic(err)
	}
	close(a.done)
}

func (d *delayed) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ack()
}

// fail refuses everything that waits: the newest state is the visible one again.
func (d *delayed) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range d.waiting {
		a.err = err
		close(a.done)
	}
	d.waiting = nil
	d.latest = memory.New()
	snap, _ := d.visible.Snapshot(context.Background())
	defer snap.Close()
	var b storage.Batch
	for kv := range snap.Scan(context.Background(), storage.Range{}) {
		b.Put(kv.Key, kv.Value)
	}
	if _, err := d.latest.Apply(context.Background(), &b); err != nil {
		panic(err)
	}
}

func (d *delayed) hold() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.auto = false
}

func openDelayed(t *testing.T) (*fixture, *delayed) {
	t.Helper()
	store := newDelayed()
	db := &fixture{t: t, store: store}
	db.reopen(nil)
	db.run(`schema { define collection c { n: Int @unique } }`)
	store.hold()
	t.Cleanup(db.check)
	return db, store
}

func TestCommitWaitsForItsAck(t *testing.T) {
	ctx := context.Background()
	db, store := openDelayed(t)
	sub := stream(t, db, `subscription { c { n } }`)
	one := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {id: "1", n: 1}) { n } }`})
	two := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {id: "2", n: 2}) { n } } query { c { n } }`})
	if one.Ready() || two.Ready() {
		t.Fatal("ready before the acknowledgement")
	}
	db.want(`{"c":[]}`, `{ c { n } }`)
	same(t, events(t, sub))
	if err := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {n: 1}) { n } }`}).Wait(ctx).Err(); dberr.CodeOf(err) != dberr.UniqueViolation {
		t.Errorf("the value is taken by a commit on its way: %v", err)
	}
	store.release()
	if !one.Ready() || two.Ready() {
		t.Errorf("ready: %v, %v", one.Ready(), two.Ready())
	}
	if got := string(one.Wait(ctx).Data()); got != `{"insertInto":{"n":1}}` {
		t.Error(got)
	}
	store.release()
	if got := string(two.Wait(ctx).JSON()); got != `{"batch":[{"data":{"insertInto":{"n":2}}},{"data":{"c":[{"n":1},{"n":2}]}}]}` {
		t.Error(got)
	}
	if got := events(t, sub); len(got) != 2 {
		t.Error(got)
	}
}

func TestEventsComeInCommitOrder(t *testing.T) {
	ctx := context.Background()
	db, store := openDelayed(t)
	sub := stream(t, db, `subscription { c { n } }`)
	one := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {id: "1", n: 1}) { n } }`})
	two := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {id: "2", n: 2}) { n } }`})
	store.release()
	store.release()
	two.Wait(ctx) // the second one is waited for first
	got := events(t, sub)
	if len(got) != 2 || !strings.Contains(got[0], `"id":"1"`) {
		t.Error(got)
	}
	one.Wait(ctx)
	if got := events(t, sub); len(got) != 0 {
		t.Errorf("told twice: %v", got)
	}
}

func TestAbandonedCommitIsDelivered(t *testing.T) {
	db, store := openDelayed(t)
	sub := stream(t, db, `subscription { c { n } }`)
	ctx, cancel := context.WithCancel(context.Background())
	call := db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {id: "1", n: 1}) { n } }`})
	cancel()
	r := call.Wait(ctx)
	if dberr.CodeOf(r.Err()) != dberr.Canceled || !strings.Contains(string(r.JSON()), `"outcome":"unknown"`) {
		t.Errorf("%s", r.JSON())
	}
	store.release()
	if _, err := sub.Next(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestFailedCommitLeavesNoTrace(t *testing.T) {
	ctx := context.Background()
	db, store := openDelayed(t)
	sub := stream(t, db, `subscription { c { n } }`)
	full := dberr.New(dberr.QuotaExceeded, "the medium is full")
	calls := []*engine.Call{
		db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "c", data: {n: 1}) { n } }`}),
		db.Start(ctx, engine.Request{Text: `schema { alter collection c { add s: String = "x" } define collection d { n: Int } }`}),
		db.Start(ctx, engine.Request{Text: `mutation { insertInto(collection: "d", data: {n: 1}) { n } }`}),
	}
	db.fails(dberr.CollectionNotFound, `{ d { n } }`)
	store.fail(full)
	for i, c := range calls {
		if err := c.Wait(ctx).Err(); !errors.Is(err, dberr.QuotaExceeded) {
			t.Errorf("call %d: %v", i, err)
		}
	}
	store.auto = true
	db.fails(dberr.CollectionNotFound, `{ d { n } }`)
	db.run(`mutation { insertInto(collection: "c", data: {id: "a", n: 1}) { n } }`)
	db.run(`schema { define collection d { s: String } }`)
	db.want(`{"c":[{"id":"a","n":1}],"d":[]}`, `{ c d }`)
	if got := events(t, sub); len(got) != 1 {
		t.Error(got)
	}
}

func TestDefinitionsAppearWithTheirAck(t *testing.T) {
	ctx := context.Background()
	db, store := openDelayed(t)
	call := db.Start(ctx, engine.Request{Text: `schema { create index on c (n DESC) define collection d { n: Int } }`})
	db.fails(dberr.CollectionNotFound, `{ d { n } }`)
	db.want(`{"c":[]}`, `{ c(orderBy: {n: DESC}) { n } }`)
	store.release()
	db.want(`{"d":[]}`, `{ d { n } }`) // nobody has waited for the call yet
	if err := call.Wait(ctx).Err(); err != nil {
		t.Fatal(err)
	}
	if db.Catalog().Collection("d") == nil {
		t.Error("the catalog lacks the new collection")
	}
}

// TestBuildGivenUpBeforeItsFirstAck gives an index up while the commit that began it
// waits: nothing of it stays, and the definition can be changed again.
func TestBuildGivenUpBeforeItsFirstAck(t *testing.T) {
	db, store := openDelayed(t)
	automatic := func() {
		store.mu.Lock()
		defer store.mu.Unlock()
		for store.auto = true; len(store.waiting) > 0; {
			store.ack()
		}
	}
	waiting := func() int {
		store.mu.Lock()
		defer store.mu.Unlock()
		return len(store.waiting)
	}
	automatic()
	docs := make([]map[string]any, 2500)
	for i := range docs {
		docs[i] = map[string]any{"n": i, "m": i % 7}
	}
	if _, err := db.Collection("c").InsertMany(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	db.run(`schema { alter collection c { add m: Int } }`)
	store.hold()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- db.Collection("c").CreateIndex(ctx, "m") }()
	for waiting() == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	for waiting() == 1 { // taking it back is the second one
		time.Sleep(time.Millisecond)
	}
	automatic()
	if err := <-ended; dberr.CodeOf(err) != dberr.Canceled {
		t.Errorf("%v", err)
	}
	if names, err := db.Collection("c").Indexes(t.Context()); err != nil || len(names) != 1 {
		t.Errorf("indexes %v, %v", names, err)
	}
	db.run(`schema { alter collection c { add z: Int } }`)
}
