// Package storage is the seam between the engine and whatever keeps its bytes.
// The types to know are [Store] and [Snapshot]. Everything the database keeps
// is an ordered key; one [Batch] carries all effects of a commit. Package
// storagetest holds the suite that every adapter passes.
package storage

import (
	"context"
	"iter"
)

// Store keeps ordered keys. It is safe for concurrent use.
//
// Errors carry dberr codes: CLOSED after Close, READ_ONLY after a failed sync,
// CORRUPT, QUOTA_EXCEEDED, UNAVAILABLE (with an unknown outcome), CANCELED.
type Store interface {
	// Snapshot returns a consistent view of every acknowledged batch. It is
	// cheap and must be closed.
	Snapshot(ctx context.Context) (Snapshot, error)
	// Apply applies a batch, all or nothing; calls are applied in call order.
	// It validates, orders and enqueues without waiting for the medium; the
	// batch becomes durable and visible to Snapshot when the Ack says so. The
	// store takes over the batch and its bytes: nobody may change them later.
	Apply(ctx context.Context, b *Batch) (Ack, error)
	// Close waits for what was applied, makes it durable and releases
	// everything. It is idempotent; later calls answer CLOSED.
	Close() error
}

// Snapshot is a consistent view. It is safe for concurrent use.
type Snapshot interface {
	// Get returns the value of a key; NOT_FOUND if it is absent. The caller
	// must not change the bytes; they stay valid after Close.
	Get(ctx context.Context, key []byte) ([]byte, error)
	// Scan walks a range in key order. An error is the last pair. The bytes of
	// a pair stay valid, but for the keys of a transient range, and must not be
	// changed.
	Scan(ctx context.Context, r Range) iter.Seq2[KV, error]
	// Close releases the view. It is idempotent.
	Close()
}

// Ack tells when a batch is safe.
type Ack interface {
	// Wait returns nil once the batch is durable in its mode. Any number of
	// goroutines may wait. A failed batch answers the same error to all of them.
	Wait(ctx context.Context) error
	// Done reports, without waiting, whether Wait would return at once.
	Done() bool
}

// Pipeliner is a store whose batches become visible only when they are durable.
// Latest is what the next batch will be built upon: acknowledged batches and
// those that are still on their way. If one of them fails, so does every batch
// that was applied after it.
type Pipeliner interface {
	Latest(ctx context.Context) (Snapshot, error)
}

// Latest returns the view that a writer builds its next batch upon. Errors:
// those of Snapshot.
func Latest(ctx context.Context, s Store) (Snapshot, error) {
	if p, ok := s.(Pipeliner); ok {
		return p.Latest(ctx)
	}
	return s.Snapshot(ctx)
}

// Firster is a view that finds the first pair of a range for less than a scan
// costs.
type Firster interface {
	// First returns the first pair of a range, which is not reversed; found is
	// false if it is empty. Errors: as Scan.
	First(ctx context.Context, r Range) (kv KV, found bool, err error)
}

// Scanner is what First needs of a view.
type Scanner interface {
	Scan(ctx context.Context, r Range) iter.Seq2[KV, error]
}

// First returns the first pair of a range. Errors: as Scan. Cost: one seek.
func First(ctx context.Context, s Scanner, r Range) (KV, bool, error) {
	if f, ok := s.(Firster); ok && !r.Reverse {
		return f.First(ctx, r)
	}
	return firstOf(s.Scan(ctx, r))
}

func firstOf(pairs iter.Seq2[KV, error]) (KV, bool, error) {
	for kv, err := range pairs {
		return kv, err == nil, err
	}
	return KV{}, false, nil
}

// Flusher is a store that can be told to make everything durable now,
// whatever the mode of the batches was.
type Flusher interface {
	Flush(ctx context.Context) error
}

// Statser is a store that can tell its sizes.
type Statser interface {
	Stats() Stats
}

// Stats are a store's figures. Counters start at opening.
type Stats struct {
	Kind       string // "memory", "file", "indexeddb", "durableobject"
	Keys       int64  // keys held, an estimate where runs overlap; -1 if unknown
	LogBytes   int64  // log not yet flushed to pages
	PageBytes  int64  // immutable pages on the medium
	Pages      int64
	Runs       int64
	MemBytes   int64 // resident bytes: memtable and loaded pages
	Cache      CacheStats
	Commits    int64 // batches applied
	LogWrites  int64 // appends to the log; fewer than commits under group commit
	Flushes    int64
	LastSeq    uint64 // sequence of the newest batch
	DurableSeq uint64 // sequence of the newest acknowledged batch
}

// CacheStats are the figures of a page cache. A store that keeps every page in
// memory has a capacity of 0 and counts nothing.
type CacheStats struct {
	Hits      int64
	Misses    int64
	Evictions int64
	Entries   int64 // pages held
	Bytes     int64 // bytes held, at most Capacity
	Capacity  int64
}

// HitRate is the share of look-ups that found their page, 0 before the first.
func (s CacheStats) HitRate() float64 {
	if s.Hits+s.Misses == 0 {
		return 0
	}
	return float64(s.Hits) / float64(s.Hits+s.Misses)
}

// Cacher is a store with a page cache.
type Cacher interface {
	// ClearCache lets all pages go that the cache holds.
	ClearCache()
	// IsHot reports whether a Get of the key would read nothing from the medium.
	IsHot(ctx context.Context, key []byte) (bool, error)
}

// KV is a key with its value.
type KV struct {
	Key   []byte
	Value []byte
}

// Range selects keys: Start <= key < End. A nil Start begins at the first key,
// a nil End ends after the last.
type Range struct {
	Start   []byte
	End     []byte
	Reverse bool // from the end to the start

	// Exact says that nothing is wanted but the entries of an index that have the
	// values of Start (see Entries).
	Exact bool

	// Transient allows the key of a pair to change once the next one is asked for: a
	// scan that looks at keys only in passing keeps none of them in memory. Values
	// stay valid.
	Transient bool
}

// Prefix is the range of the keys that begin with p. An empty prefix is every key.
func Prefix(p []byte) Range {
	return Range{Start: p, End: PrefixEnd(p)}
}

// PrefixEnd returns the first key after all keys that begin with p, nil if
// there is none.
func PrefixEnd(p []byte) []byte {
	for i := len(p) - 1; i >= 0; i-- {
		if p[i] != 0xff {
			end := append([]byte(nil), p[:i+1]...)
			end[i]++
			return end
		}
	}
	return nil
}
