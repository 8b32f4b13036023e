//go:build js

package main

import (
	"errors"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// errorJSON is the response that says an error and nothing else.
func errorJSON(err error) []byte {
	b := []byte(`{"errors":[{"message":`)
	b = value.AppendJSONString(b, err.Error())
	b = append(b, `,"extensions":{"code":`...)
	b = value.AppendJSONString(b, string(dberr.CodeOf(err)))
	var e *dberr.Error
	if errors.As(err, &e) && e.Outcome != "" {
		b = append(b, `,"outcome":`...)
		b = value.AppendJSONString(b, e.Outcome)
	}
	return append(b, `}}]}`...)
}
