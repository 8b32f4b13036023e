package engine_test

import (
	"context"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
)

// TestUniqueFieldNamedLikeAnOperator asks for "not" and means the operator, on
// every way that a filter can be asked.
func TestUniqueFieldNamedLikeAnOperator(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection d { not: Int! @unique  eq: Int } }`)
	db.run(`mutation { insertMany(collection: "d", data: [{not: 1, eq: 5}, {not: 5, eq: 2}]) { id } }`)
	for range 2 { // the second time by what was kept of the first
		db.fails("TYPE_MISMATCH", `{ d(where: {not: {eq: 5}}) { not } }`)
		db.want(`{"d":[{"not":5}]}`, `{ d(where: {not: {eq: {eq: 5}}}) { not } }`)
	}
	for _, err := range db.Collection("d").Find(context.Background(), map[string]any{"not": map[string]any{"eq": 5}}) {
		if dberr.CodeOf(err) != dberr.TypeMismatch {
			t.Errorf("in Go: %v", err)
		}
	}
}
