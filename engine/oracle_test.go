package engine_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/storage/storagetest"
)

// TestOracle runs random operations of more than sixty kinds and compares every
// answer with a naive model: writes with every modifier, every operator of
// filters, orders, pages in both directions, aggregates, schema changes, indexes
// that come and go, restarts, views that are held open. Every query also runs
// through every index that there is. The number of operations is 300,000 times
// AURORA_SCALE.
func TestOracle(t *testing.T) {
	o := &oracle{db: open(t, nil), rng: rand.New(rand.NewPCG(storagetest.Seed(t), 1)), kinds: map[string]int{}}
	o.t = t
	o.db.run(`schema { define collection c { k: Int @unique  n: Int  s: String! @indexed  tags: [String] @indexed  at: DateTime  o: { x: Int  y: String } } }`)
	ops := storagetest.Scaled(t, 300_000)
	for i := range ops {
		o.step()
		if t.Failed() {
			return
		}
		if i%5000 == 0 {
			o.db.check()
		}
	}
	for len(o.held) > 0 {
		o.release()
	}
	t.Logf("%d operations of %d kinds, %d documents left", ops, len(o.kinds), len(o.docs))
	for _, kind := range slices.Sorted(maps.Keys(o.kinds)) {
		t.Logf("%8d %s", o.kinds[kind], kind)
	}
	if ops >= 100_000 && len(o.kinds) < 60 {
		t.Errorf("only %d kinds of operations", len(o.kinds))
	}
}

// oracle is the database and its naive model.
type oracle struct {
	t       *testing.T
	db      *fixture
	rng     *rand.Rand
	docs    []odoc // in insertion order
	next    int    // number of the next id
	indexes []string
	extra   bool // the field z is defined
	held    []heldView
	kinds   map[string]int
	txid    int
	begun   bool // a call of the mutation that is drawn has come already
}

// heldView is a read-only transaction with what it must go on showing.
type heldView struct {
	tx   *engine.Tx
	docs []odoc
}

func (o *oracle) n(max int) int { return o.rng.IntN(max) }

func (o *oracle) did(kind string) { o.kinds[kind]++ }

func (o *oracle) step() {
	switch n := o.n(1000); {
	case n < 330:
		o.write()
	case n < 985:
		o.query()
	case n < 992:
		o.define()
	case n < 995:
		o.hold()
	case n < 998:
		o.release()
	default:
		o.did("restart")
		for len(o.held) > 0 {
			o.release()
		}
		if err := o.db.Flush(context.Background()); err != nil {
			o.t.Fatal(err)
		}
		o.db.reopen(nil)
	}
}

// hold opens a view.
func (o *oracle) hold() {
	if len(o.held) > 4 {
		return
	}
	o.did("hold a view")
	tx, err := o.db.Begin(context.Background(), &engine.TxOptions{ReadOnly: true})
	if err != nil {
		o.t.Fatal(err)
	}
	o.held = append(o.held, heldView{tx, cloneDocs(o.docs)})
}

// release compares what a view shows with what there was and closes it.
func (o *oracle) release() {
	if len(o.held) == 0 {
		return
	}
	o.did("read a held view")
	i := o.n(len(o.held))
	h := o.held[i]
	o.held = slices.Delete(o.held, i, i+1)
	r, err := h.tx.Execute(context.Background(), `{ c { `+allFields+` } }`, nil)
	if err == nil {
		err = r.Err()
	}
	if err != nil {
		o.t.Fatal(err)
	}
	if want := `{"c":` + dumpDocs(h.docs) + `}`; string(r.Data()) != want {
		o.t.Fatalf("a held view shows\n%s\nwant\n%s", r.Data(), want)
	}
	h.tx.Rollback()
}

// define changes the schema.
func (o *oracle) define() {
	pool := []string{"(n)", "(n DESC)", "(s, n)", "(s DESC, k)", "(k, s)", "(at)", "(tags)", "(n, s DESC, k)", "(v)", "(v DESC, n)"}
	switch o.n(6) {
	case 0, 1:
		x := pool[o.n(8)]
		if slices.Contains(o.indexes, x) {
			return
		}
		o.did("create index")
		o.db.run(`schema { create index on c ` + x + ` }`)
		o.indexes = append(o.indexes, x)
	case 2:
		if len(o.indexes) == 0 {
			return
		}
		o.did("drop index")
		i := o.n(len(o.indexes))
		o.db.run(`schema { drop index on c ` + o.indexes[i] + ` }`)
		o.indexes = slices.Delete(o.indexes, i, i+1)
	case 3:
		o.did("create unique index")
		err := o.db.do(`schema { create unique index on c (n, s, k) }`).Err()
		if want := !o.uniqueNSK(); want != (err != nil) {
			o.t.Fatalf("a unique index over n, s and k: %v", err)
		}
		if err == nil {
			o.db.run(`schema { drop index on c (n, s, k) }`)
		}
	case 4:
		if !o.extra {
			o.did("alter: add with a default")
			o.db.run(`schema { alter collection c { add z: Int = 7 } }`)
			for i := range o.docs {
				o.docs[i].setInt("z", 7)
			}
		} else {
			o.did("alter: drop")
			o.db.run(`schema { alter collection c { drop z } }`)
			for i := range o.docs {
				delete(o.docs[i].f, "z")
			}
		}
		o.extra = !o.extra
	case 5:
		o.did("alter: rename there and back")
		o.db.run(`schema { alter collection c { rename s to label  rename label to s } }`)
	}
	o.compareAll()
}

// uniqueNSK reports whether no two documents agree in n, s and k, of which none
// is null.
func (o *oracle) uniqueNSK() bool {
	seen := map[string]bool{}
	for _, d := range o.docs {
		if d.null("n") || d.null("k") {
			continue
		}
		key := d.json("n") + "|" + d.json("s") + "|" + d.json("k")
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

const allFields = "id k n s tags at o z"

func (o *oracle) compareAll() {
	o.t.Helper()
	if got, want := o.db.run(`{ c { `+allFields+` } }`), `{"c":`+dumpDocs(o.docs)+`}`; got != want {
		o.t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

// mutate runs a mutation of which the model says what comes out: an error's code
// or the documents afterwards.
func (o *oracle) mutate(text string, after []odoc, code dberr.Code) {
	o.t.Helper()
	req := engine.Request{Text: "mutation { " + text + " }"}
	if o.n(20) == 0 {
		o.txid++
		o.did("mutation with a txid, twice")
		req.TxID = fmt.Sprintf("tx%d", o.txid)
	}
	r := o.db.Do(context.Background(), req)
	if got := dberr.CodeOf(r.Err()); got != code {
		o.t.Fatalf("%s\n%v, want %q", text, r.Err(), code)
	}
	if code != "" {
		return
	}
	o.docs = after
	if req.TxID != "" {
		again := o.db.Do(context.Background(), req)
		if string(again.JSON()) != string(r.JSON()) {
			o.t.Fatalf("%s again: %s, first %s", text, again.JSON(), r.JSON())
		}
	}
	if o.n(12) == 0 {
		o.compareAll()
	}
}

func cloneDocs(docs []odoc) []odoc {
	out := slices.Clone(docs)
	for i := range out {
		out[i].f = maps.Clone(out[i].f)
	}
	return out
}

func dumpDocs(docs []odoc) string {
	parts := make([]string, len(docs))
	for i, d := range docs {
		parts[i] = d.dump()
	}
	return "[" + strings.Join(parts, ",") + "]"
}
