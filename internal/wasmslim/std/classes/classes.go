// Package classes unpacks tables of Unicode classes. In the WebAssembly builds it
// becomes a part of regexp/syntax, which needs them for patterns such as \p{Greek}
// only.
//
// A packed text is a sequence of records: the length of the name, the name, the
// length of the table, the table. A table is the number of its 16-bit ranges, of
// its 32-bit ranges, its LatinOffset, and for each range the distance from the end
// of the one before, twice the length (and one if there is a stride), the stride.
// Numbers are unsigned varints.
package classes

import "unicode"

// unpackClass returns the table of a name, nil if there is none.
func unpackClass(packed, name string) *unicode.RangeTable {
	p := unpacker{text: packed}
	for p.at < len(packed) {
		n := p.number()
		found := packed[p.at:p.at+n] == name
		p.at += n
		n = p.number()
		if found {
			return p.table()
		}
		p.at += n
	}
	return nil
}

type unpacker struct {
	text string
	at   int
}

func (p *unpacker) number() (n int) {
	for shift := 0; ; shift += 7 {
		c := p.text[p.at]
		p.at++
		n |= int(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
}

func (p *unpacker) table() *unicode.RangeTable {
	n16, n32 := p.number(), p.number()
	t := &unicode.RangeTable{LatinOffset: p.number()}
	last := 0
	for i := range n16 + n32 {
		lo := last + p.number()
		size, stride := p.number(), 1
		if size&1 != 0 {
			stride = p.number()
		}
		last = lo + size>>1
		if i < n16 {
			t.R16 = append(t.R16, unicode.Range16{Lo: uint16(lo), Hi: uint16(last), Stride: uint16(stride)})
		} else {
			t.R32 = append(t.R32, unicode.Range32{Lo: uint32(lo), Hi: uint32(last), Stride: uint32(stride)})
		}
	}
	return t
}
