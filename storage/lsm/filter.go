package lsm

import (
	"encoding/binary"
	"math/bits"

	"github.com/auroradb/aurora/storage"
)

// A filter answers "is this key certainly not in the page?": a Bloom filter of
// 8 bits a key and 5 probes, wrong for about 2 % of the absent keys. Every data
// page has its own, kept in the index beside the page's first key, so that a
// page that is moved to another run takes it along.
const (
	filterBitsPerKey = 8
	filterProbes     = 5
)

// buildFilter returns the filter of the keys with these hashes.
func buildFilter(hashes []uint64) []byte {
	f := make([]byte, (len(hashes)*filterBitsPerKey+7)/8)
	n := uint64(len(f)) * 8
	for _, h := range hashes {
		step := h>>17 | h<<47
		for range filterProbes {
			bit := h % n
			f[bit/8] |= 1 << (bit % 8)
			h += step
		}
	}
	return f
}

// mayHold reports whether the filter admits a hash. An empty filter admits all.
func mayHold(f []byte, h uint64) bool {
	n := uint64(len(f)) * 8
	if n == 0 {
		return true
	}
	step := h>>17 | h<<47
	for range filterProbes {
		bit := h % n
		if f[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
		h += step
	}
	return true
}

// hashKey is the hash that filters are built with; it is part of the format. Entries of
// an index have that of their values: nobody looks for one by its row.
func hashKey(key []byte) uint64 { return hashWhole(storage.WithoutRow(key)) }

func hashWhole(key []byte) uint64 {
	const m1, m2 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := uint64(len(key)) ^ m1
	for len(key) >= 8 {
		hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(key), m2)
		h, key = hi^lo, key[8:]
	}
	var tail uint64
	for i, c := range key {
		tail |= uint64(c) << (8 * i)
	}
	hi, lo := bits.Mul64(h^tail^uint64(len(key)), m1)
	return hi ^ lo
}
