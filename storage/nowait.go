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

// Prefetcher is a Snapshot of a store whose reads may have to wait: it reads what
// many keys need in one go.
type Prefetcher interface {
	// Prefetch reads what Get needs for some keys, as far as it is not in memory. ok
	// is false if reads of this store never wait: there is nothing to gain.
	//
	// Errors: as Get.
	Prefetch(ctx context.Context, keys [][]byte) (ok bool, err error)
}

// IsNoWait reports whether a context, or one that it is made of, is from NoWait.
func IsNoWait(ctx context.Context) bool { return ctx.Value(noWait{}) != nil }
