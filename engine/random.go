//go:build !js

package engine

import (
	"crypto/rand"
	"io"

	"github.com/google/uuid"
)

// idBytes is an id before it is written as text.
type idBytes = uuid.UUID

// randomBits is where ids get their random bits unless the options say otherwise.
func randomBits() io.Reader { return rand.Reader }
