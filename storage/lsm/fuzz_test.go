package lsm

import (
	"bytes"
	"testing"
)

func FuzzFrames(f *testing.F) {
	log, starts := testLog(3, func(seq uint64) uint64 { return seq - 1 })
	f.Add(log, uint64(0))
	f.Add(log[starts[1]:], uint64(1))
	f.Add(log[:len(log)-3], uint64(0))
	f.Add([]byte("AURF"), uint64(7))
	f.Fuzz(func(t *testing.T, b []byte, after uint64) {
		var again []byte
		st, err := readLog(Records([][]byte{b}), &manifest{seq: after}, false, func(fr *frame) { again = appendFrame(again, FrameTag, fr) })
		if st.size > int64(len(b)) {
			t.Fatal("more was read than there is")
		}
		if err == nil && !st.torn && st.size != int64(len(b)) {
			t.Fatal("bytes were passed over")
		}
		if marks := int(st.size) - len(again); marks == 0 && bytes.Contains(again, []byte("AURF")) {
			_, _, _ = readFrame(again, FrameTag) // what was decoded can be encoded and decoded
		}
	})
}

// FuzzParts reads the same bytes as two parts of a log, divided anywhere, of which the
// first may lie where an older one was.
func FuzzParts(f *testing.F) {
	log, starts := testLog(4, func(uint64) uint64 { return 0 })
	f.Add(log, starts[2], uint64(0), uint32(FrameTag))
	f.Add(log, starts[2]+9, uint64(0), uint32(FrameTag))
	f.Add(log, starts[1], uint64(2), uint32(FrameTag))
	f.Add(append(bytes.Clone(log[:starts[2]]), log[starts[3]:]...), starts[2], uint64(0), uint32(FrameTag))
	reused := framesOf(7, testFrame(1, 3, 0, "a", "1"))
	old := append(bytes.Clone(reused), log[starts[1]:starts[2]+5]...)
	f.Add(append(bytes.Clone(old), log[starts[1]:]...), len(old), uint64(0), uint32(7))
	f.Fuzz(func(t *testing.T, b []byte, cut int, after uint64, tag uint32) {
		cut = min(max(cut, 0), len(b))
		last := after
		st, err := readLog([]Chunk{{tag, b[:cut]}, {FrameTag, b[cut:]}}, &manifest{seq: after}, true, func(fr *frame) {
			if fr.seq != last+1 {
				t.Fatalf("sequence %d behind %d", fr.seq, last)
			}
			last = fr.seq
		})
		if st.size > int64(len(b)) || st.seq != last {
			t.Fatalf("%d bytes up to sequence %d, of %d up to %d", st.size, st.seq, len(b), last)
		}
		if err == nil && !st.torn && st.size != int64(len(b)) {
			t.Fatal("bytes were passed over")
		}
	})
}

func FuzzPage(f *testing.F) {
	var b pageBuilder
	for _, k := range []string{"a", "ab", "abc", "b"} {
		b.add([]byte(k), []byte("value of "+k))
	}
	b.add([]byte("c"), nil)
	f.Add(b.finish(1, kindData)[pageHeader:], uint8(5), []byte("ab"))
	f.Fuzz(func(_ *testing.T, body []byte, count uint8, key []byte) {
		// The checksum is right: the walk over what it protects must be safe too.
		n := (int(count) + restartInterval - 1) / restartInterval
		if n > len(body)/4 {
			return
		}
		cut := len(body) - 4*n
		p := &page{entries: body[:cut:cut], restarts: body[cut:], count: int(count), n: n}
		_, _ = p.get(key)
		var c pageCursor
		c.reset(p)
		steps := 0
		for ok := c.first(); ok && steps < 1000; ok = c.forward() {
			steps++
		}
		for ok := c.last(); ok && steps < 2000; ok = c.backward() {
			steps++
		}
		_ = c.seek(key)
		_ = c.seekBefore(key)
	})
}

func FuzzPageBytes(f *testing.F) {
	var b pageBuilder
	b.add([]byte("a"), []byte("1"))
	f.Add(b.finish(1, kindData), uint64(1))
	f.Fuzz(func(_ *testing.T, b []byte, id uint64) {
		_, _ = openPage(b, id, kindData)
	})
}

func FuzzManifest(f *testing.F) {
	m := manifest{generation: 3, epoch: 2, seq: 9, nextPage: 8, nextRun: 3, dropped: []uint64{1, 2}, synced: 11}
	m.runs = []*run{{id: 2, entries: 5, tombs: 1, bytes: 90, last: []byte("z"), index: []uint64{7}}}
	f.Add(m.encode())
	f.Add((&manifest{nextPage: 1, nextRun: 1}).encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readManifest(b)
		if err != nil || b == nil {
			return
		}
		if again, err := readManifest(got.encode()); err != nil || again.seq != got.seq || len(again.runs) != len(got.runs) {
			t.Fatalf("what was read cannot be written: %v", err)
		}
	})
}
