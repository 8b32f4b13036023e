package lsm

import "github.com/auroradb/aurora/storage"

// sieve tells which sources certainly hold nothing of a range.
type sieve struct {
	r       *storage.Range
	entries bool   // the range is OfEntries, which filters know
	hash    uint64 // of the values, if so
}

func newSieve(r *storage.Range) sieve {
	v := sieve{r: r, entries: r.OfEntries()}
	if v.entries {
		v.hash = hashWhole(r.Start)
	}
	return v
}

// stopsMem reports that a memtable holds nothing.
func (v *sieve) stopsMem(m *memtable) bool { return v.entries && !m.filter.mayHold(v.hash) }

// stops reports that a run holds nothing.
func (v *sieve) stops(r *run) bool { return !r.meets(*v.r) || v.entries && r.lacks(v.r, v.hash) }
