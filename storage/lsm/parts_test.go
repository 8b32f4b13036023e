package lsm

import (
	"slices"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/memory"
)

// framesOf returns frames back to back.
func framesOf(tag uint32, frames ...*frame) (b []byte) {
	for _, f := range frames {
		b = appendFrame(b, tag, f)
	}
	return b
}

// TestReusedParts reads logs that lie where older ones were: these are no frames, and
// what they vouch for does not count.
func TestReusedParts(t *testing.T) {
	const tag, older = 0x01020304, 0x05060708
	plain := func(seq uint64) *frame { return testFrame(seq, 3, 0, "key"+num(seq), "value") }
	part := func(tag uint32, frames ...*frame) Chunk { return Chunk{tag, framesOf(tag, frames...)} }
	left := framesOf(older, plain(2), plain(3), testFrame(4, 3, 4, "k", "v"))
	behind := func(c Chunk) Chunk { return Chunk{c.Tag, append(c.Frames, left[9:]...)} }
	for name, c := range map[string]struct {
		parts []Chunk
		want  []uint64
		torn  bool
		code  dberr.Code
	}{
		"nothing was appended":                 {[]Chunk{{tag, left}}, nil, true, ""},
		"an older log behind":                  {[]Chunk{behind(part(tag, plain(1)))}, []uint64{1}, true, ""},
		"one of the same length":               {[]Chunk{{tag, append(framesOf(tag, plain(1)), left...)}}, []uint64{1}, true, ""},
		"and a part that goes on":              {[]Chunk{behind(part(tag, plain(1))), part(9, plain(2))}, []uint64{1, 2}, false, ""},
		"and one with nothing but an old log":  {[]Chunk{behind(part(tag, plain(1))), {9, left}, part(8, plain(2))}, []uint64{1, 2}, false, ""},
		"and a part that does not go on":       {[]Chunk{behind(part(tag, plain(1))), part(9, plain(3))}, []uint64{1}, true, ""},
		"nor may it: what is missing was safe": {[]Chunk{behind(part(tag, plain(1))), part(9, testFrame(3, 3, 2, "k", "v"))}, nil, true, dberr.Corrupt},
		"a mark goes on":                       {[]Chunk{behind(part(tag, plain(1))), part(9, &frame{seq: 1, epoch: 3, synced: 1, mark: true}, plain(2))}, []uint64{1, 2}, false, ""},
	} {
		var got []uint64
		st, err := readLog(c.parts, &manifest{epoch: 2}, true, func(f *frame) { got = append(got, f.seq) })
		if dberr.CodeOf(err) != c.code || err == nil && (st.torn != c.torn || !slices.Equal(got, c.want)) {
			t.Errorf("%s: %v, torn %v, %v", name, got, st.torn, err)
		}
	}
}

// TestSalvageReused: of bytes behind the last commit those of an older log are not lost,
// those of a commit that is torn are.
func TestSalvageReused(t *testing.T) {
	const tag, older = 0x01020304, 0x05060708
	plain := func(seq uint64) *frame { return testFrame(seq, 3, 0, "key"+num(seq), "value") }
	left := framesOf(older, plain(2), plain(3))[9:]
	torn := framesOf(tag, plain(2))
	torn = torn[:len(torn)-1]
	first := framesOf(tag, plain(1))
	for name, c := range map[string]struct {
		behind []byte
		lost   bool
	}{
		"an older log":                    {left, false},
		"zeros":                           {make([]byte, 99), false},
		"a torn commit, and an older log": {append(slices.Clone(torn), left...), true},
		"an older log, and a torn commit": {append(slices.Clone(left), torn...), true},
	} {
		w := &Wreck{Log: []Chunk{{tag, append(slices.Clone(first), c.behind...)}}}
		got, err := Salvage(t.Context(), w, memory.New())
		if err != nil || got.Commits != 1 || got.LostBytes > 0 != c.lost {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestParts reads logs of several parts: how much of them is believed, and what is
// damage.
func TestParts(t *testing.T) {
	part := func(frames ...*frame) []byte { return framesOf(FrameTag, frames...) }
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
