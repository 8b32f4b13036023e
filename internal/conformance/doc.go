// Package conformance runs the language's conformance suite (testdata/conformance)
// in process. It is a port of run.mjs and judges every case exactly as that
// runner does; README.md beside the cases describes the format. The types to
// know are [Suite], [Engine] and [Runner]. It reads JSON with its own ordered,
// exact decoder on the standard library, so that a fault of the database's JSON
// cannot hide itself. A Runner is for one goroutine at a time.
package conformance
