package lsm

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestGuide compares searches by guides, over pages of every shape that a guide
// treats in its own way, with searches of a sorted list.
func TestGuide(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	each, dense, sparse := 0, 0, 0
	for round := range 1000 {
		width, own := 1+rng.IntN(12), 1+rng.IntN(12) // bytes in common, and of the key's own
		value := bytes.Repeat([]byte("v"), []int{0, 20, 200}[rng.IntN(3)])
		even := rng.IntN(3) > 0
		var keys [][]byte
		stems := [][]byte{{}}
		if rng.IntN(2) == 0 { // many keys with the same digest
			stems = [][]byte{[]byte("aaaaaaaaa"), []byte("bbbbbbbbb"), []byte("c")}
		}
		for range 1 + rng.IntN(150) {
			k := append(bytes.Repeat([]byte{7}, width), stems[rng.IntN(len(stems))]...)
			n := own
			if !even {
				n = rng.IntN(own + 1)
			}
			for range n {
				k = append(k, byte(rng.IntN(3))*127)
			}
			keys = append(keys, k)
		}
		if rng.IntN(3) == 0 { // numbers, of which one may be missing
			keys = keys[:0]
			from, n := rng.Uint64()>>rng.IntN(64), 1+rng.IntN(150)
			gap := rng.IntN(2 * n)
			for i := range n {
				if i != gap || n == 1 {
					keys = append(keys, binary.BigEndian.AppendUint64([]byte("row"), from+uint64(i)))
				}
			}
		}
		slices.SortFunc(keys, bytes.Compare)
		keys = slices.CompactFunc(keys, bytes.Equal)
		var b pageBuilder
		for _, k := range keys {
			b.add(k, value)
		}
		p, err := openPage(b.finish(1, kindData), 1, kindData)
		if err != nil {
			t.Fatal(err)
		}
		for range searchesWithout {
			if p.search() != nil {
				t.Fatal("a guide was made too early")
			}
		}
		g := p.search()
		switch {
		case g.dense:
			dense++
		case g.each:
			each++
		default:
			sparse++
		}
		for _, k := range keys {
			for _, probe := range [][]byte{k, k[:len(k)-1], append(slices.Clip(k), 0), append(slices.Clip(k), 255), {}, {6}, {8}, append(slices.Clip(k[:len(k)-1]), 100)} {
				checkSearch(t, round, p, keys, probe)
			}
		}
	}
	if dense < 50 || each < 50 || sparse < 50 {
		t.Errorf("%d pages had guides of dense entries, %d of other entries and %d of restart points", dense, each, sparse)
	}
}

func checkSearch(t *testing.T, round int, p *page, keys [][]byte, probe []byte) {
	t.Helper()
	at, found := slices.BinarySearchFunc(keys, probe, bytes.Compare)
	if _, ok := p.get(probe); ok != found {
		t.Fatalf("round %d: get %q: %v", round, probe, ok)
	}
	var c pageCursor
	c.reset(p)
	if ok := c.seek(probe); ok != (at < len(keys)) || ok && !bytes.Equal(c.key, keys[at]) {
		t.Fatalf("round %d: seek %q: %v %q", round, probe, ok, c.key)
	}
	c.reset(p)
	if ok := c.seekBefore(probe); ok != (at > 0) || ok && !bytes.Equal(c.key, keys[at-1]) {
		t.Fatalf("round %d: seekBefore %q: %v %q", round, probe, ok, c.key)
	}
}

// TestFind looks for the page of a key where first keys are alike for long.
func TestFind(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for range 300 {
		alike := rng.IntN(20)
		key := func() []byte {
			k := bytes.Repeat([]byte{5}, alike+rng.IntN(2))
			for range rng.IntN(12) {
				k = append(k, byte(rng.IntN(3)))
			}
			return append(k, byte(rng.IntN(200)))
		}
		var firsts [][]byte
		for range 1 + rng.IntN(60) {
			firsts = append(firsts, key())
		}
		slices.SortFunc(firsts, bytes.Compare)
		firsts = slices.CompactFunc(firsts, bytes.Equal)
		r := &run{}
		for _, f := range firsts {
			r.pages = append(r.pages, &pageRef{first: f})
		}
		for range 200 {
			k := key()
			if rng.IntN(3) == 0 {
				k = firsts[rng.IntN(len(firsts))]
			}
			want, found := slices.BinarySearchFunc(firsts, k, bytes.Compare)
			if !found {
				want--
			}
			if got := r.find(k); got != want {
				t.Fatalf("%q lies in page %d of %q, not in %d", k, want, firsts, got)
			}
		}
	}
}
