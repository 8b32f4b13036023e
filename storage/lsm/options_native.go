//go:build !js

package lsm

const (
	defaultMemtableBytes = 8 << 20
	defaultCacheBytes    = 64 << 20
	defaultSlice         = 0
	stageBytes           = 4 << 20 // how much a job gives to a Stager at once: a file of its own
)
