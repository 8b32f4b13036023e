package postings

import (
	"context"
	"encoding/binary"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/txn"
)

// Stats say what an index covers and how many words it holds.
type Stats struct {
	Fields []string // searched fields, in the order of the definition
	Words  []uint64 // in all documents, for each field
	Last   uint64   // the highest row that was ever put
}

const statsVersion = 2

func (s *Stats) encode() []byte {
	b := []byte{statsVersion}
	b = binary.AppendUvarint(b, uint64(len(s.Fields)))
	for i, name := range s.Fields {
		b = binary.AppendUvarint(b, uint64(len(name)))
		b = append(b, name...)
		b = binary.AppendUvarint(b, s.Words[i])
	}
	return binary.AppendUvarint(b, s.Last)
}

func decodeStats(b []byte) (*Stats, error) {
	if len(b) == 0 || b[0] != statsVersion {
		return nil, damaged("the version")
	}
	r := block{b: b[1:]}
	s := &Stats{}
	for n := r.number(); n > 0 && !r.bad; n-- {
		size := r.number()
		if size > uint64(len(r.b)) {
			r.bad = true
			break
		}
		name := string(r.b[:size])
		r.b = r.b[size:]
		s.Fields = append(s.Fields, name)
		s.Words = append(s.Words, r.number())
	}
	s.Last = r.number()
	if r.bad || len(r.b) > 0 {
		return nil, damaged("the figures")
	}
	return s, nil
}

// Fields returns the names of the fields of a collection that are searched.
func Fields(coll *catalog.Collection) []string {
	var out []string
	for _, f := range coll.Fields {
		if f.Search != nil {
			out = append(out, f.Name)
		}
	}
	return out
}

// covers reports whether the index is that of the collection's definition.
func (s *Stats) covers(coll *catalog.Collection) bool {
	i := 0
	for _, f := range coll.Fields {
		if f.Search == nil {
			continue
		}
		if i >= len(s.Fields) || s.Fields[i] != f.Name {
			return false
		}
		i++
	}
	return i == len(s.Fields)
}

// read returns the figures of a collection's index, nil if there is none or it
// covers other fields.
//
// Errors: CORRUPT, and those of the view.
func read(ctx context.Context, r txn.Reader, coll *catalog.Collection) (*Stats, error) {
	b, err := r.Get(ctx, statsKey(coll.ID))
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s, err := decodeStats(b)
	if err != nil || !s.covers(coll) {
		return nil, err
	}
	return s, nil
}
