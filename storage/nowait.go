package storage

import (
	"context"
	"errors"

	"github.com/auroradb/aurora/engine/dberr"
)

// ErrWouldWait is the cause of an error of a read under [NoWait] that has to wait
// for the medium. Nothing is wrong: the same read succeeds under an ordinary context.
var ErrWouldWait = errors.New("a read would wait for the medium")

// WouldWait is the error with that cause. Its code is one that is nobody's fault.
//
// Errors: UNAVAILABLE.
func WouldWait() error {
	return dberr.Wrap(dberr.Unavailable, "the data has to be read first", ErrWouldWait)
}

type noWait struct{ context.Context }

func (c noWait) Value(key any) any {
	if key == (noWait{}) {
		return true
	}
	return c.Context.Value(key)
}

// NoWait returns a context under which reads answer ErrWouldWait rather than wait
// for a medium that parks the goroutine (IndexedDB): for callers that no event of
// the host can reach before they return. On other media it changes nothing.
func NoWait(ctx context.Context) context.Context { return noWait{ctx} }

// ManyReader is a Snapshot that reads many keys for less than as many reads cost.
type ManyReader interface {
	// GetMany puts the value of each key into values, nil for one that is absent.
	// len(values) is len(keys). What has to wait for the medium waits in one go.
	//
	// Errors: as Get, but for NOT_FOUND.
	GetMany(ctx context.Context, keys, values [][]byte) error
	// Waits reports whether a read may have to wait for the medium.
	Waits() bool
}

// IsNoWait reports whether a context, or one that it is made of, is from NoWait.
func IsNoWait(ctx context.Context) bool { return ctx.Value(noWait{}) != nil }
