package lsm

import "time"

// Options tune a Store. The zero value and nil are the defaults of the platform.
type Options struct {
	// MemtableBytes is the size at which the newest entries are written to
	// pages: 8 MiB, in wasm 2 MiB.
	MemtableBytes int64
	// PageBytes is the target size of a page; the medium's own by default.
	PageBytes int
	// CacheBytes is the budget for loaded pages: 64 MiB, in wasm 16 MiB.
	CacheBytes int64
	// SyncInterval is how long a relaxed commit may wait for a background sync
	// on a medium that has one, and a commit of mode none for being written:
	// 100 ms.
	SyncInterval time.Duration
	// SyncBytes is how much may wait for it: 1 MiB.
	SyncBytes int64
	// Slice is how long background work may hold a single thread: 4 ms in wasm,
	// without limit natively.
	Slice time.Duration
	// Quiet is how long nobody must have written before runs are merged that are let
	// stand otherwise, natively; never if it is 0.
	Quiet time.Duration
}

// maxGroupBytes bounds what one append of a group writes, beyond its first
// commit.
const maxGroupBytes = 4 << 20

// withDefaults returns a copy with every field set.
func (o *Options) withDefaults(info Info) Options {
	var opt Options
	if o != nil {
		opt = *o
	}
	setDefault(&opt.MemtableBytes, defaultMemtableBytes)
	setDefault(&opt.PageBytes, info.PageBytes)
	setDefault(&opt.PageBytes, 16<<10)
	setDefault(&opt.CacheBytes, defaultCacheBytes)
	setDefault(&opt.SyncInterval, 100*time.Millisecond)
	setDefault(&opt.SyncBytes, 1<<20)
	setDefault(&opt.Slice, defaultSlice)
	return opt
}

func setDefault[T int | int64 | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
