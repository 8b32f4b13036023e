package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
)

// A listener that stops inside a commit and goes on from its position gets the
// whole commit.
func TestResumeInsideACommit(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(`schema { define collection goods { n: Int } }`)
	sub, err := db.Listen(ctx, "goods", nil)
	if err != nil {
		t.Fatal(err)
	}
	db.run(`mutation { insertInto(collection: "goods", data: {n: 0}) { n } }`)
	db.run(`mutation { insertMany(collection: "goods", data: [{n: 1}, {n: 2}, {n: 3}]) { n } }`)
	for range 3 { // the first commit and two of the second's three
		if _, err := sub.Next(ctx); err != nil {
			t.Fatal(err)
		}
	}
	after := sub.Seq()
	sub.Close()
	if sub, err = db.Listen(ctx, "goods", &engine.ListenOptions{After: &after}); err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	for want := 1; want <= 3; want++ {
		ev, err := sub.Next(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(ev.JSON); !strings.Contains(got, fmt.Sprintf(`"n":%d`, want)) {
			t.Errorf("%s, want document %d", got, want)
		}
	}
}
