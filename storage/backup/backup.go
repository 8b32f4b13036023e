// Package backup writes all keys of a store to a stream and reads them back. The
// functions to know are [Write] and [Restore]. A backup is one consistent state,
// taken while others commit, and is the same for every medium.
//
// The stream, numbers little endian, checksums CRC-32C:
//
//	"AURB" | version u8 = 1 | 0 0 0
//	frame:  length u32 | checksum u32 | pairs: uvarint key length, key, uvarint value length, value
//	…       keys rise from pair to pair and from frame to frame
//	end:    0 u32 | checksum u32 | number of pairs u64
package backup

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

const (
	magic    = "AURB\x01\x00\x00\x00"
	frameMin = 256 << 10 // bytes of pairs from which on a frame is written
	frameMax = 64 << 20  // a longer frame is not believed
)

func table() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// Write writes one state of a store and returns its number of pairs. progress
// is called after each frame and may be nil.
//
// Errors: those of the store and of the writer. Cost: every key is read; about
// 256 KB are held. The state is held until the end.
func Write(ctx context.Context, store storage.Store, w io.Writer, progress func(pairs int)) (pairs int, err error) {
	snap, err := store.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snap.Close()
	out := bufio.NewWriterSize(w, 64<<10)
	if _, err := out.WriteString(magic); err != nil {
		return 0, err
	}
	var frame []byte
	for kv, err := range snap.Scan(ctx, storage.Range{}) {
		if err != nil {
			return pairs, err
		}
		frame = binary.AppendUvarint(frame, uint64(len(kv.Key)))
		frame = append(frame, kv.Key...)
		frame = binary.AppendUvarint(frame, uint64(len(kv.Value)))
		frame = append(frame, kv.Value...)
		pairs++
		if len(frame) >= frameMin {
			if err := writeFrame(out, frame); err != nil {
				return pairs, err
			}
			frame = frame[:0]
			if progress != nil {
				progress(pairs)
			}
		}
	}
	if len(frame) > 0 {
		if err := writeFrame(out, frame); err != nil {
			return pairs, err
		}
	}
	end := binary.LittleEndian.AppendUint64(nil, uint64(pairs))
	head := binary.LittleEndian.AppendUint32(make([]byte, 4), crc32.Checksum(end, table()))
	if _, err := out.Write(append(head, end...)); err != nil {
		return pairs, err
	}
	return pairs, out.Flush()
}

func writeFrame(w io.Writer, frame []byte) error {
	head := binary.LittleEndian.AppendUint32(nil, uint32(len(frame)))
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(frame, table()))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(frame)
	return err
}

// Restore writes a backup into an empty store and returns its number of pairs.
// After an error the store holds a part of it and is to be thrown away.
//
// Errors: INVALID_ARGUMENT if the store is not empty, CORRUPT for a stream that
// is damaged, cut off or no backup, UNSUPPORTED for a newer version, those of
// the store and of the reader. Cost: a frame is held.
func Restore(ctx context.Context, r io.Reader, store storage.Store, progress func(pairs int)) (pairs int, err error) {
	if err := empty(ctx, store); err != nil {
		return 0, err
	}
	in := &reader{r: bufio.NewReaderSize(r, 64<<10)}
	if err := in.head(); err != nil {
		return 0, err
	}
	for {
		frame, err := in.frame()
		if err != nil {
			return in.pairs, err
		}
		if frame == nil {
			break
		}
		b := &storage.Batch{Durability: storage.Relaxed}
		if err := in.fill(b, frame); err != nil {
			return in.pairs, err
		}
		ack, err := store.Apply(ctx, b)
		if err == nil {
			err = ack.Wait(ctx)
		}
		if err != nil {
			return in.pairs, err
		}
		if progress != nil {
			progress(in.pairs)
		}
	}
	if f, ok := store.(storage.Flusher); ok {
		return in.pairs, f.Flush(ctx)
	}
	return in.pairs, nil
}

func empty(ctx context.Context, store storage.Store) error {
	snap, err := store.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snap.Close()
	for _, err := range snap.Scan(ctx, storage.Range{}) {
		if err == nil {
			err = dberr.New(dberr.InvalidArgument, "a backup is restored into an empty store only")
		}
		return err
	}
	return nil
}

type reader struct {
	r     *bufio.Reader
	pairs int
	last  []byte // key before
}

func corrupt(what string) error { return dberr.New(dberr.Corrupt, "the backup "+what) }

// read fills b; the end of the stream is a damage.
func (r *reader) read(b []byte) error {
	_, err := io.ReadFull(r.r, b)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return corrupt("ends early")
	}
	return err
}

func (r *reader) head() error {
	b := make([]byte, len(magic))
	if err := r.read(b); err != nil {
		return err
	}
	switch {
	case string(b) == magic:
		return nil
	case string(b[:4]) == magic[:4]:
		return dberr.New(dberr.Unsupported, "the backup is of a newer version")
	}
	return corrupt("does not begin like one")
}

// frame returns the pairs of a frame, nil at the end.
func (r *reader) frame() ([]byte, error) {
	head := make([]byte, 8)
	if err := r.read(head); err != nil {
		return nil, err
	}
	n, sum := binary.LittleEndian.Uint32(head), binary.LittleEndian.Uint32(head[4:])
	end := n == 0
	if end {
		n = 8
	}
	if n > frameMax {
		return nil, corrupt("has a frame of an impossible length")
	}
	// Grown as it is read: the length is not believed before the checksum is.
	var frame bytes.Buffer
	if _, err := io.CopyN(&frame, r.r, int64(n)); err == io.EOF {
		return nil, corrupt("ends early")
	} else if err != nil {
		return nil, err
	}
	b := frame.Bytes()
	if crc32.Checksum(b, table()) != sum {
		return nil, corrupt("is damaged: a checksum is wrong")
	}
	if !end {
		return b, nil
	}
	if binary.LittleEndian.Uint64(b) != uint64(r.pairs) {
		return nil, corrupt("holds another number of pairs than it says")
	}
	return nil, nil
}

// fill adds the pairs of a frame to a batch.
func (r *reader) fill(b *storage.Batch, frame []byte) error {
	for len(frame) > 0 {
		var key, val []byte
		for _, part := range []*[]byte{&key, &val} {
			n, size := binary.Uvarint(frame)
			if size <= 0 || n > uint64(len(frame)-size) {
				return corrupt("has a pair that is cut off")
			}
			*part, frame = frame[size:size+int(n)], frame[size+int(n):]
		}
		if r.pairs > 0 && bytes.Compare(key, r.last) <= 0 {
			return corrupt("has keys that do not rise")
		}
		r.last = key
		r.pairs++
		b.Put(key, val)
	}
	return nil
}
