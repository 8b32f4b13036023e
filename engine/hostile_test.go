package engine_test

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/internal/hostile"
)

// TestHostileRequests runs every hostile request: it is refused with a code
// within 50 ms and 64 MiB, and the database answers afterwards.
func TestHostileRequests(t *testing.T) {
	db := open(t, nil)
	db.run(hostile.Setup)
	db.run(`mutation { insertInto(collection: "c", data: {id: "a", n: 1, s: "text"}) { id } }`)
	cases := hostile.Cases()
	if len(cases) < 300 {
		t.Fatalf("only %d cases", len(cases))
	}
	names := map[string]bool{}
	for _, c := range cases {
		if names[c.Name] {
			t.Fatalf("%q stands twice", c.Name)
		}
		names[c.Name] = true
		t.Run(c.Name, func(t *testing.T) {
			var before, after runtime.MemStats
			best := time.Hour
			for try := range 10 {
				runtime.ReadMemStats(&before)
				start := time.Now()
				err := refused(db, c)
				best = min(best, time.Since(start))
				runtime.ReadMemStats(&after)
				code := dberr.CodeOf(err)
				if err == nil || code == dberr.Internal || code == dberr.Unavailable || code == dberr.Corrupt {
					t.Fatalf("code %q: %v", code, err)
				}
				if grown := after.TotalAlloc - before.TotalAlloc; try == 0 && grown > 64<<20 {
					t.Errorf("%d MiB were allocated", grown>>20)
				}
				if best < 50*time.Millisecond*slack {
					break
				}
			}
			if best > 50*time.Millisecond*slack {
				t.Errorf("it took %v", best)
			}
		})
	}
	db.want(`{"c":[{"n":1}]}`, `{ c(where: {id: {eq: "a"}}) { n } }`)
}

// refused runs a case and returns the error.
func refused(db *fixture, c hostile.Case) error {
	req := engine.Request{Text: c.Text}
	if c.Variables != "" {
		v, err := value.ParseJSON([]byte(c.Variables), value.Limits{})
		if err != nil {
			return err
		}
		req.Variables = v
	}
	return db.Do(context.Background(), req).Err()
}

// TestDeepTypesCanBeReadAgain defines types of every depth: each is refused, or
// there after reopening. Once a definition was stored that nobody could read.
func TestDeepTypesCanBeReadAgain(t *testing.T) {
	db := open(t, nil)
	deepest := 0
	for depth := 1; depth < 300; depth += 1 + depth/50 {
		name := "d" + strconv.Itoa(depth)
		err := db.do("schema { define collection " + name + " " + strings.Repeat("{ o: ", depth) + "Int" + strings.Repeat(" }", depth) + " }").Err()
		switch {
		case err == nil:
			deepest = depth
		case dberr.CodeOf(err) != dberr.LimitExceeded:
			t.Fatalf("depth %d: %v", depth, err)
		}
		db.reopen(nil)
	}
	if deepest < 16 || deepest > 280 {
		t.Errorf("types of depth %d are the deepest", deepest)
	}
	db.run("schema { alter collection d1 { add deep: " + strings.Repeat("{ o: ", deepest-1) + "Int" + strings.Repeat(" }", deepest-1) + " } }")
	err := db.do("schema { alter collection d1 { add deeper: " + strings.Repeat("{ o: ", 298) + "Int" + strings.Repeat(" }", 298) + " } }").Err()
	if dberr.CodeOf(err) != dberr.LimitExceeded {
		t.Error(err)
	}
	db.reopen(nil)
}

// TestNetworkLimits refuses what an embedded database takes.
func TestNetworkLimits(t *testing.T) {
	db := open(t, &engine.Options{Limits: engine.NetworkLimits()})
	db.run(`schema { define collection c { n: Int } }`)
	for name, text := range map[string]string{
		"selections": "{ c { " + strings.Repeat("n ", 600) + "} }", "operations": strings.Repeat("{ c { n } } ", 60),
		"bytes": "{ c { n } } #" + strings.Repeat("x", 130<<10), "a document": `mutation { insertInto(collection: "c", data: {s: "` + strings.Repeat("x", 1<<20) + `"}) { n } }`,
	} {
		if err := db.do(text).Err(); dberr.CodeOf(err) != dberr.LimitExceeded {
			t.Errorf("%s: %v", name, err)
		}
	}
	const lookup = `lookup(collection: "c", localField: "n", foreignField: "n"`
	for _, c := range []struct {
		text, vars string
		refused    bool
	}{
		{"{ c { n " + lookup + ") { n m: n " + lookup + ") { n } } } }", "{}", true}, // 100 in 100 in 100
		{"{ c(limit: 10) { n " + lookup + ") { n m: n " + lookup + ", limit: 10) { n } } } }", "{}", false},
		{"query($k: Int) { c(limit: $k) { a: n b: n ...F } } fragment F on c { d: n e: n }", `{"k": 60000}`, true},
		{"query($k: Int) { c(limit: $k) { a: n b: n ...F } } fragment F on c { d: n e: n }", `{"k": 6000}`, false},
		{"{ c(first: 9000) { edges { node { " + strings.Repeat("n ", 30) + "} } } }", "{}", true},
		{"{ c { aggregate { n: count } } }", "{}", false},
	} {
		if err := db.do(c.text, c.vars).Err(); (dberr.CodeOf(err) == dberr.LimitExceeded) != c.refused || err != nil && !c.refused {
			t.Errorf("%s %s: %v", c.text, c.vars, err)
		}
	}
	vars := `{"d": {"s": "` + strings.Repeat("x", 1<<20) + `"}}`
	if err := db.do(`mutation ($d: JSON!) { insertInto(collection: "c", data: $d) { n } }`, vars).Err(); dberr.CodeOf(err) != dberr.LimitExceeded {
		t.Error(err)
	}
}
