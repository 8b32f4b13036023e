package classes

import (
	"encoding/binary"
	"maps"
	"slices"
	"unicode"
)

// Kinds are the maps of package unicode that a pattern can name, by their names
// there.
func Kinds() map[string]map[string]*unicode.RangeTable {
	return map[string]map[string]*unicode.RangeTable{
		"Categories": unicode.Categories, "FoldCategory": unicode.FoldCategory,
		"Scripts": unicode.Scripts, "FoldScript": unicode.FoldScript,
	}
}

// Pack packs the tables of all kinds but those that skip names; the name of a
// record is the kind and the name in it, with a dot between them.
func Pack(skip func(kind, name string) bool) []byte {
	var out []byte
	all := Kinds()
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		for _, name := range slices.Sorted(maps.Keys(all[kind])) {
			if skip(kind, name) {
				continue
			}
			full, table := kind+"."+name, pack(all[kind][name])
			out = append(binary.AppendUvarint(out, uint64(len(full))), full...)
			out = append(binary.AppendUvarint(out, uint64(len(table))), table...)
		}
	}
	return out
}

func pack(t *unicode.RangeTable) []byte {
	var out []byte
	put := func(n uint32) { out = binary.AppendUvarint(out, uint64(n)) }
	put(uint32(len(t.R16)))
	put(uint32(len(t.R32)))
	put(uint32(t.LatinOffset))
	last := uint32(0)
	span := func(lo, hi, stride uint32) {
		put(lo - last)
		if last = hi; stride == 1 {
			put((hi - lo) << 1)
		} else {
			put((hi-lo)<<1 | 1)
			put(stride)
		}
	}
	for _, r := range t.R16 {
		span(uint32(r.Lo), uint32(r.Hi), uint32(r.Stride))
	}
	for _, r := range t.R32 {
		span(r.Lo, r.Hi, r.Stride)
	}
	return out
}
