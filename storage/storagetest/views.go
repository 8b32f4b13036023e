package storagetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

func testAtomic(t *testing.T, h Harness) {
	s := open(t, h)
	const commits = 200
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			for i := range commits {
				var b storage.Batch
				v := []byte(strconv.Itoa(i))
				b.Put([]byte("x"), v)
				b.Put([]byte("y"), v)
				b.Put(append([]byte("z"), v...), v)
				ack, err := s.Apply(context.Background(), &b)
				if err != nil {
					return err
				}
				if err := ack.Wait(context.Background()); err != nil {
					return err
				}
			}
			return nil
		}()
	}()
	for running := true; running; {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			running = false
		default:
		}
		snap, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		x, errX := snap.Get(t.Context(), []byte("x"))
		y, errY := snap.Get(t.Context(), []byte("y"))
		if string(x) != string(y) || dberr.CodeOf(errX) != dberr.CodeOf(errY) {
			t.Fatalf("half a batch is visible: x=%q y=%q", x, y)
		}
		if errX == nil {
			n, _ := strconv.Atoi(string(x))
			if got := len(pairs(t, snap, storage.Prefix([]byte("z")))); got != n+1 {
				t.Fatalf("snapshot of commit %d lists %d keys", n, got)
			}
		}
		snap.Close()
		time.Sleep(10 * time.Microsecond) // one thread in js: let the writer and the event loop run
	}
}

func testSnapshot(t *testing.T, h Harness) {
	s := open(t, h)
	put(t, s, "a", "1")
	put(t, s, "b", "1")
	old := snapshot(t, s)
	put(t, s, "a", "2")
	remove(t, s, "b")
	put(t, s, "c", "1")
	wantIn(t, old, "a", "1")
	wantIn(t, old, "b", "1")
	if got := keys(t, old, storage.Range{}); got != "a b" {
		t.Fatalf("an old snapshot lists %q", got)
	}
	now := snapshot(t, s)
	if got := keys(t, now, storage.Range{}); got != "a c" {
		t.Fatalf("a new snapshot lists %q", got)
	}
	old.Close()
	wantIn(t, now, "a", "2")
	if _, err := old.Get(t.Context(), []byte("a")); dberr.CodeOf(err) != dberr.Closed {
		t.Fatalf("get from a closed snapshot: %v", err)
	}
	if _, err := scanCtx(t.Context(), old, storage.Range{}); dberr.CodeOf(err) != dberr.Closed {
		t.Fatalf("scan of a closed snapshot: %v", err)
	}
}

// testSnapshotHeld holds snapshots and a running scan while enough is written
// that an adapter flushes, merges and drops what the snapshots read.
func testSnapshotHeld(t *testing.T, h Harness) {
	s := open(t, h)
	const rounds, width = 12, 100
	value := make([]byte, 400)
	write := func(round int) {
		var b storage.Batch
		for i := range width {
			b.Put([]byte("k"+strconv.Itoa(1000+i)), append([]byte(strconv.Itoa(round)+":"), value...))
		}
		apply(t, s, &b)
	}
	check := func(snap storage.Snapshot, round int) {
		t.Helper()
		got := pairs(t, snap, storage.Range{})
		if len(got) != width {
			t.Fatalf("snapshot %d lists %d keys", round, len(got))
		}
		tag := strconv.Itoa(round) + ":"
		for _, kv := range got {
			if string(kv.Value[:len(tag)]) != tag {
				t.Fatalf("snapshot %d sees %q", round, clip(string(kv.Value)))
			}
		}
	}
	var held []storage.Snapshot
	for round := range rounds {
		write(round)
		held = append(held, snapshot(t, s))
		if round%3 == 2 {
			flush(t, s)
		}
		for i, snap := range held {
			check(snap, i)
		}
	}
	n := 0
	for kv, err := range held[0].Scan(t.Context(), storage.Range{Reverse: true}) {
		if err != nil || string(kv.Value[:2]) != "0:" {
			t.Fatalf("a scan during writes: %q %v", clip(string(kv.Value)), err)
		}
		if n%10 == 0 {
			write(rounds + n)
		}
		n++
	}
	if n != width {
		t.Fatalf("a scan during writes saw %d keys", n)
	}
	for i, snap := range held {
		check(snap, i)
		snap.Close()
	}
}

