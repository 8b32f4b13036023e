package storagetest

import (
	"strconv"
	"testing"

	"github.com/auroradb/aurora/storage"
)

func testModes(t *testing.T, h Harness) {
	s := open(t, h)
	for i, mode := range []storage.Durability{storage.None, storage.Relaxed, storage.Strict, storage.None, storage.Strict, storage.None} {
		var b storage.Batch
		b.Durability = mode
		b.Put([]byte("k"+strconv.Itoa(i)), []byte(mode.String()))
		apply(t, s, &b)
		want(t, s, "k"+strconv.Itoa(i), mode.String())
	}
}

func testFlush(t *testing.T, h Harness) {
	s := open(t, h)
	flush(t, s)
	for i := range 20 {
		k := "k" + strconv.Itoa(i%5)
		put(t, s, k, strconv.Itoa(i))
		flush(t, s)
		want(t, s, k, strconv.Itoa(i))
		if i%4 == 3 {
			remove(t, s, k)
			flush(t, s)
			wantAbsent(t, s, k)
		}
	}
}

func testReopen(t *testing.T, h Harness) {
	if h.Reopen == nil {
		t.Log("the store keeps nothing: nothing to reopen")
		return
	}
	s := h.Open(t)
	t.Cleanup(func() { _ = s.Close() })
	for round := range 6 {
		for i := range 30 {
			var b storage.Batch
			b.Durability = storage.Durability(i % 3)
			b.Put([]byte("k"+strconv.Itoa(i)), []byte(strconv.Itoa(round)))
			b.Put([]byte("r"+strconv.Itoa(round*100+i)), nil)
			b.Delete([]byte("r" + strconv.Itoa((round-1)*100+i)))
			apply(t, s, &b)
		}
		if round%2 == 1 {
			flush(t, s)
		}
		s = h.Reopen(t, s)
		for i := range 30 {
			want(t, s, "k"+strconv.Itoa(i), strconv.Itoa(round))
			want(t, s, "r"+strconv.Itoa(round*100+i), "")
			wantAbsent(t, s, "r"+strconv.Itoa((round-1)*100+i))
		}
		snap := snapshot(t, s)
		if got := len(pairs(t, snap, storage.Range{})); got != 60 {
			t.Fatalf("round %d: %d keys, want 60", round, got)
		}
		snap.Close()
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func testCrash(t *testing.T, h Harness) {
	if h.Crash == nil {
		t.Log("the adapter cannot crash here")
		return
	}
	s := h.Open(t)
	t.Cleanup(func() { _ = s.Close() })
	for round := range 5 {
		for i := range 20 {
			var b storage.Batch
			b.Durability = storage.Durability(i % 2) // relaxed and strict
			b.Put([]byte("k"+strconv.Itoa(i)), []byte(strconv.Itoa(round)))
			apply(t, s, &b)
		}
		s = h.Crash(t, s)
		for i := range 20 {
			want(t, s, "k"+strconv.Itoa(i), strconv.Itoa(round))
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
