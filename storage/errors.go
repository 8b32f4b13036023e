package storage

import (
	"context"
	"errors"

	"github.com/auroradb/aurora/engine/dberr"
)

// ErrNotFound is the answer of Get for an absent key. It carries NOT_FOUND; one
// value for all, because absence is ordinary and must cost nothing.
var ErrNotFound error = dberr.New(dberr.NotFound, "no such key")

// ContextError returns nil while ctx is alive, then TIMEOUT or CANCELED with
// the context's cause.
func ContextError(ctx context.Context) error {
	err := ctx.Err()
	if err == nil {
		return nil
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return dberr.Wrap(dberr.Timeout, "storage", context.Cause(ctx))
	}
	return dberr.Wrap(dberr.Canceled, "storage", context.Cause(ctx))
}
