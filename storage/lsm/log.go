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
	size   int64  // bytes of good frames
	torn   bool   // something behind them has to be cut
}

// readLog hands every good frame that the manifest's pages do not hold to apply, in
// order. The sequences must go on from the manifest's without a gap, reach what it calls
// synced, and epochs must not go back. Only if the chunks are parts of a log (Rotator)
// may the first frames be older, which pages hold by now.
//
// A bad frame ends the log: it is the torn tail of an append that was never
// acknowledged as synced. So does a part that does not continue the one before, which
// has lost its end. If a whole frame behind it says that its sequence was
// synced, bytes were damaged later and the log is CORRUPT. So it is when any other whole
// frame does not continue the sequence.
func readLog(chunks [][]byte, m *manifest, parts bool, apply func(*frame)) (logState, error) {
	st := logState{seq: m.seq, epoch: m.epoch, synced: max(m.seq, m.synced)}
	for i, chunk := range chunks {
		for off := 0; off < len(chunk); {
			f, n, state := readFrame(chunk[off:])
			if state == frameBad {
				st.torn = true
				return st, st.judge(chunk[off:], chunks[i+1:])
			}
			if state == frameAlien {
				return st, dberr.New(dberr.Unsupported, "log frame after sequence "+num(st.seq)+" has a newer format")
			}
			switch held := parts && f.seq <= m.seq && st.seq == m.seq && f.epoch >= st.epoch; {
			case held:
				st.epoch = f.epoch
			case parts && off == 0 && i > 0 && f.seq > st.want(&f):
				st.torn = true
				return st, st.judge(chunk, chunks[i+1:])
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
func (st *logState) judge(rest []byte, later [][]byte) error {
	missing := st.seq + 1
	damaged := st.synced >= missing || vouches(rest, missing)
	for _, chunk := range later {
		damaged = damaged || vouches(chunk, missing)
	}
	if damaged {
		return corrupt("log damaged at byte " + strconv.FormatInt(st.size, 10) + ", after sequence " + num(st.seq))
	}
	return nil
}

// vouches reports whether b holds a whole frame, at any place, that calls seq
// synced.
func vouches(b []byte, seq uint64) bool {
	magic := binary.LittleEndian.AppendUint32(nil, frameMagic)
	for {
		i := bytes.Index(b, magic)
		if i < 0 {
			return false
		}
		f, n, state := readFrame(b[i:])
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

func num(n uint64) string { return strconv.FormatUint(n, 10) }
