package engine_test

import (
	"context"
	"testing"

	"github.com/auroradb/aurora/engine"
)

// A call that changes nothing because of a commit on its way rests on that
// commit: its answer waits for the same acknowledgement.
func TestEmptyCommitWaitsForWhatItSaw(t *testing.T) {
	ctx := context.Background()
	db, store := openDelayed(t)
	const define = `schema { define collection if_new if not exists { n: Int } }`
	one := db.Start(ctx, engine.Request{Text: define})
	two := db.Start(ctx, engine.Request{Text: define})
	if one.Ready() || two.Ready() {
		t.Fatal("ready before the acknowledgement")
	}
	store.release()
	if got := string(two.Wait(ctx).JSON()); got != `{"data":{"schema":[{"operation":"defineCollection","collection":"if_new","status":"skipped"}]}}` {
		t.Error(got)
	}
	db.want(`{"if_new":[]}`, `{ if_new { n } }`)
	if err := one.Wait(ctx).Err(); err != nil {
		t.Error(err)
	}
}
