package lsm

// Databases of a page are small, and what they wait for is the medium: no spaces are
// known here, which the download would pay for.

type spaces struct{}

func findSpaces([]mark) spaces { return spaces{} }

func (m *marks) within(mark) (lo, hi int) { return 0, len(m.pages) }

func (b *runBuilder) floor([]byte) {}

func (b *runBuilder) floorOf(first, last []byte) {}

func (r *run) outside(mark) bool { return false }
