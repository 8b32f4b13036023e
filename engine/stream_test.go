package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

func stream(t testing.TB, db *fixture, text string) *engine.Subscription {
	t.Helper()
	sub, err := db.Stream(context.Background(), engine.Request{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sub.Close)
	return sub
}

// events reads what is there now, without the sequences.
func events(t testing.TB, sub *engine.Subscription) []string {
	t.Helper()
	var out []string
	for {
		ev, ok, err := sub.TryNext()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return out
		}
		_, rest, _ := strings.Cut(string(ev.JSON), ",")
		out = append(out, rest)
	}
}

func same(t testing.TB, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestStreamTransitions(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { n: Int  s: String } }`)
	sub := stream(t, db, `subscription { c(where: {n: {gt: 5}}) { n } }`)
	db.run(`mutation { insertMany(collection: "c", data: [{id: "a", n: 9}, {id: "b", n: 1}]) { id } }`)
	db.run(`mutation { update(collection: "c", all: true, set: {n: {increment: 1}, s: "x"}) { id } }`)
	db.run(`mutation { a: update(collection: "c", id: "a", set: {n: 0}) { id } b: update(collection: "c", id: "b", set: {n: 6}) { id } }`)
	db.run(`mutation { deleteFrom(collection: "c", all: true) { id } }`)
	same(t, events(t, sub),
		`"collection":"c","type":"insert","id":"a","document":{"n":9},"old":null,"changed":[]}`,
		`"collection":"c","type":"update","id":"a","document":{"n":10},"old":{"n":9},"changed":["n","s"]}`,
		`"collection":"c","type":"update","id":"a","document":null,"old":{"n":10},"changed":["n"]}`,
		`"collection":"c","type":"update","id":"b","document":{"n":6},"old":{"n":2},"changed":["n"]}`,
		`"collection":"c","type":"delete","id":"b","document":null,"old":{"n":6},"changed":[]}`,
	)
}

func TestListen(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	db := open(t, nil)
	db.run(`schema { define collection c { n: Int } define collection d { n: Int } }`)
	all, err := db.Listen(ctx, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	one, err := db.Listen(context.Background(), "d", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	if _, err := db.Listen(ctx, "nix", nil); dberr.CodeOf(err) != dberr.CollectionNotFound {
		t.Error(err)
	}
	db.run(`mutation { a: insertInto(collection: "c", data: {id: "1", n: 1}) b: insertInto(collection: "d", data: {id: "2"}) enqueueJob(jobType: "j") { id } }`)
	c := `"collection":"c","type":"insert","id":"1","document":{"id":"1","n":1},"old":null,"changed":[]}`
	d := `"collection":"d","type":"insert","id":"2","document":{"id":"2"},"old":null,"changed":[]}`
	same(t, events(t, all), c, d)
	same(t, events(t, one), d)
	gone := errors.New("gone")
	cancel(gone)
	for _, err := range all.Events() {
		if !errors.Is(err, gone) {
			t.Errorf("end: %v", err)
		}
	}
	one.Close()
	for range one.Events() {
		t.Error("an event after Close")
	}
	if n := db.Stats().Subscriptions; n != 0 {
		t.Errorf("%d subscriptions are open", n)
	}
}

func TestStreamResume(t *testing.T) {
	db := open(t, &engine.Options{LogRecords: 20})
	db.run(`schema { define collection c { n: Int } }`)
	for i := range 10 {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "c", data: {n: %d}) }`, i))
	}
	db.reopen(&engine.Options{LogRecords: 20})
	after := uint64(5) // the definition is commit 1
	sub, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &after})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	db.run(`mutation { insertInto(collection: "c", data: {n: 10}) }`)
	for i := uint64(6); i <= 12; i++ {
		ev, err := sub.Next(context.Background())
		if err != nil || ev.Seq != i || !strings.Contains(string(ev.JSON), fmt.Sprintf(`"n":%d}`, i-2)) {
			t.Fatalf("event %d: %s %v", i, ev.JSON, err)
		}
		if sub.Seq() != i {
			t.Errorf("position %d, want %d", sub.Seq(), i)
		}
	}
	for i := range 30 {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "c", data: {n: %d}) }`, i))
	}
	if _, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &after}); dberr.CodeOf(err) != dberr.ResumeExpired {
		t.Errorf("an old position: %v", err)
	}
	after = 1000
	if _, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &after}); dberr.CodeOf(err) != dberr.ResumeExpired {
		t.Errorf("a position of the future: %v", err)
	}
	if _, err := db.Stream(context.Background(), engine.Request{Text: `subscription { c(after: -1) { n } }`}); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("a negative position: %v", err)
	}
}

func TestLogBytes(t *testing.T) {
	opts := &engine.Options{LogBytes: 4000}
	db := open(t, opts)
	db.run(`schema { define collection c { s: String } }`)
	for i := range 60 {
		db.run(`mutation($s: String!) { insertInto(collection: "c", data: {s: $s}) }`, `{"s":"`+strings.Repeat("x", 100+i)+`"}`)
		if i == 30 {
			db.reopen(opts)
		}
	}
	old := uint64(3)
	if _, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &old}); dberr.CodeOf(err) != dberr.ResumeExpired {
		t.Errorf("an old position: %v", err)
	}
	recent := uint64(58)
	sub, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &recent})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if got := events(t, sub); len(got) != 3 {
		t.Errorf("%d events", len(got))
	}
}

func TestStreamLagged(t *testing.T) {
	db := open(t, &engine.Options{QueueRecords: 3})
	db.run(`schema { define collection c { n: Int } }`)
	sub := stream(t, db, `subscription { c { n } }`)
	for i := range 5 {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "c", data: {n: %d}) }`, i))
	}
	for range 3 {
		if _, err := sub.Next(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	_, err := sub.Next(context.Background())
	if dberr.CodeOf(err) != dberr.Lagged || !strings.Contains(err.Error(), fmt.Sprint(sub.Seq())) {
		t.Fatalf("%v at %d", err, sub.Seq())
	}
	after := sub.Seq()
	rest, err := db.Listen(context.Background(), "c", &engine.ListenOptions{After: &after})
	if err != nil {
		t.Fatal(err)
	}
	defer rest.Close()
	if got := events(t, rest); len(got) != 2 {
		t.Errorf("%d events after resuming", len(got))
	}
}

func TestStreamFollowsDefinitions(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { n: Int @indexed } }`)
	sub := stream(t, db, `subscription { c(where: {n: {eq: 1}}) { n } }`)
	db.run(`schema { alter collection c { add s: String = "new" } }`)
	db.run(`mutation { insertInto(collection: "c", data: {id: "a", n: 1}) }`)
	same(t, events(t, sub), `"collection":"c","type":"insert","id":"a","document":{"n":1},"old":null,"changed":[]}`)
	db.run(`schema { drop collection c }`)
	db.run(`schema { define collection c { n: String } }`)
	db.run(`mutation { insertInto(collection: "c", data: {id: "a", n: "1"}) }`)
	if _, err := sub.Next(context.Background()); dberr.CodeOf(err) != dberr.TypeMismatch {
		t.Errorf("the filter no longer fits: %v", err)
	}
}

func TestNextEndsWithItsContext(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { n: Int } }`)
	sub := stream(t, db, `subscription { c { n } }`)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := sub.Next(ctx); dberr.CodeOf(err) != dberr.Timeout {
		t.Errorf("%v", err)
	}
	db.run(`mutation { insertInto(collection: "c", data: {n: 1}) }`)
	if _, err := sub.Next(context.Background()); err != nil {
		t.Errorf("the stream went on: %v", err)
	}
}