func testLatest(t *testing.T, h Harness) {
	s := open(t, h)
	for i := range 50 {
		v := strconv.Itoa(i)
		var b storage.Batch
		b.Put([]byte("n"), []byte(v))
		ack, err := s.Apply(t.Context(), &b)
		if err != nil {
			t.Fatal(err)
		}
		last, err := storage.Latest(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		wantIn(t, last, "n", v) // the next batch builds upon this one, acknowledged or not
		last.Close()
		if i%7 == 0 {
			if err := ack.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			want(t, s, "n", v)
		}
	}
}

func testBytesOutlive(t *testing.T, h Harness) {
	s := open(t, h)
	put(t, s, "a", "value")
	flush(t, s)
	snap := snapshot(t, s)
	v, err := snap.Get(t.Context(), []byte("a"))
	if err != nil {
		t.Fatal(err)
	}
	kv := pairs(t, snap, storage.Range{})[0]
	snap.Close()
	put(t, s, "a", "other")
	flush(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if string(v) != "value" || string(kv.Key) != "a" || string(kv.Value) != "value" {
		t.Fatalf("bytes changed after the snapshot was closed: %q %q %q", v, kv.Key, kv.Value)
	}
}

func testCancel(t *testing.T, h Harness) {
	s := open(t, h)
	var b storage.Batch
	for i := range 3000 {
		b.Put([]byte("k"+strconv.Itoa(10000+i)), []byte("v"))
	}
	apply(t, s, &b)
	snap := snapshot(t, s)
	for _, reverse := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		var last error
		for _, err := range snap.Scan(ctx, storage.Range{Reverse: reverse}) {
			if last != nil {
				t.Fatal("an error was not the last pair")
			}
			if last = err; err == nil {
				n++
			}
			if n == 10 {
				cancel()
			}
		}
		cancel()
		wantCode(t, last, dberr.Canceled)
		if !errors.Is(last, context.Canceled) {
			t.Fatalf("the cause is lost: %v", last)
		}
		if n > 1010 {
			t.Fatalf("the scan went on for %d pairs after cancel", n-10)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := snap.Get(ctx, []byte("k10000"))
	wantCode(t, err, dberr.Canceled)
	_, err = s.Snapshot(ctx)
	wantCode(t, err, dberr.Canceled)
	var c storage.Batch
	c.Put([]byte("new"), []byte("1"))
	_, err = s.Apply(ctx, &c)
	wantCode(t, err, dberr.Canceled)
	wantAbsent(t, s, "new")
}

func testClosed(t *testing.T, h Harness) {
	s := open(t, h)
	put(t, s, "a", "1")
	snap := snapshot(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("second close: %v", err)
	}
	_, err := s.Snapshot(t.Context())
	wantCode(t, err, dberr.Closed)
	var b storage.Batch
	b.Put([]byte("b"), []byte("1"))
	_, err = s.Apply(t.Context(), &b)
	wantCode(t, err, dberr.Closed)
	_, err = storage.Latest(t.Context(), s)
	wantCode(t, err, dberr.Closed)
	if f, ok := s.(storage.Flusher); ok {
		wantCode(t, f.Flush(t.Context()), dberr.Closed)
	}
	_, err = snap.Get(t.Context(), []byte("a"))
	wantCode(t, err, dberr.Closed)
	_, err = scanCtx(t.Context(), snap, storage.Range{})
	wantCode(t, err, dberr.Closed)
	snap.Close()
}

func testConcurrent(t *testing.T, h Harness) {
	s := open(t, h)
	const writers, each = 8, 40
	modes := []storage.Durability{storage.Relaxed, storage.Strict, storage.None}
	var wg sync.WaitGroup
	errs := make(chan error, writers)
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				var b storage.Batch
				b.Durability = modes[(w+i)%len(modes)]
				b.Put([]byte("w"+strconv.Itoa(w)+":"+strconv.Itoa(100+i)), []byte(strconv.Itoa(i)))
				ack, err := s.Apply(context.Background(), &b)
				if err == nil {
					err = ack.Wait(context.Background())
				}
				if err == nil {
					_, err = s.Snapshot(context.Background())
				}
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Fatal(err)
	}
	snap := snapshot(t, s)
	if got := len(pairs(t, snap, storage.Range{})); got != writers*each {
		t.Fatalf("%d keys, want %d", got, writers*each)
	}
}
