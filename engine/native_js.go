package engine

import (
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// fromOther has no reflection to fall back on in WebAssembly.
func fromOther(any) (value.Value, error) {
	return value.Value{}, dberr.New(dberr.TypeMismatch, "a value that no document can hold")
}