func TestLive(t *testing.T) {
	db := open(t, nil)
	db.run(`schema { define collection c { n: Int } }`)
	db.run(`mutation { insertMany(collection: "c", data: [{id: "a", n: 1}, {id: "b", n: 2}]) { id } }`)
	sub := stream(t, db, `query @live { c(orderBy: {n: ASC}, limit: 2) { id n } }`)
	same(t, events(t, sub), `"type":"snapshot","data":{"c":[{"id":"a","n":1},{"id":"b","n":2}]}}`)
	db.run(`mutation { insertInto(collection: "c", data: {id: "z", n: 9}) }`)
	same(t, events(t, sub))
	db.run(`mutation { update(collection: "c", id: "a", set: {n: 3}) { id } }`)
	same(t, events(t, sub), `"type":"change","added":[],"removed":[],"moved":[],"modified":[{"id":"a","n":3}],"data":{"c":[{"id":"b","n":2},{"id":"a","n":3}]}}`)
	db.run(`mutation { deleteFrom(collection: "c", id: "b") { id } }`)
	same(t, events(t, sub), `"type":"change","added":[{"id":"z","n":9}],"removed":[{"id":"b","n":2}],"moved":[],"modified":[],"data":{"c":[{"id":"a","n":3},{"id":"z","n":9}]}}`)
}
