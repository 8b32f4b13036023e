//go:build !js

package lsm

const (
	defaultMemtableBytes = 8 << 20
	defaultCacheBytes    = 64 << 20
	defaultSlice         = 0
)
