package storagetest

import (
	"bytes"
	"testing"

	"github.com/auroradb/aurora/storage"
)

func testOrder(t *testing.T, h Harness) {
	s := open(t, h)
	for _, k := range []string{"b", "a", "\xff\xff", "ab", "\x00", "a\x00", "\xff", "a\xff", "\x00\x00", "c"} {
		put(t, s, k, k)
	}
	order := []string{"\x00", "\x00\x00", "a", "a\x00", "ab", "a\xff", "b", "c", "\xff", "\xff\xff"}
	check := func(s storage.Store) {
		t.Helper()
		snap := snapshot(t, s)
		defer snap.Close()
		up, down := pairs(t, snap, storage.Range{}), pairs(t, snap, storage.Range{Reverse: true})
		if len(up) != len(order) || len(down) != len(order) {
			t.Fatalf("got %d and %d keys, want %d", len(up), len(down), len(order))
		}
		for i, k := range order {
			if string(up[i].Key) != k || string(up[i].Value) != k {
				t.Fatalf("forward %d: %q, want %q", i, up[i].Key, k)
			}
			if d := down[len(order)-1-i]; string(d.Key) != k || string(d.Value) != k {
				t.Fatalf("reverse %d: %q, want %q", i, d.Key, k)
			}
		}
	}
	check(s)
	flush(t, s)
	check(s)
}

func testBounds(t *testing.T, h Harness) {
	s := open(t, h)
	for _, k := range []string{"b", "d", "f", "h"} {
		put(t, s, k, "1")
	}
	put(t, s, "e", "1")
	remove(t, s, "e")
	cases := []struct{ start, end, want string }{
		{"", "", "b d f h"},
		{"b", "", "b d f h"},
		{"b\x00", "", "d f h"},
		{"a", "b", ""},
		{"a", "b\x00", "b"},
		{"c", "g", "d f"},
		{"d", "f", "d"},
		{"d", "d", ""},
		{"f", "d", ""},
		{"e", "f", ""},
		{"h", "z", "h"},
		{"i", "", ""},
		{"", "a", ""},
	}
	check := func() {
		t.Helper()
		snap := snapshot(t, s)
		defer snap.Close()
		for _, c := range cases {
			r := storage.Range{}
			if c.start != "" {
				r.Start = []byte(c.start)
			}
			if c.end != "" {
				r.End = []byte(c.end)
			}
			if got := keys(t, snap, r); got != c.want {
				t.Errorf("[%q, %q): got %q, want %q", c.start, c.end, got, c.want)
			}
			r.Reverse = true
			if got := keys(t, snap, r); got != reversed(c.want) {
				t.Errorf("[%q, %q) reverse: got %q, want %q", c.start, c.end, got, reversed(c.want))
			}
		}
		if got := keys(t, snap, storage.Range{Start: []byte("b"), End: []byte{}}); got != "" {
			t.Errorf("an end that is empty but not nil: got %q, want nothing", got)
		}
	}
	check()
	flush(t, s)
	check()
}

// reversed turns a list of one-letter keys around.
func reversed(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func testPrefix(t *testing.T, h Harness) {
	s := open(t, h)
	for _, k := range []string{"a", "ab", "abc", "ac", "b", "\xff", "\xff\xff", "\xff\xffz"} {
		put(t, s, k, "1")
	}
	snap := snapshot(t, s)
	cases := []struct{ prefix, want string }{
		{"a", "a ab abc ac"}, {"ab", "ab abc"}, {"abcd", ""}, {"b", "b"},
		{"\xff", "\xff \xff\xff \xff\xffz"}, {"\xff\xff", "\xff\xff \xff\xffz"},
		{"", "a ab abc ac b \xff \xff\xff \xff\xffz"},
	}
	for _, c := range cases {
		if got := keys(t, snap, storage.Prefix([]byte(c.prefix))); got != c.want {
			t.Errorf("prefix %q: got %q, want %q", c.prefix, got, c.want)
		}
	}
}

func testStopEarly(t *testing.T, h Harness) {
	s := open(t, h)
	for _, k := range []string{"a", "b", "c", "d"} {
		put(t, s, k, k)
	}
	snap := snapshot(t, s)
	for _, reverse := range []bool{false, true} {
		seq := snap.Scan(t.Context(), storage.Range{Reverse: reverse})
		for round := range 2 { // a sequence may be walked again
			n := 0
			for kv, err := range seq {
				if err != nil || !bytes.Equal(kv.Key, kv.Value) {
					t.Fatalf("round %d: %q %v", round, kv.Key, err)
				}
				if n++; n == 2 {
					break
				}
			}
			if n != 2 {
				t.Fatalf("round %d: stopped after %d", round, n)
			}
		}
	}
}
