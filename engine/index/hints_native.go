//go:build !js

package index

const (
	hintSets     = 1 << 14
	mostHintSets = 1 << 17
)
