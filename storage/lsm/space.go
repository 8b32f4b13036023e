//go:build !js

package lsm

// A space is the keys that have their first spaceBytes bytes in common: the engine keeps
// the documents of a collection so, in the order in which they came, and the entries of
// its indexes. Most look-ups are for documents; where those of a run begin tells at once
// that it is none of the newer ones that holds an old document.
const spaceBytes = 5

// maxSpaces is how many are looked through one after the other.
const maxSpaces = 32

// head returns the bytes of a mark's space.
func (m mark) head() uint64 { return m.high >> (64 - 8*spaceBytes) }

// spaces is where the pages of each space of a run begin; nil if there are too many.
type spaces []space

type space struct {
	head uint64
	from int // the first page that begins with the head
}

func findSpaces(pages []mark) spaces {
	var found spaces
	for i, at := range pages {
		if i > 0 && at.head() == pages[i-1].head() {
			continue
		}
		if len(found) == maxSpaces {
			return nil
		}
		found = append(found, space{head: at.head(), from: i})
	}
	return found
}

// within returns the part of the pages that has to be searched for a mark: those
// before it begin with less or the same, those behind it with more.
func (m *marks) within(want mark) (lo, hi int) {
	head := want.head()
	for i := range m.spaces {
		s := &m.spaces[i]
		if s.head > head {
			return lo, s.from
		}
		lo = s.from
		if s.head == head && m.pages[lo].above(want) {
			return lo, lo
		}
	}
	return lo, len(m.pages)
}

// floor notes the first key of a space, behind which its others will come.
func (b *runBuilder) floor(key []byte) { b.run.addFloor(markOf(key)) }

// floorOf is floor for all keys of a page that nobody looks into.
func (b *runBuilder) floorOf(first, last []byte) {
	b.floor(first)
	b.run.addFloor(mark{high: markOf(last).head() << (64 - 8*spaceBytes)}) // somewhere in the page
}

func (r *run) addFloor(m mark) {
	if n := len(r.floors); n == 0 || n < 2*maxSpaces && r.floor(n-2).head() != m.head() {
		r.floors = append(r.floors, m.high, m.low)
	}
}

func (r *run) floor(i int) mark { return mark{high: r.floors[i], low: r.floors[i+1]} }

// outside reports whether a key certainly lies before all keys of its space.
func (r *run) outside(want mark) bool {
	head := want.head()
	for i := 0; i+1 < len(r.floors); i += 2 {
		if f := r.floor(i); f.head() == head {
			return f.above(want)
		}
	}
	return false
}
