package engine_test

import (
	"context"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage/memory"
)

// TestCountsInsideATransaction counts what a transaction has written so far, also in
// collections of the system, whose calls check nothing at their end.
func TestCountsInsideATransaction(t *testing.T) {
	ctx := context.Background()
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Execute(ctx, `schema { define collection c { n: Int } }`, nil); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, step := range []struct{ text, want string }{
		{`mutation { enqueueJob(jobType: "a", payload: {x: 1}) { status } }`, `{"enqueueJob":{"status":"pending"}}`},
		{`{ _jobs { totalCount } }`, `{"_jobs":{"totalCount":1}}`},
		{`mutation { insertMany(collection: "c", data: [{n: 1}, {n: 2}]) { n } }`, `{"insertMany":[{"n":1},{"n":2}]}`},
		{`{ c { totalCount } }`, `{"c":{"totalCount":2}}`},
		{`mutation { deleteFrom(collection: "c", where: {n: {eq: 1}}) { n } }`, `{"deleteFrom":[{"n":1}]}`},
		{`{ c { totalCount } }`, `{"c":{"totalCount":1}}`},
	} {
		if r, err := tx.Execute(ctx, step.text, nil); err != nil || string(r.Data()) != step.want {
			t.Errorf("%s: %s, %v", step.text, r.JSON(), err)
		}
	}
}
