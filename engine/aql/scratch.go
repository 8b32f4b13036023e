package aql

import "sync/atomic"

// scratch is memory that a parse needs and its tree does not; the next parse takes it
// over.
type scratch struct {
	toks     []token
	shadow   shadow
	brackets [16]frame
	leaves   []leaf
	sizes    []int // selections of each set
}

// largestScratch is how many tokens the memory of a parse may be for to be kept.
const largestScratch = 4096

// spare is the memory of the parse that ended last, nil while another one uses it. A
// pool of the library would serve more at once, and weighs 2 KB in the browser.
var spare atomic.Pointer[scratch]

func takeScratch() *scratch {
	if s := spare.Swap(nil); s != nil {
		return s
	}
	return new(scratch)
}

// release gives the memory of a parse back. Nobody may look at its tokens any more.
func (p *parser) release() {
	if s := p.scratch; s != nil && cap(s.toks) <= largestScratch {
		p.scratch, p.toks = nil, nil
		spare.Store(s)
	}
}
