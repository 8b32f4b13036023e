package storagetest

import (
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

func testEmpty(t *testing.T, h Harness) {
	s := open(t, h)
	wantAbsent(t, s, "a")
	snap := snapshot(t, s)
	for _, reverse := range []bool{false, true} {
		if got := keys(t, snap, storage.Range{Reverse: reverse}); got != "" {
			t.Fatalf("an empty store lists %q", got)
		}
	}
	if _, err := snap.Get(t.Context(), nil); dberr.CodeOf(err) != dberr.NotFound {
		t.Fatalf("get of the empty key: %v", err)
	}
	snap.Close()
	snap.Close()
	apply(t, s, new(storage.Batch))
}

func testPutGetDelete(t *testing.T, h Harness) {
	s := open(t, h)
	put(t, s, "a", "1")
	want(t, s, "a", "1")
	wantAbsent(t, s, "b")
	wantAbsent(t, s, "a\x00")
	put(t, s, "a", "2")
	want(t, s, "a", "2")
	put(t, s, "a", "")
	want(t, s, "a", "")
	remove(t, s, "a")
	wantAbsent(t, s, "a")
	remove(t, s, "a")
	remove(t, s, "never")
	wantAbsent(t, s, "never")
	put(t, s, "a", "3")
	want(t, s, "a", "3")
	put(t, s, "\x00\xff\x00", "binary\x00\xff")
	want(t, s, "\x00\xff\x00", "binary\x00\xff")
}

func testLaterWins(t *testing.T, h Harness) {
	s := open(t, h)
	var b storage.Batch
	b.Put([]byte("a"), []byte("1"))
	b.Put([]byte("a"), []byte("2"))
	b.Put([]byte("b"), []byte("1"))
	b.Delete([]byte("b"))
	b.Delete([]byte("c"))
	b.Put([]byte("c"), []byte("1"))
	apply(t, s, &b)
	want(t, s, "a", "2")
	wantAbsent(t, s, "b")
	want(t, s, "c", "1")
}

func testLimits(t *testing.T, h Harness) {
	s := open(t, h)
	put(t, s, "before", "1")
	cases := []struct {
		name string
		op   storage.Op
		code dberr.Code
	}{
		{"empty key", storage.Op{Kind: storage.OpPut}, dberr.InvalidArgument},
		{"empty key deleted", storage.Op{Kind: storage.OpDelete}, dberr.InvalidArgument},
		{"unknown operation", storage.Op{Kind: 9, Key: []byte("k")}, dberr.InvalidArgument},
		{"long key", storage.Op{Kind: storage.OpPut, Key: make([]byte, storage.MaxKeyBytes+1)}, dberr.LimitExceeded},
		{"long value", storage.Op{Kind: storage.OpPut, Key: []byte("k"), Value: make([]byte, storage.MaxValueBytes+1)}, dberr.LimitExceeded},
	}
	for _, c := range cases {
		var b storage.Batch
		b.Put([]byte("good"), []byte("1"))
		b.Ops = append(b.Ops, c.op)
		if _, err := s.Apply(t.Context(), &b); dberr.CodeOf(err) != c.code {
			t.Fatalf("%s: got %v, want %s", c.name, err, c.code)
		}
	}
	wantAbsent(t, s, "good")
	put(t, s, "after", "1")
	want(t, s, "before", "1")
}

func testBig(t *testing.T, h Harness) {
	s := open(t, h)
	big := make([]byte, 16<<20)
	for i := range big {
		big[i] = byte(i*7 + i>>11)
	}
	long := make([]byte, storage.MaxKeyBytes)
	for i := range long {
		long[i] = 'k'
	}
	put(t, s, "big", string(big))
	put(t, s, string(long), "long")
	longer := append([]byte(nil), long...)
	longer[len(longer)-1] = 'l'
	put(t, s, string(longer), "longer")
	check := func(s storage.Store) {
		t.Helper()
		want(t, s, "big", string(big))
		want(t, s, string(long), "long")
		want(t, s, string(longer), "longer")
		snap := snapshot(t, s)
		defer snap.Close()
		if got := pairs(t, snap, storage.Range{Reverse: true}); len(got) != 3 || string(got[0].Value) != "longer" {
			t.Fatalf("reverse scan over big entries: %d pairs", len(got))
		}
	}
	check(s)
	flush(t, s)
	check(s)
	if h.Reopen != nil {
		s = h.Reopen(t, s)
		t.Cleanup(func() { _ = s.Close() })
		check(s)
	}
}

// flush makes everything durable if the store can be told to.
func flush(t *testing.T, s storage.Store) {
	t.Helper()
	if f, ok := s.(storage.Flusher); ok {
		if err := f.Flush(t.Context()); err != nil {
			t.Fatalf("flush: %v", err)
		}
	}
}

func testStats(t *testing.T, h Harness) {
	s := open(t, h)
	st, ok := s.(storage.Statser)
	if !ok {
		return
	}
	if st.Stats().Kind == "" {
		t.Fatal("stats name no kind of store")
	}
	put(t, s, "a", "1")
	put(t, s, "b", "1")
	got := st.Stats()
	if got.Commits != 2 || got.LastSeq < 2 || got.DurableSeq != got.LastSeq {
		t.Fatalf("stats after two commits: %+v", got)
	}
}
