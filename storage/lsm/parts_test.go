package lsm

import (
	"slices"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

// TestParts reads logs of several parts: how much of them is believed, and what is
// damage.
func TestParts(t *testing.T) {
	part := func(frames ...*frame) (b []byte) {
		for _, f := range frames {
			b = appendFrame(b, FrameTag, f)
		}
		return b
	}
	plain := func(seq uint64) *frame { return testFrame(seq, 3, 0, "key"+num(seq), "value") }
	mark := func(seq uint64) *frame { return &frame{seq: seq, epoch: 3, synced: seq, mark: true} }
	whole := part(plain(1), plain(2))
	for name, c := range map[string]struct {
		held  uint64 // by pages
		parts [][]byte
		want  []uint64
		torn  bool
		code  dberr.Code
	}{
		"one behind the other":                 {0, [][]byte{whole, part(plain(3)), part(plain(4))}, []uint64{1, 2, 3, 4}, false, ""},
		"empty ones":                           {0, [][]byte{nil, whole, nil, part(plain(3)), nil}, []uint64{1, 2, 3}, false, ""},
		"the end of a part is lost":            {0, [][]byte{part(plain(1)), part(plain(3))}, []uint64{1}, true, ""},
		"all of a part is lost":                {0, [][]byte{nil, part(plain(3)), part(plain(4))}, nil, true, ""},
		"a part is torn":                       {0, [][]byte{whole[:len(whole)-1], part(plain(3))}, []uint64{1}, true, ""},
		"a lost end that was synced":           {0, [][]byte{part(plain(1)), part(plain(3), testFrame(4, 3, 2, "k", "v"))}, nil, true, dberr.Corrupt},
		"a lost end that a mark calls synced":  {0, [][]byte{part(plain(1)), part(mark(2))}, nil, true, dberr.Corrupt},
		"a lost end, synced, and a torn part":  {0, [][]byte{part(plain(1)), whole[:3], part(testFrame(4, 3, 2, "k", "v"))}, nil, true, dberr.Corrupt},
		"a gap within a part":                  {0, [][]byte{part(plain(1), plain(3))}, nil, false, dberr.Corrupt},
		"a gap behind the pages":               {1, [][]byte{part(plain(3))}, nil, false, dberr.Corrupt},
		"frames that pages hold":               {2, [][]byte{part(plain(1), plain(2), plain(3))}, []uint64{3}, false, ""},
		"some of the frames that pages hold":   {5, [][]byte{part(plain(2), mark(2), plain(3), plain(6))}, []uint64{6}, false, ""},
		"only frames that pages hold":          {5, [][]byte{part(plain(2), mark(2))}, nil, false, ""},
		"a sequence that is given twice":       {0, [][]byte{whole, part(plain(2))}, nil, false, dberr.Corrupt},
		"an old frame behind a new one":        {2, [][]byte{part(plain(2), plain(3), plain(2))}, nil, false, dberr.Corrupt},
		"an epoch before that of the manifest": {2, [][]byte{part(testFrame(2, 1, 0, "k", "v"))}, nil, false, dberr.Corrupt},
	} {
		var got []uint64
		st, err := readLog(Records(c.parts), &manifest{seq: c.held, epoch: 2}, true, func(f *frame) { got = append(got, f.seq) })
		if dberr.CodeOf(err) != c.code || err == nil && (st.torn != c.torn || !slices.Equal(got, c.want)) {
			t.Errorf("%s: %v, torn %v, %v", name, got, st.torn, err)
		}
		if _, err := readLog(Records([][]byte{whole, part(plain(4))}), &manifest{}, false, func(*frame) {}); dberr.CodeOf(err) != dberr.Corrupt {
			t.Errorf("a gap between what are no parts: %v", err)
		}
	}
}
