package postings

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

func collection(fields ...string) *catalog.Collection {
	c := &catalog.Collection{ID: 7, Name: "notes"}
	for _, name := range fields {
		c.Fields = append(c.Fields, &catalog.Field{Name: name, Search: &catalog.Search{Weight: 1}})
	}
	return c
}

func note(texts ...string) value.Raw {
	fields := []value.Field{{Name: "id", Value: value.StringValue("x")}}
	for i, text := range texts {
		fields = append(fields, value.Field{Name: fmt.Sprintf("f%d", i), Value: value.StringValue(text)})
	}
	return value.Encode(value.ObjectValue(fields))
}

// store is an index in a store, changed by commits.
type store struct {
	t    *rapid.T
	coll *catalog.Collection
	s    storage.Store
	docs map[uint64]value.Raw

	known Known
}

func (s *store) snapshot() storage.Snapshot {
	snap, err := s.s.Snapshot(context.Background())
	if err != nil {
		s.t.Fatal(err)
	}
	return snap
}

func (s *store) commit(change func(r storage.Snapshot, tx *txn.Tx) error) {
	ctx := context.Background()
	snap := s.snapshot()
	defer snap.Close()
	tx := txn.New(snap, false)
	if err := change(snap, tx); err != nil {
		s.t.Fatal(err)
	}
	b := tx.Batch(storage.None)
	ack, err := s.s.Apply(ctx, b)
	if err == nil {
		err = ack.Wait(ctx)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// check compares every word of the index with the documents.
func (s *store) check() {
	snap := s.snapshot()
	defer snap.Close()
	ctx := context.Background()
	want := map[string]string{}
	words := make([]uint64, len(s.coll.Fields))
	for _, row := range slices.Sorted(maps.Keys(s.docs)) {
		d := analyze(Analyzer(s.coll), Fields(s.coll), s.docs[row])
		for i, n := range d.lengths {
			words[i] += uint64(n)
		}
		for _, t := range d.terms {
			want[t.word] += fmt.Sprint(Posting{row, d.length, t.counts}, " ")
		}
	}
	x, ok, err := Open(ctx, snap, s.coll)
	if err != nil || !ok {
		s.t.Fatalf("open: %v %v", ok, err)
	}
	if !slices.Equal(x.Words, words) {
		s.t.Fatalf("words %v, want %v", x.Words, words)
	}
	got := map[string]string{}
	if err := x.Prefix(ctx, "", func(word []byte, p *Posting) { got[string(word)] += fmt.Sprint(*p, " ") }); err != nil {
		s.t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		s.t.Fatalf("the index holds\n%v\nand the documents\n%v", got, want)
	}
	var dictionary []string
	if err := x.Walk(ctx, func(word []byte) int { dictionary = append(dictionary, string(word)); return 0 }); err != nil {
		s.t.Fatal(err)
	}
	if !slices.IsSorted(dictionary) {
		s.t.Fatalf("the walk gave %v", dictionary)
	}
	for w := range want {
		if !slices.Contains(dictionary, w) {
			s.t.Fatalf("the dictionary %v lacks %s", dictionary, w)
		}
	}
	problems, err := Verify(ctx, snap, s.coll)
	if err != nil || len(problems) > 0 {
		s.t.Fatalf("verify: %v %v", problems, err)
	}
}

func text() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a1", "ab", "abc", "b", "the", "Über", strings.Repeat("long", 80)}), 0, 6),
		func(words []string) string { return strings.Join(words, " ") })
}

// Any history of commits leaves the index of the documents that are left.
func TestAgainstDocuments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"f0", "f1", "f2"}[:rapid.IntRange(1, 3).Draw(t, "fields")]
		s := &store{t: t, coll: collection(names...), s: memory.New(), docs: map[uint64]value.Raw{}}
		s.commit(func(_ storage.Snapshot, tx *txn.Tx) error { return Build(context.Background(), tx, s.coll) })
		last := uint64(0)
		for range rapid.IntRange(1, 8).Draw(t, "commits") {
			changes := map[uint64]Change{}
			for range rapid.IntRange(1, 200).Draw(t, "changes") {
				row := last + 1
				if rapid.IntRange(0, 9).Draw(t, "new") < 4 && last > 0 {
					row = rapid.Uint64Range(1, last).Draw(t, "row")
				}
				last = max(last, row)
				c, ok := changes[row]
				if !ok {
					c = Change{Row: row, Old: s.docs[row]}
				}
				c.New = nil
				if rapid.IntRange(0, 9).Draw(t, "delete") > 2 {
					c.New = note(text().Draw(t, "a"), text().Draw(t, "b"), text().Draw(t, "c"))
				}
				changes[row] = c
			}
			s.commit(func(r storage.Snapshot, tx *txn.Tx) error {
				for row, c := range changes {
					if s.docs[row] = c.New; c.New == nil {
						delete(s.docs, row)
						tx.Delete(catalog.DocumentKey(s.coll.ID, row))
					} else {
						tx.Put(catalog.DocumentKey(s.coll.ID, row), c.New)
					}
				}
				return Apply(context.Background(), r, tx, s.coll, slices.Collect(maps.Values(changes)), &s.known)
			})
			s.check()
		}
		s.commit(func(_ storage.Snapshot, tx *txn.Tx) error { return Build(context.Background(), tx, s.coll) })
		s.check()
	})
}

