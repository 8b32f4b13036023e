package index

const (
	hintSets     = 1 << 10
	mostHintSets = hintSets
)
