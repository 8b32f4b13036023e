package engine

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
)

// idBytes is an id before it is written as text.
type idBytes = [16]byte

// randomBits is the runtime's generator, ChaCha8 with a seed of the host's
// crypto.getRandomValues: crypto/rand and uuid would be 50 KB of the download.
func randomBits() io.Reader { return runtimeBits{} }

type runtimeBits struct{}

// Read implements io.Reader; it never fails.
func (runtimeBits) Read(p []byte) (int, error) {
	var b [8]byte
	for n := 0; n < len(p); {
		binary.LittleEndian.PutUint64(b[:], rand.Uint64())
		n += copy(p[n:], b[:])
	}
	return len(p), nil
}
