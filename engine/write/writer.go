// Package write changes documents inside a transaction: ids, schema checks,
// indexes, uniqueness, relations, counters and the list of changes that becomes
// the commit's record. The types to know are [Writer] and [Env]. Every way of
// writing goes through a Writer, so every rule holds on every way. It knows no
// query language.
//
// A statement calls Insert, Update and Delete any number of times and then
// [Writer.Check]: uniqueness and references are judged when the statement is
// complete, so that rows may swap values and refer to each other. A Writer is
// not safe for concurrent use.
package write

import (
	"context"
	"slices"
	"time"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
)

// Env is what a database lends to its writers.
type Env struct {
	Now           func() time.Time
	NewID         func() string
	NextRow       func(coll uint32, stored uint64) uint64 // a row number that was never given; at least stored
	Checker       func(*catalog.Collection) (*schema.Checker, error)
	DocumentBytes int // encoded size of one document
	DocumentDepth int
	Hints         *index.Hints
	Words         postings.Known // of the full-text indexes; changed by Seal only
}

// Row is a document with its row number.
type Row struct {
	Num uint64
	Doc value.Raw
}

// Writer is the writing side of a transaction.
type Writer struct {
	Tx      *txn.Tx
	Catalog *catalog.Catalog // with the definitions that this transaction made
	Changes []feed.Change
	// Progress is told how many documents a change of a definition has carried
	// over; nil tells nobody.
	Progress func(done, total int)

	env    *Env
	counts counts
	checks checks
	texts  []textChange
	work   []func(context.Context) error // what referential actions have still to do
	busy   bool
	fields []value.Field // room for the members of the document that is inserted

	entries index.Room
}

// counter is what a transaction does to a collection's counters.
type counter struct {
	coll      uint32
	now       catalog.Count // as the transaction sees them
	documents int64         // more of them than before
}

// counts are the counters that a transaction changes: of few collections.
type counts []counter

// of returns the counter of a collection, nil if it is not there.
func (c counts) of(coll uint32) *counter {
	for i := range c {
		if c[i].coll == coll {
			return &c[i]
		}
	}
	return nil
}

// New returns a writer over a transaction.
func New(tx *txn.Tx, cat *catalog.Catalog, env *Env) *Writer {
	w := &Writer{}
	w.Begin(tx, cat, env)
	return w
}

// Begin makes a writer of the zero value, as New does.
func (w *Writer) Begin(tx *txn.Tx, cat *catalog.Catalog, env *Env) {
	w.Tx, w.Catalog, w.env = tx, cat, env
}

// Savepoint is a state that a writer can return to.
type Savepoint struct {
	tx      txn.Savepoint
	catalog *catalog.Catalog
	changes int
	texts   int
	counts  counts
}

// Savepoint marks the state between two statements.
func (w *Writer) Savepoint() Savepoint {
	return Savepoint{tx: w.Tx.Savepoint(), catalog: w.Catalog, changes: len(w.Changes), texts: len(w.texts), counts: slices.Clone(w.counts)}
}

// Rollback returns to a savepoint.
func (w *Writer) Rollback(s Savepoint) {
	w.Tx.Rollback(s.tx)
	w.Catalog, w.Changes, w.counts, w.texts = s.catalog, w.Changes[:s.changes], slices.Clone(s.counts), w.texts[:s.texts]
	w.checks, w.work, w.busy = checks{}, nil, false
}

// count changes the counters of a collection.
func (w *Writer) count(ctx context.Context, coll uint32, n int64, row uint64) error {
	c, err := w.counter(ctx, coll)
	if err != nil {
		return err
	}
	c.documents += n
	c.now.Documents = uint64(int64(c.now.Documents) + n)
	c.now.NextRow = max(c.now.NextRow, row+1)
	w.Tx.PutShared(catalog.CountKey(coll), c.now.Encode())
	return nil
}

// counter returns the counters of a collection as the transaction sees them, valid until
// the next call.
func (w *Writer) counter(ctx context.Context, coll uint32) (*counter, error) {
	if known := w.counts.of(coll); known != nil {
		return known, nil
	}
	c := counter{coll: coll}
	b, err := w.Tx.Peek(ctx, catalog.CountKey(coll))
	if err == nil {
		c.now, err = catalog.DecodeCount(b)
	}
	if err != nil && dberr.CodeOf(err) != dberr.NotFound {
		return nil, err
	}
	w.counts = append(w.counts, c)
	return &w.counts[len(w.counts)-1], nil
}

// Seal takes the counters anew from the newest state, upon which the commit is
// built, and carries the changed texts into its full-text indexes. It is called
// once, under the lock that orders commits.
//
// Errors: those of the view.
func (w *Writer) Seal(ctx context.Context, latest txn.Reader) error {
	for i := range w.counts {
		c := &w.counts[i]
		if latest == w.Tx.Base() {
			break // they are those of the transaction
		}
		n, err := catalog.ReadCount(ctx, latest, c.coll)
		if err != nil {
			return err
		}
		n.Documents = uint64(int64(n.Documents) + c.documents)
		n.NextRow = max(n.NextRow, c.now.NextRow)
		w.Tx.PutShared(catalog.CountKey(c.coll), n.Encode())
	}
	return w.sealTexts(ctx, latest)
}

// later queues an action and runs the queue unless it is running already: the
// chain of referential actions is a loop, not a recursion.
func (w *Writer) later(ctx context.Context, do func(context.Context) error) error {
	w.work = append(w.work, do)
	if w.busy {
		return nil
	}
	w.busy = true
	defer func() { w.busy = false }()
	for len(w.work) > 0 {
		next := w.work[0]
		w.work = w.work[1:]
		if err := next(ctx); err != nil {
			w.work = nil
			return err
		}
	}
	return nil
}
