package catalog

import (
	"context"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/dberr"
)

// Count are the counters of a collection: how many documents are stored, and
// the next row number that is surely free.
type Count struct {
	Documents uint64
	NextRow   uint64
}

// Encode returns the stored form: two big-endian u64.
func (c Count) Encode() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(make([]byte, 0, 16), c.Documents), c.NextRow)
}

// DecodeCount reads the stored form.
//
// Errors: CORRUPT if the bytes have another length.
func DecodeCount(b []byte) (Count, error) {
	if len(b) != 16 {
		return Count{}, dberr.New(dberr.Corrupt, "counters of a collection")
	}
	return Count{Documents: binary.BigEndian.Uint64(b), NextRow: binary.BigEndian.Uint64(b[8:])}, nil
}

// ReadCount returns the counters of a collection, zero if nothing was ever
// written to it. Expired documents that are not yet removed are counted.
//
// Errors: CORRUPT, and those of the view.
func ReadCount(ctx context.Context, r Reader, coll uint32) (Count, error) {
	b, err := r.Get(ctx, CountKey(coll))
	if dberr.CodeOf(err) == dberr.NotFound {
		return Count{}, nil
	}
	if err != nil {
		return Count{}, err
	}
	return DecodeCount(b)
}
