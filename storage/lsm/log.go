package lsm

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
)

// logState is what reading a log has found out.
type logState struct {
	seq    uint64 // of the newest frame
	epoch  uint64 // highest of all frames
	synced uint64 // highest sequence that a frame calls synced
	size   int64  // bytes up to the end of the good frames
	torn   bool   // something behind them has to be cut
}

// readLog hands every good frame that the manifest's pages do not hold to apply, in
// order. The sequences must go on from the manifest's without a gap, reach what it calls
// synced, and epochs must not go back. Only if the chunks are parts of a log (Rotator)
// may the first frames be older, which pages hold by now.
//
// A bad frame ends the log: it is the torn tail of an append that was never
// acknowledged as synced. Not so at the end of a part that a later one continues: what
// lies there is no frame. A part that does not continue the one before, which has lost
// its end, ends the log as well. If a whole frame behind the end says that its sequence
// was synced, bytes were damaged later and the log is CORRUPT. So it is when any other
// whole frame does not continue the sequence.
func readLog(chunks []Chunk, m *manifest, parts bool, apply func(*frame)) (logState, error) {
	st := logState{seq: m.seq, epoch: m.epoch, synced: max(m.seq, m.synced)}
	for i, c := range chunks {
		for off := 0; off < len(c.Frames); {
			f, n, state := readFrame(c.Frames[off:], c.Tag)
			if state == frameBad {
				if parts && st.continued(chunks[i+1:], m) {
					st.size += int64(len(c.Frames) - off)
					break
				}
				st.torn = true
				return st, st.judge(c.Frames[off:], c.Tag, chunks[i+1:])
			}
			if state == frameAlien {
				return st, dberr.New(dberr.Unsupported, "log frame after sequence "+num(st.seq)+" has a newer format")
			}
			switch {
			case parts && st.held(&f, m):
				st.epoch = f.epoch
			case parts && off == 0 && i > 0 && f.seq > st.want(&f):
				st.torn = true
				return st, st.judge(c.Frames, c.Tag, chunks[i+1:])
			default:
				if err := st.next(&f); err != nil {
					return st, err
				}
				if !f.mark {
					apply(&f)
				}
			}
			off += n
			st.size += int64(n)
		}
	}
	if st.seq < st.synced {
		return st, corrupt("the log ends at sequence " + num(st.seq) + ", but " + num(st.synced) + " was synced")
	}
	return st, nil
}

// held tells whether a frame is one of those that pages hold.
func (st *logState) held(f *frame, m *manifest) bool {
	return f.seq <= m.seq && st.seq == m.seq && f.epoch >= st.epoch
}

// continued tells whether later parts go on where the log is: nothing is missing then.
func (st *logState) continued(later []Chunk, m *manifest) bool {
	for _, c := range later {
		if f, _, state := readFrame(c.Frames, c.Tag); state != frameBad {
			return state == frameAlien || st.held(&f, m) || f.seq == st.want(&f)
		}
	}
	return false
}

// next checks that a frame continues the log.
func (st *logState) next(f *frame) error {
	switch want := st.want(f); {
	case f.seq != want:
		return corrupt("log frame of sequence " + num(f.seq) + " where " + num(want) + " belongs")
	case f.epoch < st.epoch:
		return corrupt("log frame " + num(f.seq) + " of epoch " + num(f.epoch) + " after epoch " + num(st.epoch))
	case f.synced > f.seq:
		return corrupt("log frame " + num(f.seq) + " vouches for a later one")
	}
	st.seq, st.epoch = f.seq, f.epoch
	st.synced = max(st.synced, f.synced)
	return nil
}

// want returns the sequence that a frame must have to be the next.
func (st *logState) want(f *frame) uint64 {
	if f.mark {
		return st.seq
	}
	return st.seq + 1
}

// judge decides what a bad frame is, looking at whole frames behind it.
func (st *logState) judge(rest []byte, tag uint32, later []Chunk) error {
	missing := st.seq + 1
	damaged := st.synced >= missing || vouches(rest, tag, missing)
	for _, c := range later {
		damaged = damaged || vouches(c.Frames, c.Tag, missing)
	}
	if damaged {
		return corrupt("log damaged at byte " + strconv.FormatInt(st.size, 10) + ", after sequence " + num(st.seq))
	}
	return nil
}

// vouches reports whether b holds a whole frame, at any place, that calls seq
// synced.
func vouches(b []byte, tag uint32, seq uint64) bool {
	for {
		i := indexTag(b, tag)
		if i < 0 {
			return false
		}
		f, n, state := readFrame(b[i:], tag)
		if state != frameBad {
			if f.synced >= seq && f.seq >= seq {
				return true
			}
			b = b[i+n:]
			continue
		}
		b = b[i+1:]
	}
}

// indexTag returns where a tag first stands, or -1.
func indexTag(b []byte, tag uint32) int {
	return bytes.Index(b, binary.LittleEndian.AppendUint32(nil, tag))
}

func num(n uint64) string { return strconv.FormatUint(n, 10) }
