//go:build !js

package lsm

// Pages are lent by files, and many keys are read together natively only.

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"
)

// shelfOf is a medium that only has pages, and fills memory that it is given.
type shelfOf map[uint64][]byte

func (m shelfOf) ReadPage(_ context.Context, id uint64) ([]byte, error) {
	return bytes.Clone(m[id]), nil
}

func (m shelfOf) FillPage(_ context.Context, id uint64, dst []byte) ([]byte, error) {
	return append(dst[:0], m[id]...), nil
}

func loanKey(page, i int) []byte {
	return binary.BigEndian.AppendUint32([]byte{byte(page)}, uint32(i))
}

func loanValue(page, i int) []byte { return bytes.Repeat([]byte{byte(page), byte(i)}, 70) }

const loanEntries = 20

// newShelf returns pages, each with its number in every byte of its values, and a
// store that has room for some of them.
func newShelf(t *testing.T, pages, room int) (*pageStore, []*pageRef) {
	t.Helper()
	medium := shelfOf{}
	refs := make([]*pageRef, pages)
	for n := range refs {
		var b pageBuilder
		for i := range loanEntries {
			b.add(loanKey(n, i), loanValue(n, i))
		}
		medium[uint64(n)] = b.finish(uint64(n), kindData)
		refs[n] = &pageRef{id: uint64(n), first: loanKey(n, 0), bytes: int64(len(medium[uint64(n)])), entries: loanEntries}
	}
	s := &pageStore{m: readOnly{shelfOf: medium}, filler: medium}
	s.cache.budget = int64(room) * refs[0].size()
	return s, refs
}

// readOnly makes a Medium of it: nothing else is called.
type readOnly struct {
	Medium
	shelfOf
}

func (m readOnly) ReadPage(ctx context.Context, id uint64) ([]byte, error) {
	return m.shelfOf.ReadPage(ctx, id)
}

func read(t *testing.T, s *pageStore, refs []*pageRef, page, i int) []byte {
	t.Helper()
	value, ok, err := s.get(t.Context(), refs[page], loanKey(page, i))
	if err != nil || !ok || !bytes.Equal(value, loanValue(page, i)) {
		t.Errorf("page %d entry %d: %x %v %v", page, i, value, ok, err)
	}
	return value
}

// readMany reads an entry of each of some pages together and returns the first.
func readMany(t *testing.T, s *pageStore, refs []*pageRef, page, i int) []byte {
	t.Helper()
	r := &run{pages: refs, last: loanKey(len(refs), 0)}
	keys, values, open := make([][]byte, 12), make([][]byte, 12), make([]wanted, 12)
	for k := range keys {
		keys[k] = loanKey((page+k)%len(refs), i)
		open[k] = wanted{i: k, mark: markOf(keys[k])}
	}
	r.locate(keys, open)
	left, err := s.getMany(t.Context(), keys, values, open)
	if err != nil || len(left) > 0 {
		t.Errorf("page %d entry %d and others: %d are left, %v", page, i, len(left), err)
	}
	for k := range values {
		if want := loanValue((page+k)%len(refs), i); !bytes.Equal(values[k], want) {
			t.Errorf("page %d entry %d of many: %x", page+k, i, values[k])
		}
	}
	return values[0]
}

func noPins(t *testing.T, refs []*pageRef) {
	t.Helper()
	for n, r := range refs {
		if p := r.data.Load(); p != nil && p.pins.Load() != 0 {
			t.Errorf("page %d is still pinned", n)
		}
	}
}

// pass reads pages once each, so that those before leave the cache.
func pass(t *testing.T, s *pageStore, refs []*pageRef, from int) {
	t.Helper()
	for n := from; n < len(refs); n++ {
		read(t, s, refs, n, 0)
	}
}

