//go:build js

package main

import "github.com/auroradb/aurora/engine"

// errorJSON is the response that says an error and nothing else.
func errorJSON(err error) []byte { return engine.ErrorResponse(err).JSON() }
