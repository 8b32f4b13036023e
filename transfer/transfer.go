// Package transfer carries the documents of a collection in and out as JSON
// Lines, JSON or CSV, one row at a time: memory does not grow with the file. The
// functions to know are [Import] and [Export].
package transfer

import (
	"github.com/auroradb/aurora/engine/dberr"
)

// Format is how rows are written.
type Format string

// The formats. JSONL has a document on each line and is exact: what was exported
// and imported is exported again byte for byte. JSON is one array of documents.
// CSV has a header of field names; nested values are JSON in a cell.
const (
	JSONL Format = "jsonl"
	JSON  Format = "json"
	CSV   Format = "csv"
)

// Progress is how far a transfer is.
type Progress struct {
	Rows  int   // read or written
	Bytes int64 // read or written
}

// progressRows is how many rows lie between two calls of a progress function.
const progressRows = 1000

func (f Format) check() error {
	switch f {
	case JSONL, JSON, CSV:
		return nil
	}
	return dberr.New(dberr.InvalidArgument, "unknown format \""+string(f)+"\": jsonl, json or csv")
}

// guarded reports whether a spreadsheet would take a text for a formula, however
// many apostrophes stand before it.
func guarded(s string) bool {
	for len(s) > 0 && s[0] == '\'' {
		s = s[1:]
	}
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return true
	}
	return false
}
