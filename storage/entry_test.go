package storage

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// Entries is recognised whatever the values are; a range that begins or ends
// elsewhere is none, as is one of other keys.
func TestOfEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		octet := rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{0, 0xfe, 0xff}))
		p := append([]byte{EntrySpace}, rapid.SliceOfN(octet, 8, 24).Draw(t, "values")...)
		r := Entries(p)
		if !r.OfEntries() {
			t.Fatalf("%x to %x is not recognised", r.Start, r.End)
		}
		key := append(bytes.Clone(p), rapid.SliceOfN(octet, RowBytes, RowBytes).Draw(t, "row")...)
		if !bytes.Equal(WithoutRow(key), p) {
			t.Fatalf("%x without its row is %x", key, WithoutRow(key))
		}
		for name, other := range map[string]Range{
			"not exact":     {Start: r.Start, End: r.End},
			"behind a row":  {Start: key, End: r.End, Exact: true},
			"before a row":  {Start: r.Start, End: key, Exact: true},
			"longer":        {Start: r.Start, End: append(bytes.Clone(r.End), 0), Exact: true},
			"no end":        {Start: r.Start, Exact: true},
			"empty":         {Start: r.Start, End: r.Start, Exact: true},
			"of other keys": {Start: append([]byte{0x11}, p[1:]...), End: append([]byte{0x11}, r.End[1:]...), Exact: true},
		} {
			if other.OfEntries() {
				t.Fatalf("%s: %x to %x is taken for entries", name, other.Start, other.End)
			}
		}
	})
}

// Keys that are no entries are kept whole.
func TestWithoutRow(t *testing.T) {
	for _, key := range []string{"", "\x12", "\x12 sixteen bytes", "\x11 seventeen bytes", "a longer key than that"} {
		if got := WithoutRow([]byte(key)); string(got) != key {
			t.Errorf("%q became %q", key, got)
		}
	}
}
