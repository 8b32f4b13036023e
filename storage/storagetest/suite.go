// Package storagetest is the suite that every storage.Store passes. The type to
// know is [Harness]: an adapter's own test file builds one and calls [Run]. The
// suite runs natively, under GOOS=js in Node and wherever else `go test` can be
// made to run; it needs no files and no clock.
package storagetest

import (
	"bytes"
	"context"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// Harness tells the suite how to get at an adapter.
type Harness struct {
	// Open returns a fresh, empty store. The suite closes it.
	Open func(t *testing.T) storage.Store
	// Reopen closes the store and opens what it kept; nil if it keeps nothing.
	Reopen func(t *testing.T, s storage.Store) storage.Store
	// Crash drops the store as the death of its process would, without Close,
	// and opens what is left; nil if the adapter cannot do that.
	Crash func(t *testing.T, s storage.Store) storage.Store
	// Ops is the number of random operations, 0 for the default.
	Ops int
}

// Run runs the whole suite.
func Run(t *testing.T, h Harness) {
	t.Helper()
	cases := []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"empty store", testEmpty},
		{"put get delete", testPutGetDelete},
		{"later operation wins", testLaterWins},
		{"order", testOrder},
		{"bounds", testBounds},
		{"prefix", testPrefix},
		{"stop early", testStopEarly},
		{"atomicity", testAtomic},
		{"snapshot isolation", testSnapshot},
		{"snapshot held during writes", testSnapshotHeld},
		{"latest", testLatest},
		{"bytes outlive the snapshot", testBytesOutlive},
		{"cancel", testCancel},
		{"limits", testLimits},
		{"big keys and values", testBig},
		{"durability modes", testModes},
		{"flush", testFlush},
		{"closed", testClosed},
		{"concurrent", testConcurrent},
		{"stats", testStats},
		{"reopen", testReopen},
		{"crash", testCrash},
		{"random operations", Random},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

// open returns a fresh store that is closed at the end of the test.
func open(t *testing.T, h Harness) storage.Store {
	t.Helper()
	s := h.Open(t)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// put applies one pair and waits for the acknowledgement.
func put(t *testing.T, s storage.Store, key, value string) {
	t.Helper()
	var b storage.Batch
	b.Put([]byte(key), []byte(value))
	apply(t, s, &b)
}

func remove(t *testing.T, s storage.Store, key string) {
	t.Helper()
	var b storage.Batch
	b.Delete([]byte(key))
	apply(t, s, &b)
}

func apply(t *testing.T, s storage.Store, b *storage.Batch) {
	t.Helper()
	ack, err := s.Apply(t.Context(), b)
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	if err := ack.Wait(t.Context()); err != nil {
		t.Fatalf("wait: %v", err)
	}
	if !ack.Done() {
		t.Fatal("an acknowledged batch is not done")
	}
}

func snapshot(t *testing.T, s storage.Store) storage.Snapshot {
	t.Helper()
	snap, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatalf("snapshot: %v", err)
	}
	t.Cleanup(snap.Close)
	return snap
}

// want checks the value of a key in a fresh snapshot.
func want(t *testing.T, s storage.Store, key, value string) {
	t.Helper()
	snap := snapshot(t, s)
	wantIn(t, snap, key, value)
	snap.Close()
}

func wantIn(t *testing.T, snap storage.Snapshot, key, value string) {
	t.Helper()
	got, err := snap.Get(t.Context(), []byte(key))
	if err != nil {
		t.Fatalf("get %q: %v", clip(key), err)
	}
	if string(got) != value {
		t.Fatalf("get %q: got %d bytes %q, want %d bytes %q", clip(key), len(got), clip(string(got)), len(value), clip(value))
	}
}

func wantAbsent(t *testing.T, s storage.Store, key string) {
	t.Helper()
	snap := snapshot(t, s)
	defer snap.Close()
	_, err := snap.Get(t.Context(), []byte(key))
	wantCode(t, err, dberr.NotFound)
}

func wantCode(t *testing.T, err error, code dberr.Code) {
	t.Helper()
	if got := dberr.CodeOf(err); got != code {
		t.Fatalf("got code %q (%v), want %q", got, err, code)
	}
}

// pairs reads a range of a snapshot.
func pairs(t *testing.T, snap storage.Snapshot, r storage.Range) []storage.KV {
	t.Helper()
	var got []storage.KV
	for kv, err := range snap.Scan(t.Context(), r) {
		if err != nil {
			t.Fatalf("scan: %v", err)
		}
		got = append(got, kv)
	}
	return got
}

// keys reads the keys of a range as one text: "a b c".
func keys(t *testing.T, snap storage.Snapshot, r storage.Range) string {
	t.Helper()
	var b bytes.Buffer
	for i, kv := range pairs(t, snap, r) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.Write(kv.Key)
	}
	return b.String()
}

func scanCtx(ctx context.Context, snap storage.Snapshot, r storage.Range) (n int, err error) {
	for _, e := range snap.Scan(ctx, r) {
		if e != nil {
			return n, e
		}
		n++
	}
	return n, nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
