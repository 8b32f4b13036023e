//go:build !js

package lsm

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A run denies no key that it holds, whether its pages were written or moved, and
// those of another run are found in the pages where they are.
func TestFloors(t *testing.T) {
	key := rapid.Custom(func(t *rapid.T) []byte {
		k := slices.Repeat([]byte{7}, rapid.IntRange(0, 5).Draw(t, "alike"))
		return append(k, rapid.SliceOfN(rapid.ByteRange(0, 3), 1, 9).Draw(t, "rest")...)
	})
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfNDistinct(key, 1, 200, func(k []byte) string { return string(k) }).Draw(t, "keys")
		slices.SortFunc(keys, bytes.Compare)
		id := uint64(0)
		newID := func() uint64 { id++; return id }
		nowhere := func(*pageRef, Page) error { return nil }
		target := rapid.IntRange(40, 400).Draw(t, "target")
		b := newRunBuilder(target, newID, nowhere, newPace(0))
		for i := 0; i < len(keys); {
			n := min(rapid.IntRange(1, 30).Draw(t, "page"), len(keys)-i)
			if !rapid.Bool().Draw(t, "move") {
				for _, k := range keys[i : i+n] {
					if err := b.add(k, nil); err != nil {
						t.Fatal(err)
					}
				}
				i += n
				continue
			}
			ref := &pageRef{id: newID(), first: keys[i], entries: n}
			i += n
			last := keys[i-1] // or, as merges have it, what comes next
			if i < len(keys) && rapid.Bool().Draw(t, "bound") {
				last = keys[i]
			}
			if err := b.move(ref, last); err != nil {
				t.Fatal(err)
			}
		}
		r, err := b.finish(1)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if r.outside(markOf(k)) {
				t.Fatalf("%x lies outside of a run with the floors %x", k, r.floors)
			}
			if i := r.find(k); i < 0 || bytes.Compare(r.pages[i].first, k) > 0 || i+1 < len(r.pages) && bytes.Compare(r.pages[i+1].first, k) <= 0 {
				t.Fatalf("%x was looked for in page %d of %d", k, i, len(r.pages))
			}
		}
	})
}

// Of documents that came in order, the newer runs are known not to have an older one,
// before and after the store was opened again.
func TestFloorsPassRunsBy(t *testing.T) {
	row := func(space byte, n int) []byte {
		return binary.BigEndian.AppendUint64([]byte{space, 0, 0, 0, 1}, uint64(n))
	}
	b := newRunBuilder(256, func() uint64 { return 1 }, func(*pageRef, Page) error { return nil }, newPace(0))
	for _, space := range []byte{0x10, 0x11} {
		for n := 100; n < 200; n++ {
			if err := b.add(row(space, n), []byte("value")); err != nil {
				t.Fatal(err)
			}
		}
	}
	built, err := b.finish(1)
	if err != nil {
		t.Fatal(err)
	}
	m := &manifest{generation: 1, nextPage: 2, nextRun: 2, runs: []*run{built}}
	read, err := readManifest(m.encode())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*run{built, read.runs[0]} {
		for _, space := range []byte{0x0f, 0x10, 0x11, 0x12} {
			for n, want := range map[int]bool{99: space == 0x10 || space == 0x11, 100: false, 199: false, 200: false} {
				if got := r.outside(markOf(row(space, n))); got != want {
					t.Errorf("row %d of space %#x is outside: %v", n, space, got)
				}
			}
		}
	}
}

// RaiseFloors puts the floors of all runs above their keys. It is for tests.
func (s *Store) RaiseFloors() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.pub.set.runs {
		for i := 0; i < len(r.floors); i += 2 {
			r.floors[i] |= 1<<(64-8*spaceBytes) - 1
		}
	}
}

// Of many spaces no list is made.
func TestManySpaces(t *testing.T) {
	b := newRunBuilder(64, func() uint64 { return 1 }, func(*pageRef, Page) error { return nil }, newPace(0))
	for n := range 3 * maxSpaces {
		if err := b.add([]byte{byte(n), 1, 2, 3, 4, 5}, bytes.Repeat([]byte{1}, 60)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.finish(1)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.floors) != 2*maxSpaces || len(r.makeMarks().spaces) != 0 {
		t.Errorf("%d floors, %d spaces", len(r.floors)/2, len(r.makeMarks().spaces))
	}
	for n := range 3 * maxSpaces {
		k := []byte{byte(n), 1, 2, 3, 4, 5}
		if r.outside(markOf(k)) || r.find(k) != n {
			t.Errorf("key %d: page %d", n, r.find(k))
		}
	}
}
