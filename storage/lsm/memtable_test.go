package lsm

import (
	"encoding/binary"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// A lookup answers what a search of the tree answers, for the tree and for clones
// of it that went their own ways, with a filter of any size.
func TestMemtableLookup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tables := []*memtable{newMemtable(rapid.Int64Range(0, 1<<14).Draw(t, "size"))}
		truth := []map[string]string{{}}
		key := rapid.StringN(0, 3, 6)
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			i := rapid.IntRange(0, len(tables)-1).Draw(t, "table")
			k := key.Draw(t, "key")
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				c, copied := tables[i].clone(), map[string]string{}
				for k, v := range truth[i] {
					copied[k] = v
				}
				tables, truth = append(tables, c), append(truth, copied)
			case 1, 2:
				v := key.Draw(t, "value")
				tables[i].Set([]byte(k), []byte(v))
				truth[i][k] = v
			}
			got, ok := tables[i].lookup([]byte(k), hashKey([]byte(k)))
			if want, exists := truth[i][k]; ok != exists || string(got) != want {
				t.Fatalf("%q is %q (%v), not %q (%v)", k, got, ok, want, exists)
			}
		}
	})
}

// The filter spares most searches of a memtable that is full, and it may be read
// while keys are added.
func TestMemtableFilter(t *testing.T) {
	const size = 1 << 20
	m := newMemtable(size)
	key := func(i int) []byte { return binary.BigEndian.AppendUint64([]byte("a key "), uint64(i)) }
	n := 0
	var readers sync.WaitGroup
	done := make(chan struct{})
	readers.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				m.filter.mayHold(hashKey(key(1)))
			}
		}
	})
	for ; m.Bytes() < size; n++ {
		m.Set(key(n), []byte("some value"))
	}
	close(done)
	readers.Wait()
	wrong := 0
	for i := range n {
		if !m.filter.mayHold(hashKey(key(i))) {
			t.Fatal("the filter forgot a key")
		}
		if m.filter.mayHold(hashKey(key(n + i))) {
			wrong++
		}
	}
	if wrong > n/20 {
		t.Errorf("%d of %d absent keys are admitted", wrong, n)
	}
}
