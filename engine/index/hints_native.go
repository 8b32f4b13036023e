//go:build !js

package index

const hintSets = 1 << 14