// A walk that leaves out beginnings sees every other word.
func TestWalkSkips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &store{t: t, coll: collection("f0"), s: memory.New(), docs: map[uint64]value.Raw{}}
		s.commit(func(_ storage.Snapshot, tx *txn.Tx) error { return Build(context.Background(), tx, s.coll) })
		words := rapid.SliceOfNDistinct(rapid.StringOfN(rapid.RuneFrom([]rune("bcd")), 1, 5, -1), 1, 80, rapid.ID[string]).Draw(t, "words")
		s.commit(func(r storage.Snapshot, tx *txn.Tx) error {
			return Apply(context.Background(), r, tx, s.coll, []Change{{Row: 1, New: note(strings.Join(words, " "))}}, &s.known)
		})
		dead := rapid.SliceOf(rapid.StringOfN(rapid.RuneFrom([]rune("bcd")), 1, 3, -1)).Draw(t, "dead")
		in := func(w string) int {
			for _, d := range dead {
				if strings.HasPrefix(w, d) {
					return len(d)
				}
			}
			return 0
		}
		var want, got []string
		slices.Sort(words)
		for _, w := range words {
			if in(w) == 0 {
				want = append(want, w)
			}
		}
		snap := s.snapshot()
		defer snap.Close()
		x, _, err := Open(context.Background(), snap, s.coll)
		if err == nil {
			err = x.Walk(context.Background(), func(w []byte) int {
				n := in(string(w))
				if n == 0 {
					got = append(got, string(w))
				}
				return n
			})
		}
		if err != nil || !slices.Equal(got, want) {
			t.Fatalf("%v: %v, want %v", err, got, want)
		}
	})
}

func TestOtherFields(t *testing.T) {
	ctx := context.Background()
	tx := txn.New(empty{}, false)
	if err := Build(ctx, tx, collection("f0", "f1")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*catalog.Collection{collection("f0"), collection("f1", "f0"), collection("f0", "f1", "f2"), collection()} {
		if _, ok, err := Open(ctx, tx, c); ok || err != nil {
			t.Errorf("the index was taken for %v: %v", Fields(c), err)
		}
		if err := Apply(ctx, tx, tx, c, []Change{{Row: 1, New: note("word")}}, &Known{}); err != nil || tx.Len() != 1 {
			t.Errorf("a change of %v was written: %v", Fields(c), err)
		}
	}
}

// Keys of a word are in the order of their rows.
func TestBlockKey(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.Custom(func(t *rapid.T) uint64 {
			return rapid.Uint64().Draw(t, "bits") >> rapid.IntRange(0, 64).Draw(t, "short")
		})
		a, b := row.Draw(t, "a"), row.Draw(t, "b")
		x, y := blockKey(7, "wörd", a), blockKey(7, "wörd", b)
		if bytes.Compare(x, y) != cmp.Compare(a, b) {
			t.Fatalf("%d and %d are in another order as %x and %x", a, b, x, y)
		}
		if word, first, err := splitKey(x); err != nil || string(word) != "wörd" || first != a {
			t.Fatalf("%d came back as %q %d, %v", a, word, first, err)
		}
	})
}

// Damaged bytes are an error, never a panic.
func FuzzBlock(f *testing.F) {
	f.Add([]byte{0, 3, 1, 5, 4, 2}, uint8(1))
	f.Add([]byte{0, 3, 2, 0, 1, 1, 1}, uint8(2))
	f.Add([]byte{}, uint8(1))
	f.Add([]byte("\x00\xb3\xb3\xb3\xb3\xb3\xb3\xb3\xb30\x01\x01\x01"), uint8(0x8e)) // as long as no document
	f.Add(blockKey(3, "word", 1<<40), uint8(1))
	f.Add([]byte("0\x00\x00\x00\x03\x01word\x00\x02\x00\x01"), uint8(1)) // not the shortest
	f.Fuzz(func(t *testing.T, b []byte, fields uint8) {
		n := int(fields%4) + 1
		ps, err := decode(b, 9, n)
		if err == nil {
			again, err := decode(appendBlock(nil, n, ps), 9, n)
			if err != nil || fmt.Sprint(again) != fmt.Sprint(ps) {
				t.Errorf("%v came back as %v, %v", ps, again, err)
			}
		}
		_, _ = decodeStats(b)
		if word, first, err := splitKey(b); err == nil {
			if again := blockKey(binary.BigEndian.Uint32(b[1:]), string(word), first); !bytes.Equal(again[1:], b[1:]) {
				t.Errorf("%x came back as %x", b, again)
			}
		}
		_, _ = splitWord(b)
	})
}

// empty is a view of nothing.
type empty struct{}

func (empty) Get(context.Context, []byte) ([]byte, error) { return nil, storage.ErrNotFound }

func (empty) Scan(context.Context, storage.Range) iter.Seq2[storage.KV, error] {
	return func(func(storage.KV, error) bool) {}
}
