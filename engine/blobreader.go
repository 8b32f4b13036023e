package engine

import (
	"context"
	"errors"
	"io"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage"
)

// BlobReader reads a blob, also from any place (io.ReaderAt, io.Seeker). It shows
// the blob as it was when it was opened, and must be closed. One goroutine uses
// Read and Seek at a time; ReadAt is safe for several.
type BlobReader struct {
	Info BlobInfo

	ctx    context.Context // of Open: it ends all reading
	snap   storage.Snapshot
	at     int64
	number uint32 // of the chunk that Read used last
	chunk  []byte
}

// Open opens a blob.
//
// Errors: NOT_FOUND, those of the store. Cost: one read; a chunk of 256 KiB is
// held while it is read.
func (b Blobs) Open(ctx context.Context, name string) (r *BlobReader, err error) {
	defer recovered(&err)
	snap, _, err := b.db.snapshot(ctx)
	if err != nil {
		return nil, edge("open blob", err)
	}
	info, err := stat(ctx, snap, name)
	if err != nil {
		snap.Close()
		return nil, edge("open blob", err)
	}
	return &BlobReader{Info: info, ctx: ctx, snap: snap}, nil
}

// Read reads on from where the last one ended.
//
// Errors: io.EOF at the end, CORRUPT, CANCELED, those of the store.
func (r *BlobReader) Read(p []byte) (int, error) {
	n, err := r.read(p, r.at, true)
	r.at += int64(n)
	return n, err
}

// ReadAt fills p from a place.
//
// Errors: as Read; io.EOF if less than p is left.
func (r *BlobReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, dberr.New(dberr.InvalidArgument, "a place in a blob is not negative")
	}
	for n < len(p) && err == nil {
		var k int
		k, err = r.read(p[n:], off+int64(n), false)
		n += k
	}
	return n, err
}

// read copies from the chunk of a place.
func (r *BlobReader) read(p []byte, at int64, keep bool) (int, error) {
	if at >= r.Info.Size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	number := uint32(at / int64(r.Info.chunk))
	chunk := r.chunk
	if !keep || chunk == nil || r.number != number {
		var err error
		chunk, err = r.snap.Get(r.ctx, blobChunkKey(r.Info.id, number))
		if errors.Is(err, dberr.NotFound) {
			err = dberr.New(dberr.Corrupt, "blob "+quote(r.Info.Name)+" lacks a chunk")
		}
		if err != nil {
			return 0, edge("read blob", err)
		}
		if keep {
			r.number, r.chunk = number, chunk
		}
	}
	in := at - int64(number)*int64(r.Info.chunk)
	if want := min(int64(r.Info.chunk), r.Info.Size-at+in); int64(len(chunk)) != want {
		return 0, edge("read blob", dberr.New(dberr.Corrupt, "a chunk of blob "+quote(r.Info.Name)+" has another length"))
	}
	return copy(p, chunk[in:]), nil
}

// Seek sets the place of the next Read.
//
// Errors: INVALID_ARGUMENT.
func (r *BlobReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.Info.Size
	default:
		return 0, dberr.New(dberr.InvalidArgument, "whence is io.SeekStart, io.SeekCurrent or io.SeekEnd")
	}
	if offset < 0 {
		return 0, dberr.New(dberr.InvalidArgument, "a place in a blob is not negative")
	}
	r.at = offset
	return offset, nil
}

// Close releases the blob's state. It is idempotent.
//
// Errors: none; io.Closer has one.
func (r *BlobReader) Close() error {
	r.snap.Close()
	return nil
}