// TestLoan: memory goes from a page that left to the next one, unless somebody reads
// in the page, or holds what it gave out.
func TestLoan(t *testing.T) {
	const room = 20
	t.Run("taken over", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		read(t, s, refs, 0, 3)
		memory := &refs[0].data.Load().memory[0]
		pass(t, s, refs, 1)
		for _, r := range refs {
			if p := r.data.Load(); p != nil && &p.memory[0] == memory {
				return
			}
		}
		t.Error("the memory of the first page is gone")
	})
	t.Run("values", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		brought, hit := read(t, s, refs, 0, 3), read(t, s, refs, 0, 4)
		refs[0].heat.Store(0) // it leaves all the same
		pass(t, s, refs, 1)
		if !bytes.Equal(brought, loanValue(0, 3)) || !bytes.Equal(hit, loanValue(0, 4)) {
			t.Error("a value changed after its page had left")
		}
	})
	t.Run("pinned", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		read(t, s, refs, 0, 0)
		p, pinned := refs[0].pin()
		if !pinned {
			t.Fatal("a page that is lent is not pinned")
		}
		pass(t, s, refs, 1)
		if v, _ := p.get(loanKey(0, 7)); !bytes.Equal(v, loanValue(0, 7)) {
			t.Error("a page was overwritten while somebody read in it")
		}
		p.unpin()
	})
	t.Run("values of many", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		for range searchesWithout + 1 { // so that it gets a guide
			read(t, s, refs, 0, 0)
		}
		p := refs[0].data.Load()
		if p.search() == nil || !p.guide.each || !p.lent.Load() {
			t.Fatal("the page is not lent, or its guide does not know each entry")
		}
		many := readMany(t, s, refs, 0, 3)
		refs[0].heat.Store(0)
		pass(t, s, refs, 1)
		if !bytes.Equal(many, loanValue(0, 3)) {
			t.Error("a value changed after its page had left")
		}
	})
	t.Run("pinned by many until one fails", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		read(t, s, refs, 0, 0)
		read(t, s, refs, 2, 0)
		s.filler.(shelfOf)[1][40] ^= 1
		r := &run{pages: refs, last: loanKey(len(refs), 0)}
		keys := [][]byte{loanKey(0, 5), loanKey(1, 5), loanKey(2, 5)}
		open := make([]wanted, len(keys))
		for i, key := range keys {
			open[i] = wanted{i: i, mark: markOf(key)}
		}
		r.locate(keys, open)
		if !open[0].pinned || !open[2].pinned {
			t.Fatal("pages that are lent are not pinned")
		}
		if _, err := s.getMany(t.Context(), keys, make([][]byte, 3), open); err == nil {
			t.Error("a damaged page was read")
		}
		noPins(t, refs)
	})
	t.Run("walked through", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		read(t, s, refs, 0, 0)
		p, err := s.load(t.Context(), refs[0])
		if err != nil {
			t.Fatal(err)
		}
		v, _ := p.get(loanKey(0, 7))
		refs[0].heat.Store(0)
		pass(t, s, refs, 1)
		if !bytes.Equal(v, loanValue(0, 7)) {
			t.Error("a page was overwritten that somebody had walked through")
		}
	})
	t.Run("often read", func(t *testing.T) {
		s, refs := newShelf(t, 200, room)
		read(t, s, refs, 0, 0)
		read(t, s, refs, 0, 1)
		pass(t, s, refs, 1)
		if p := refs[0].data.Load(); p == nil || refs[0].queue != queueMain || p.lent.Load() {
			t.Error("a page that was read again is not in the main queue, or still lent there")
		}
	})
	t.Run("large", func(t *testing.T) {
		s, refs := newShelf(t, 1, 2)
		var b pageBuilder
		b.add(loanKey(0, 0), make([]byte, maxLent))
		data := b.finish(0, kindData)
		s.filler.(shelfOf)[0] = data
		refs[0].bytes, refs[0].entries = int64(len(data)), 1
		s.cache.budget = 4 * maxLent
		value, ok, err := s.get(t.Context(), refs[0], loanKey(0, 0))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		p := refs[0].data.Load()
		if p.lent.Load() {
			t.Error("a large page is lent")
		}
		if inside, _ := p.get(loanKey(0, 0)); &inside[0] != &value[0] {
			t.Error("a large value was copied")
		}
	})
	t.Run("of another size", func(t *testing.T) {
		var c cache
		for _, b := range [][]byte{make([]byte, 100), make([]byte, 1000)} {
			c.idle = append(c.idle, b)
			if got := c.memoryFor(300); got != nil {
				t.Errorf("%d bytes are given for 300", cap(got))
			}
		}
	})
}

// TestLoansTogether: readers that get, walk and keep what they got, over a cache that is
// much too small, find what the pages hold, also later.
func TestLoansTogether(t *testing.T) {
	s, refs := newShelf(t, 60, 12)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 9))
			type held struct {
				page, entry int
				value       []byte
			}
			var kept []held
			for range 20_000 {
				n, i := rng.IntN(len(refs)), rng.IntN(loanEntries)
				var value []byte
				switch rng.IntN(10) {
				case 0:
					p, err := s.load(context.Background(), refs[n])
					if err != nil {
						t.Error(err)
						return
					}
					value, _ = p.get(loanKey(n, i))
				case 1:
					value = readMany(t, s, refs, n, i)
				default:
					value = read(t, s, refs, n, i)
				}
				if kept = append(kept, held{n, i, value}); len(kept) == 50 {
					for _, h := range kept {
						if !bytes.Equal(h.value, loanValue(h.page, h.entry)) {
							t.Errorf("page %d entry %d became %x", h.page, h.entry, h.value)
							return
						}
					}
					kept = kept[:0]
				}
			}
		})
	}
	wg.Wait()
	noPins(t, refs)
	st := s.cache.stats()
	if st.Evictions < 1000 || st.Bytes > st.Capacity {
		t.Errorf("the cache was not short of room: %+v", st)
	}
}
