package postings

import "encoding/binary"

// Posting tells of a word in a document.
type Posting struct {
	Row    uint64
	Length int     // words in all searched fields of the document
	Counts []Count // in the order of fields
}

// Count is how often a word stands in a searched field.
type Count struct{ Field, N int }

// blockSize is how many postings a block holds at most.
const blockSize = 128

// maxWords is more than any document has words: greater lengths and counts are damage.
const maxWords = 1<<31 - 1

// A block is its postings one after the other, numbers as unsigned varints. Most
// words stand once in one field, which takes two or three bytes:
//
//	row - row before (0 for the first) | (length × fields + field) × 2           once in that field
//	row - row before | length × 2 + 1 | number of counts | (field | n) …         otherwise
//
// appendBlock returns the stored form.
func appendBlock(b []byte, fields int, ps []Posting) []byte {
	before := ps[0].Row
	for i := range ps {
		p := &ps[i]
		b = binary.AppendUvarint(b, p.Row-before)
		before = p.Row
		if len(p.Counts) == 1 && p.Counts[0].N == 1 {
			b = binary.AppendUvarint(b, uint64(p.Length*fields+p.Counts[0].Field)*2)
			continue
		}
		b = binary.AppendUvarint(b, uint64(p.Length)*2+1)
		b = binary.AppendUvarint(b, uint64(len(p.Counts)))
		for _, c := range p.Counts {
			b = binary.AppendUvarint(b, uint64(c.Field))
			b = binary.AppendUvarint(b, uint64(c.N))
		}
	}
	return b
}

// block reads the stored form.
type block struct {
	b      []byte
	row    uint64
	fields int
	first  bool
	bad    bool
}

func newBlock(b []byte, first uint64, fields int) block {
	return block{b: b, row: first, fields: fields, first: true}
}

func (r *block) number() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		n := r.b[0]
		r.b = r.b[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// next reads a posting into p, whose counts are used again; ok is false at the
// end.
//
// Errors: CORRUPT.
func (r *block) next(p *Posting) (ok bool, err error) {
	if len(r.b) == 0 && !r.bad {
		return false, nil
	}
	delta := r.number()
	if delta == 0 != r.first {
		r.bad = true
	}
	r.first = false
	r.row += delta
	p.Row, p.Counts = r.row, p.Counts[:0]
	head := int(r.number())
	if head&1 == 0 {
		p.Length = head / 2 / r.fields
		p.Counts = append(p.Counts, Count{head / 2 % r.fields, 1})
	} else {
		p.Length = head / 2
		n := r.number()
		if n == 0 || n > uint64(r.fields) {
			r.bad = true
		}
		for last := -1; n > 0 && !r.bad; n-- {
			c := Count{Field: int(r.number()), N: int(r.number())}
			if c.Field <= last || c.Field >= r.fields || c.N <= 0 || c.N > maxWords {
				r.bad = true
			}
			last = c.Field
			p.Counts = append(p.Counts, c)
		}
	}
	if r.bad || head < 0 || p.Length > maxWords {
		return false, damaged("a block")
	}
	return true, nil
}

// decode returns the postings of a block.
//
// Errors: CORRUPT.
func decode(b []byte, first uint64, fields int) ([]Posting, error) {
	r := newBlock(b, first, fields)
	var out []Posting
	for {
		var p Posting
		ok, err := r.next(&p)
		if !ok {
			if err == nil && len(out) == 0 {
				err = damaged("an empty block")
			}
			return out, err
		}
		out = append(out, p)
	}
}
