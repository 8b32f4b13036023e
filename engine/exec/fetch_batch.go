package exec

import (
	"bytes"
	"context"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// How many rows are gathered before their documents are read: few at first, since
// the answer may be full soon. In memory, more than these gain nothing; where reads
// wait for the medium, each wait is worth many rows.
const (
	firstTogether, mostTogether = 4, 32
	firstAhead, mostAhead       = 16, 256
)

// mostBytes is about how much memory the documents of a batch may take. The first
// batch tells how long they are.
const mostBytes = 1 << 20

// Batches keeps the memory of a batch for the next one. It is safe for concurrent
// use; nil keeps nothing.
type Batches struct{ spare atomic.Pointer[fetchBatch] }

// take returns a batch that is empty.
func (s *Batches) take() *fetchBatch {
	if s != nil {
		if b := s.spare.Swap(nil); b != nil {
			return b
		}
	}
	b := new(fetchBatch)
	b.push = b.take
	return b
}

// give takes a batch that is through. Documents are let go: they are parts of pages.
func (s *Batches) give(b *fetchBatch) {
	if s != nil {
		rows, values := b.rows[:cap(b.rows)], b.values
		clear(rows)
		clear(values)
		*b = fetchBatch{rows: rows[:0], bytes: b.bytes[:0], keys: b.keys[:0], values: values, push: b.push}
		s.spare.Store(b)
	}
}

// fetchBatch reads the documents of many rows together.
type fetchBatch struct {
	fetch *Fetch
	many  storage.ManyReader // nil: documents are read one by one
	alone bool               // nobody has written since; else many only brings in what env.Reader reads

	most, limit  int // rows that are gathered now, and later
	pushed       int // rows so far
	rows         []Row
	bytes        []byte   // of the keys
	keys, values [][]byte // of the rows without a document

	failed error
	ended  bool // emit wants no more

	ctx  context.Context //nolint:containedctx // lives as long as one Fetch.Run
	env  *Env
	emit func(*Row) bool
	push func(*Row) bool // takes a row; made once for all runs
}

// run is Fetch.Run.
func (b *fetchBatch) run() error {
	err := b.fetch.In.Run(b.ctx, b.env, b.push)
	if len(b.rows) > 0 && err == nil && b.failed == nil && !b.ended {
		b.flush()
	}
	return first(b.failed, err)
}

// take is push: false if no more rows are wanted.
func (b *fetchBatch) take(r *Row) bool {
	if r.Doc != nil && len(b.rows) == 0 {
		b.pushed++
		return b.emit(r) && b.pushed != b.fetch.Want
	}
	b.add(r)
	return len(b.rows) < b.most || b.flush()
}

// add gathers a row.
func (b *fetchBatch) add(r *Row) {
	if len(b.rows) == 0 {
		b.begin()
	}
	b.rows = append(b.rows, *r)
	if r.Key != nil {
		b.rows[len(b.rows)-1].Key = bytes.Clone(r.Key) // it may be reused by the operator
	}
	if r.Doc == nil {
		at := len(b.bytes)
		b.bytes = catalog.AppendDocumentKey(b.bytes, b.fetch.Coll.ID, r.Num)
		b.keys = append(b.keys, b.bytes[at:])
	}
}

// begin makes room for the next batch.
func (b *fetchBatch) begin() {
	if left := b.fetch.Want - b.pushed; left > 0 {
		b.most = min(left, b.limit)
	}
	if cap(b.rows) < b.most {
		lists := make([][]byte, 2*b.most)
		b.keys, b.values = lists[:0:b.most], lists[b.most:]
		b.rows, b.bytes = make([]Row, 0, b.most), make([]byte, 0, b.most*catalog.DocumentKeyBytes)
	}
}

// flush reads what was gathered and pushes it; false if that was all.
func (b *fetchBatch) flush() bool {
	rows, values := b.rows, b.values[:len(b.keys)]
	if b.many != nil {
		if b.failed = b.many.GetMany(b.ctx, b.keys, values); b.failed != nil {
			return false
		}
	}
	read, size := 0, 0
	for i := range rows {
		r := &rows[i]
		if r.Doc == nil {
			if r.Doc, b.failed = b.document(read); b.failed != nil {
				return false
			}
			read++
		}
		size += len(r.Doc)
		if !b.emit(r) {
			b.ended = true
			return false
		}
	}
	if size > mostBytes {
		b.limit = max(b.limit/(size/mostBytes+1), 1)
	}
	b.pushed += len(rows)
	b.rows, b.bytes, b.keys, b.most = rows[:0], b.bytes[:0], b.keys[:0], min(4*b.most, b.limit)
	return b.pushed != b.fetch.Want
}

// document returns one of the documents that were read. Errors: as document.
func (b *fetchBatch) document(i int) (value.Raw, error) {
	if b.many == nil || !b.alone {
		return document(b.ctx, b.env, b.fetch.Coll, b.keys[i])
	}
	if b.values[i] == nil {
		return nil, danglingRow(b.fetch.Coll)
	}
	return b.values[i], nil
}
