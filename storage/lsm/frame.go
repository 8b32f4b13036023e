package lsm

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// A frame is one commit in the log, little endian:
//
//	tag u32 | crc32c u32 of all that follows | payload length u32 |
//	version u8 | flags u8 | zero u16 | seq u64 | epoch u64 | synced u64 |
//	payload: op count uvarint, then per op
//	kind u8, key length uvarint, key, and for a put value length uvarint, value
//
// synced is the highest sequence that was known to be synced when the frame was
// built. It tells damage from a torn tail: a bad frame behind which a later one
// vouches for it was once whole.
//
// tag is FrameTag, or that of its part of the log (Chunk): a frame that an older log has
// left there is none.
const (
	frameHeader  = 40
	frameVersion = 1

	flagModeMask = 0x03
	flagMark     = 0x04 // no commit: it only carries synced
)

// frame is a decoded frame. Keys and values point into the log's bytes.
type frame struct {
	seq, epoch, synced uint64
	mode               storage.Durability
	mark               bool
	ops                []storage.Op
}

// castagnoli returns the table of CRC-32C; the library caches it.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// FrameTag is what frames begin with where no older ones can lie behind them.
const FrameTag = 0x46525541 // "AURF"

// appendFrame adds a whole frame to dst.
func appendFrame(dst []byte, tag uint32, f *frame) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, frameHeader)...)
	dst = binary.AppendUvarint(dst, uint64(len(f.ops)))
	for i := range f.ops {
		op := &f.ops[i]
		dst = append(dst, byte(op.Kind))
		dst = binary.AppendUvarint(dst, uint64(len(op.Key)))
		dst = append(dst, op.Key...)
		if op.Kind == storage.OpPut {
			dst = binary.AppendUvarint(dst, uint64(len(op.Value)))
			dst = append(dst, op.Value...)
		}
	}
	h := dst[at:]
	flags := byte(f.mode) & flagModeMask
	if f.mark {
		flags |= flagMark
	}
	binary.LittleEndian.PutUint32(h[0:], tag)
	binary.LittleEndian.PutUint32(h[8:], uint32(len(h)-frameHeader))
	h[12], h[13] = frameVersion, flags
	binary.LittleEndian.PutUint64(h[16:], f.seq)
	binary.LittleEndian.PutUint64(h[24:], f.epoch)
	binary.LittleEndian.PutUint64(h[32:], f.synced)
	binary.LittleEndian.PutUint32(h[4:], crc32.Checksum(h[8:], castagnoli()))
	return dst
}

// frameState is what readFrame found at the start of some bytes.
type frameState uint8

const (
	frameGood  frameState = iota
	frameBad              // torn or damaged
	frameAlien            // whole, but of a version that this program cannot read
)

// readFrame decodes the frame with a tag at the start of b and returns its size. It never
// reads behind b, allocates no more than b justifies and never panics.
func readFrame(b []byte, tag uint32) (f frame, n int, state frameState) {
	if len(b) < frameHeader || binary.LittleEndian.Uint32(b) != tag {
		return f, 0, frameBad
	}
	size := uint64(binary.LittleEndian.Uint32(b[8:]))
	if size > uint64(len(b)-frameHeader) {
		return f, 0, frameBad
	}
	n = frameHeader + int(size)
	if crc32.Checksum(b[8:n], castagnoli()) != binary.LittleEndian.Uint32(b[4:]) {
		return f, 0, frameBad
	}
	if b[12] != frameVersion {
		return f, n, frameAlien
	}
	f.mode, f.mark = storage.Durability(b[13]&flagModeMask), b[13]&flagMark != 0
	f.seq = binary.LittleEndian.Uint64(b[16:])
	f.epoch = binary.LittleEndian.Uint64(b[24:])
	f.synced = binary.LittleEndian.Uint64(b[32:])
	ops, ok := readOps(b[frameHeader:n])
	if !ok {
		return f, 0, frameBad
	}
	f.ops = ops
	return f, n, frameGood
}

func readOps(b []byte) ([]storage.Op, bool) {
	count, w := binary.Uvarint(b)
	if w <= 0 || count > uint64(len(b))/3+1 { // an operation has at least 3 bytes
		return nil, false
	}
	b = b[w:]
	ops := make([]storage.Op, 0, count)
	for range count {
		if len(b) == 0 {
			return nil, false
		}
		op := storage.Op{Kind: storage.OpKind(b[0])}
		var ok bool
		if op.Key, b, ok = readBytes(b[1:]); !ok {
			return nil, false
		}
		switch op.Kind {
		case storage.OpPut:
			if op.Value, b, ok = readBytes(b); !ok {
				return nil, false
			}
		case storage.OpDelete:
		default:
			return nil, false
		}
		ops = append(ops, op)
	}
	return ops, len(b) == 0
}

// readBytes reads a length and that many bytes, which are never nil.
func readBytes(b []byte) (field, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, false
	}
	end := w + int(n)
	return b[w:end:end], b[end:], true
}

// corrupt returns an error that names what is damaged.
func corrupt(what string) *dberr.Error { return dberr.New(dberr.Corrupt, what) }
