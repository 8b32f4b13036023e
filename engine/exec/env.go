package exec

import (
	"context"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Limits bound what one request may answer. Zero means no limit.
type Limits struct {
	Rows     int       // rows answered by one root field
	Bytes    int       // bytes of the answer
	Deadline time.Time // by the clock of the environment
}

// Env is everything that a running request sees. It belongs to one request and
// is not safe for concurrent use.
type Env struct {
	Reader  txn.Reader // a snapshot, or a transaction that sees its own writes
	Catalog *catalog.Catalog
	Vars    *bind.Vars                           // never nil
	Doc     *ast.Document                        // fragments; may be nil
	Chain   func(ref string) (value.Value, bool) // resolves "$alias.path"; nil outside mutations
	Now     func() time.Time                     // never nil
	Limits  Limits
	Report  Reporter // what stands beside the data; may be nil
	Hints   *index.Hints
	Batches *Batches // may be nil
	Memo    *Memo    // what was compiled for Doc before; may be nil
	Trace   *Trace   // collects plans for @explain; may be nil
	Room    *Writer  // room for the first Writer; may be nil

	Functions *expr.Library // of expressions; nil is the built-in ones

	// Observe is told of fields by which a query looked at so many documents
	// one by one; may be nil.
	Observe func(coll *catalog.Collection, fields []string, rows int)
}

// Reporter takes what an answer says beside its data.
type Reporter interface {
	Warn(*dberr.Error)    // an error that left the rest of the answer as it is
	Deferred(path string) // a field with @defer
}

// Row is a document on its way through the operators. An operator may reuse
// the Row that it hands on; the bytes that it points to stay valid.
type Row struct {
	Num uint64    // row number: the order of insertion
	Doc value.Raw // nil before Fetch
	Key []byte    // sort key, set by Sort, TopK and Bounds only

	Score float64 // of Search, or the distance of Near
}

// Op is an operator. Run pushes rows into emit until there are no more or emit
// returns false. Describe tells what the operator does, for explain.
type Op interface {
	Run(ctx context.Context, env *Env, emit func(*Row) bool) error
	Describe() Description
}

// tick is how many rows pass between two looks at the clock and the context.
const tick = 256

// check returns an error once the request was canceled or took too long.
func (e *Env) check(ctx context.Context) error {
	if err := storage.ContextError(ctx); err != nil {
		return err
	}
	if !e.Limits.Deadline.IsZero() && e.Now().After(e.Limits.Deadline) {
		return dberr.New(dberr.Timeout, "the request took too long")
	}
	return nil
}
