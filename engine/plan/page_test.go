package plan

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/exec"
)

// TestPagesAgainstNaive compares rows and flags of random pages with what a
// look at all rows says.
func TestPagesAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, c := randomShop(t)
		snap, err := s.store.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer snap.Close()
		for range 6 {
			q := randomQuery(t, s, c)
			size := rapid.IntRange(0, 8).Draw(t, "size")
			src := &source{coll: c, filter: q.filter, order: q.order, limit: -1, first: -1, last: -1, after: q.after, before: q.before}
			switch rapid.IntRange(0, 3).Draw(t, "page") {
			case 0:
				src.first = size
			case 1:
				src.last = size
			case 2:
				src.after, src.before = nil, nil
				src.limit, src.offset = size, rapid.IntRange(0, 5).Draw(t, "offset")
			}
			r := &root{source: src, set: &setPlan{paged: true, prev: true, next: true}}
			w := exec.NewWriter(context.Background(), &exec.Env{Reader: snap, Catalog: s.cat, Now: time.Now}, nil)
			got, err := r.readPage(w, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkPage(t, s, src, got)
		}
	})
}

func checkPage(t *rapid.T, s *shop, src *source, got *page) {
	all := naive(s, query{coll: src.coll, filter: src.filter, order: src.order, want: -1})
	key := func(num uint64) []byte {
		return src.order.AppendKey(nil, &exec.Row{Num: num, Doc: s.docs[src.coll.Name][num-1]})
	}
	from, to := 0, len(all)
	if src.after != nil {
		from = len(all)
		if i := slices.IndexFunc(all, func(n uint64) bool { return bytes.Compare(key(n), src.after) > 0 }); i >= 0 {
			from = i
		}
	}
	if src.before != nil {
		if i := slices.IndexFunc(all, func(n uint64) bool { return bytes.Compare(key(n), src.before) >= 0 }); i >= 0 {
			to = i
		}
	}
	from = min(from+src.offset, len(all))
	to = max(from, to)
	switch {
	case src.first >= 0:
		to = min(to, from+src.first)
	case src.last >= 0:
		from = max(from, to-src.last)
	case src.limit >= 0:
		to = min(to, from+src.limit)
	}
	var nums []uint64
	for i := range got.rows {
		nums = append(nums, got.rows[i].Num)
	}
	if want := all[from:to]; !slices.Equal(nums, want) && len(nums)+len(want) > 0 {
		t.Fatalf("%+v: rows %v, not %v", src, nums, want)
	}
	if len(nums) == 0 {
		return // what lies around an empty page depends on where it is thought to be
	}
	if got.previous != (from > 0) || got.next != (to < len(all)) {
		t.Fatalf("%+v: previous %v, next %v; %d to %d of %d", src, got.previous, got.next, from, to, len(all))
	}
}

// TestMemoIsShared runs the same texts in several goroutines at once.
func TestMemoIsShared(t *testing.T) {
	s := goods(t)
	texts := []string{
		`{ goods(where: {kind: {eq: "home"}}, orderBy: {price: DESC}) { sku l: lookup(collection: "goods", localField: "kind", foreignField: "kind") { sku } } }`,
		`{ goods(where: {sku: {eq: "A1"}}) { label w: windowFunc(field: "qty", function: "sum", windowSize: 2) } }`,
		`{ goods(first: 2) { totalCount edges { cursor node { sku } } groupBy(field: "kind") { key count } } }`,
	}
	want := make([]string, len(texts))
	for i, text := range texts {
		want[i] = s.query(t, text, "")
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range 60 {
				i := n % len(texts)
				env, op := s.env(t, texts[i], "")
				if got, err := answer(env, op); err != nil || got != want[i] {
					t.Errorf("%s: %s %v", texts[i], got, err)
				}
			}
		})
	}
	wg.Wait()
}
