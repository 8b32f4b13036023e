//go:build unix

package file

import (
	"slices"
	"testing"
)

// TestEnvelopeDamage inverts every bit of a MANIFEST and cuts it at every place:
// none of that is read as one.
func TestEnvelopeDamage(t *testing.T) {
	e := envelope{log: 7, next: 12, files: []listedFile{{number: 3, dead: []uint64{5, 9}}, {number: 11}}, core: []byte("the manifest of the core")}
	whole := e.encode()
	if got, err := readEnvelope(whole); err != nil || got.log != 7 || got.next != 12 || len(got.files) != 2 || string(got.core) != string(e.core) {
		t.Fatalf("%+v %v", got, err)
	}
	for bit := range len(whole) * 8 {
		b := slices.Clone(whole)
		b[bit/8] ^= 1 << (bit % 8)
		if _, err := readEnvelope(b); err == nil {
			t.Errorf("bit %d inverted: read all the same", bit)
		}
	}
	for end := range whole {
		if _, err := readEnvelope(whole[:end]); err == nil {
			t.Errorf("cut to %d bytes: read all the same", end)
		}
	}
}
