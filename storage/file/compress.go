//go:build unix

package file

import (
	"github.com/klauspost/compress/s2"
)

// A page of the core begins with "AURP". One that became smaller by an eighth or
// more lies in its file as "AURZ" and an S2 block of it; the checksum inside the
// page tells of damage to either.
const packedMagic = "AURZ"

// maxPage is the longest page that a packed one is believed to hold: a page has
// at least one entry, whose value has its own limit.
const maxPage = 64 << 20

// pack returns the page as it is stored.
func pack(page []byte) []byte {
	b := make([]byte, len(packedMagic)+s2.MaxEncodedLen(len(page)))
	n := copy(b, packedMagic)
	n += len(s2.Encode(b[n:], page))
	if n > len(page)-len(page)/8 {
		return page
	}
	return b[:n:n]
}

// unpack returns the page that was stored, in dst if that has the room. It keeps nothing
// of b. Errors: CORRUPT.
func unpack(dst, b []byte) ([]byte, error) {
	if len(b) < len(packedMagic) || string(b[:len(packedMagic)]) != packedMagic {
		return append(dst[:0], b...), nil
	}
	b = b[len(packedMagic):]
	n, err := s2.DecodedLen(b)
	if err != nil || n > maxPage {
		return nil, corrupt("a packed page has an impossible length")
	}
	if cap(dst) < n {
		dst = make([]byte, n)
	}
	page, err := s2.Decode(dst[:n], b)
	if err != nil {
		return nil, corrupt("a packed page cannot be unpacked")
	}
	return page, nil
}
