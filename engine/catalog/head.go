package catalog

import (
	"context"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/dberr"
)

// Head is the state of the database that every commit writes. It is read from
// the view that a commit builds upon, so that a failed batch leaves no trace.
type Head struct {
	Seq     uint64 // of the newest commit
	Total   uint64 // bytes of all change records ever written
	First   uint64 // of the oldest change record that is kept; Seq+1 if none is
	Version uint64 // of the catalog
}

// HeadKey is the key of the head: four big-endian u64.
func HeadKey() []byte { return append([]byte{SpaceCounter}, "head"...) }

// Encode returns the stored form.
func (h Head) Encode() []byte {
	b := make([]byte, 0, 32)
	for _, n := range [...]uint64{h.Seq, h.Total, h.First, h.Version} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return b
}

// ReadHead reads the head of a view. That of an empty one begins with record 1.
//
// Errors: CORRUPT, and those of the view.
func ReadHead(ctx context.Context, r Reader) (Head, error) {
	b, err := r.Get(ctx, HeadKey())
	if dberr.CodeOf(err) == dberr.NotFound {
		return Head{First: 1}, nil
	}
	if err != nil {
		return Head{}, err
	}
	if len(b) != 32 {
		return Head{}, dberr.New(dberr.Corrupt, "the head of the database")
	}
	n := func(i int) uint64 { return binary.BigEndian.Uint64(b[8*i:]) }
	return Head{Seq: n(0), Total: n(1), First: n(2), Version: n(3)}, nil
}
