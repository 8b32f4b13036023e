package storage

import "bytes"

// Keys that begin with EntrySpace are entries of indexes: values, then RowBytes bytes
// that tell entries of the same values apart. Whoever looks for one knows the values,
// so a store may keep note of them instead of whole keys.
const (
	EntrySpace byte = 0x12
	RowBytes   int  = 8
)

// leastEntry is the length of an entry without values.
const leastEntry = 9 + RowBytes

// WithoutRow returns what is before the row of an entry; of every other key all of it.
func WithoutRow(key []byte) []byte {
	if len(key) >= leastEntry && key[0] == EntrySpace {
		return key[:len(key)-RowBytes]
	}
	return key
}

// Entries is the range of the entries that have these values: WithoutRow of each is p.
// A store may leave out other keys that begin with p.
func Entries(p []byte) Range {
	return Range{Start: p, End: PrefixEnd(p), Exact: true}
}

// OfEntries reports whether a range is one of Entries.
func (r *Range) OfEntries() bool {
	return r.Exact && len(r.Start) >= leastEntry-RowBytes && r.Start[0] == EntrySpace && isPrefixEnd(r.Start, r.End)
}

// isPrefixEnd reports whether end is PrefixEnd(p).
func isPrefixEnd(p, end []byte) bool {
	i := len(end) - 1
	if i < 0 || i >= len(p) || p[i] == 0xff || end[i] != p[i]+1 || !bytes.Equal(p[:i], end[:i]) {
		return false
	}
	for _, c := range p[i+1:] {
		if c != 0xff {
			return false
		}
	}
	return true
}
