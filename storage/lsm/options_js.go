package lsm

import "time"

const (
	defaultMemtableBytes = 2 << 20
	defaultCacheBytes    = 16 << 20
	defaultSlice         = 4 * time.Millisecond
	stageBytes           = 512 << 10 // how much a job gives to a Stager at once: commits wait for as much
)
