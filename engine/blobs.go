package engine

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// Blobs are large values under names, written and read as streams: memory does
// not grow with them. They are apart from transactions.
type Blobs struct{ db *DB }

// Blobs returns the blobs of the database.
func (k *Keys) Blobs() Blobs { return Blobs{k.db} }

// BlobInfo describes a blob.
type BlobInfo struct {
	Name    string
	Size    int64
	Created time.Time

	id    uint64
	chunk int
}

// blobChunk is how many bytes of a blob lie under one key.
const blobChunk = 256 << 10

// maxBlobName is the longest name in bytes.
const maxBlobName = 1024

const (
	blobInfoPart = iota
	blobChunkPart
	blobOpenPart
)

func blobInfoKey(name string) []byte {
	return append([]byte{catalog.SpaceBlob, blobInfoPart}, name...)
}

func blobChunkKey(id uint64, chunk uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64([]byte{catalog.SpaceBlob, blobChunkPart}, id), chunk)
}

func blobOpenKey(id uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{catalog.SpaceBlob, blobOpenPart}, id)
}

func (b *BlobInfo) encode() []byte {
	out := []byte{1}
	for _, n := range []uint64{b.id, uint64(b.Size), uint64(b.chunk), uint64(b.Created.UnixNano())} {
		out = binary.LittleEndian.AppendUint64(out, n)
	}
	return out
}

func decodeBlob(name string, b []byte) (BlobInfo, error) {
	if len(b) != 33 || b[0] != 1 {
		return BlobInfo{}, dberr.New(dberr.Corrupt, "the description of blob "+quote(name))
	}
	n := func(i int) uint64 { return binary.LittleEndian.Uint64(b[1+8*i:]) }
	info := BlobInfo{Name: name, id: n(0), Size: int64(n(1)), chunk: int(n(2)), Created: time.Unix(0, int64(n(3))).UTC()}
	if info.Size < 0 || info.chunk <= 0 || info.Size/int64(info.chunk) >= 1<<32 {
		return BlobInfo{}, dberr.New(dberr.Corrupt, "the description of blob "+quote(name))
	}
	return info, nil
}

// Put writes a blob from a reader. A blob of that name is replaced when all of
// the new one is there, and not before; until then, and after an error, readers
// see the old one.
//
// Errors: INVALID_ARGUMENT for an empty name or one above 1,024 bytes, CANCELED,
// those of the reader and of the store. Cost: one commit for each 256 KiB.
func (b Blobs) Put(ctx context.Context, name string, r io.Reader) (info BlobInfo, err error) {
	defer recovered(&err)
	if name == "" || len(name) > maxBlobName {
		return info, edge("put blob", dberr.New(dberr.InvalidArgument, "the name of a blob has 1 to 1,024 bytes"))
	}
	info = BlobInfo{Name: name, chunk: blobChunk, Created: b.db.now()}
	if info.id, err = b.begin(ctx); err != nil {
		return BlobInfo{}, edge("put blob", err)
	}
	if err = b.fill(ctx, &info, r); err == nil {
		err = b.publish(ctx, &info)
	}
	if err != nil {
		// What was written is in nobody's way; a failure here is met by the next opening.
		_ = b.drop(context.WithoutCancel(ctx), info.id)
		return BlobInfo{}, edge("put blob", err)
	}
	return info, nil
}

// begin takes a number for a new blob and notes that it is being written.
func (b Blobs) begin(ctx context.Context) (id uint64, err error) {
	var random [8]byte
	return id, b.write(ctx, func(ctx context.Context, tx *txn.Tx) error {
		for {
			if _, err := io.ReadFull(b.db.opts.Rand, random[:]); err != nil {
				return err
			}
			id = binary.LittleEndian.Uint64(random[:])
			taken := false
			for _, part := range []byte{blobChunkPart, blobOpenPart} {
				for _, err := range tx.Scan(ctx, storage.Prefix(binary.BigEndian.AppendUint64([]byte{catalog.SpaceBlob, part}, id))) {
					if err != nil {
						return err
					}
					taken = true
					break
				}
			}
			if !taken {
				tx.Put(blobOpenKey(id), nil)
				return nil
			}
		}
	})
}

func (b Blobs) fill(ctx context.Context, info *BlobInfo, r io.Reader) error {
	for chunk := uint32(0); ; chunk++ {
		buf := make([]byte, info.chunk) // the store keeps it
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if e := b.write(ctx, func(_ context.Context, tx *txn.Tx) error {
				tx.Put(blobChunkKey(info.id, chunk), buf[:n])
				return nil
			}); e != nil {
				return e
			}
			info.Size += int64(n)
		}
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
	}
}

