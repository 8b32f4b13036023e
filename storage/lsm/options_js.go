package lsm

import "time"

const (
	defaultMemtableBytes = 2 << 20
	defaultCacheBytes    = 16 << 20
	defaultSlice         = 4 * time.Millisecond
)