// publish makes a written blob the one of its name.
func (b Blobs) publish(ctx context.Context, info *BlobInfo) error {
	return b.write(ctx, func(ctx context.Context, tx *txn.Tx) error {
		if err := b.remove(ctx, tx, info.Name); err != nil && dberr.CodeOf(err) != dberr.NotFound {
			return err
		}
		tx.Put(blobInfoKey(info.Name), info.encode())
		tx.Delete(blobOpenKey(info.id))
		return nil
	})
}

// remove deletes the blob of a name in a transaction.
func (b Blobs) remove(ctx context.Context, tx *txn.Tx, name string) error {
	raw, err := tx.Get(ctx, blobInfoKey(name))
	if err != nil {
		return err
	}
	old, err := decodeBlob(name, raw)
	if err != nil {
		return err
	}
	tx.Delete(blobInfoKey(name))
	for i := range (old.Size + int64(old.chunk) - 1) / int64(old.chunk) { // without reading them
		tx.Delete(blobChunkKey(old.id, uint32(i)))
	}
	return nil
}

func deleteChunks(ctx context.Context, tx *txn.Tx, id uint64) error {
	keys, err := chunkKeys(ctx, tx, id)
	for _, k := range keys {
		tx.Delete(k)
	}
	return err
}

func chunkKeys(ctx context.Context, r txn.Reader, id uint64) (keys [][]byte, err error) {
	prefix := binary.BigEndian.AppendUint64([]byte{catalog.SpaceBlob, blobChunkPart}, id)
	for kv, err := range r.Scan(ctx, storage.Prefix(prefix)) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, bytes.Clone(kv.Key)) // it would keep its page, with the chunk, in memory
	}
	return keys, nil
}

// drop deletes what was written of a blob that was not published.
func (b Blobs) drop(ctx context.Context, id uint64) error {
	return b.write(ctx, func(ctx context.Context, tx *txn.Tx) error {
		tx.Delete(blobOpenKey(id))
		return deleteChunks(ctx, tx, id)
	})
}

// Delete removes a blob and reports whether there was one. Readers that are open
// go on.
//
// Errors: those of the store.
func (b Blobs) Delete(ctx context.Context, name string) (found bool, err error) {
	defer recovered(&err)
	err = b.write(ctx, func(ctx context.Context, tx *txn.Tx) error {
		err := b.remove(ctx, tx, name)
		if dberr.CodeOf(err) == dberr.NotFound {
			return nil
		}
		found = err == nil
		return err
	})
	return found, edge("delete blob", err)
}

// Stat describes the blob of a name.
//
// Errors: NOT_FOUND, those of the store. Cost: one read.
func (b Blobs) Stat(ctx context.Context, name string) (info BlobInfo, err error) {
	defer recovered(&err)
	snap, _, err := b.db.snapshot(ctx)
	if err != nil {
		return info, edge("stat blob", err)
	}
	defer snap.Close()
	info, err = stat(ctx, snap, name)
	return info, edge("stat blob", err)
}

func stat(ctx context.Context, r txn.Reader, name string) (BlobInfo, error) {
	raw, err := r.Get(ctx, blobInfoKey(name))
	if err != nil {
		return BlobInfo{}, err
	}
	return decodeBlob(name, raw)
}

// List iterates over the blobs whose names begin so, by name.
//
// Errors, as the last pair: those of the store.
func (b Blobs) List(ctx context.Context, prefix string) iter.Seq2[BlobInfo, error] {
	return func(yield func(BlobInfo, error) bool) {
		snap, _, err := b.db.snapshot(ctx)
		if err != nil {
			yield(BlobInfo{}, edge("list blobs", err))
			return
		}
		defer snap.Close()
		for kv, err := range snap.Scan(ctx, storage.Prefix(blobInfoKey(prefix))) {
			var info BlobInfo
			if err == nil {
				info, err = decodeBlob(string(kv.Key[2:]), kv.Value)
			}
			if err != nil {
				yield(BlobInfo{}, edge("list blobs", err))
				return
			}
			if !yield(info, nil) {
				return
			}
		}
	}
}

// write runs a function as a commit.
func (b Blobs) write(ctx context.Context, do func(context.Context, *txn.Tx) error) error {
	c := Collection{db: b.db}
	return c.write(ctx, func(ctx context.Context, s *mutation.Session) error { return do(ctx, s.W.Tx) })
}

// dropBlobs deletes what writers of an earlier process left unfinished.
func (db *DB) dropBlobs(ctx context.Context, r txn.Reader) error {
	var open []uint64
	for kv, err := range r.Scan(ctx, storage.Prefix([]byte{catalog.SpaceBlob, blobOpenPart})) {
		if err != nil {
			return err
		}
		if len(kv.Key) != 10 {
			return dberr.New(dberr.Corrupt, "the mark of a blob")
		}
		open = append(open, binary.BigEndian.Uint64(kv.Key[2:]))
	}
	for _, id := range open {
		if err := (Blobs{db}).drop(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
