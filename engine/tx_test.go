package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

// within runs a text in a transaction that must succeed.
func within(t testing.TB, tx *engine.Tx, text string) string {
	t.Helper()
	r := tx.Do(context.Background(), engine.Request{Text: text})
	if r.Err() != nil {
		t.Fatalf("%s\n%v", text, r.Err())
	}
	return string(r.Data())
}

func begin(t testing.TB, db *fixture, opts *engine.TxOptions) *engine.Tx {
	t.Helper()
	tx, err := db.Begin(context.Background(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tx.Rollback)
	return tx
}

const accounts = `schema { define collection acc { who: String! @unique  sum: Int! @validate(min: 0) } }`

func TestTxSeesItsSnapshotAndItsWrites(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(accounts)
	db.run(`mutation { insertInto(collection: "acc", data: {id: "a", who: "ada", sum: 1}) }`)
	tx := begin(t, db, nil)
	within(t, tx, `mutation { insertInto(collection: "acc", data: {id: "b", who: "bo", sum: 2}) }`)
	db.run(`mutation { insertInto(collection: "acc", data: {id: "c", who: "cy", sum: 3}) }`)
	if got := within(t, tx, `{ acc { id } }`); got != `{"acc":[{"id":"a"},{"id":"b"}]}` {
		t.Errorf("inside: %s", got)
	}
	db.want(`{"acc":[{"id":"a"},{"id":"c"}]}`, `{ acc { id } }`)
	if err := tx.Commit(ctx); dberr.CodeOf(err) != dberr.Conflict {
		t.Errorf("it has read the whole collection, and another one was added: %v", err)
	}
	db.want(`{"acc":[{"id":"a"},{"id":"c"}]}`, `{ acc { id } }`)
	if err := tx.Commit(ctx); dberr.CodeOf(err) != dberr.TransactionClosed {
		t.Errorf("commit again: %v", err)
	}
	if r := tx.Do(ctx, engine.Request{Text: `{ acc { id } }`}); dberr.CodeOf(r.Err()) != dberr.TransactionClosed {
		t.Errorf("after the end: %v", r.Err())
	}
}

func TestTxConflicts(t *testing.T) {
	ctx := context.Background()
	cases := []struct {
		name, mine, other string
		want              bool
	}{
		{"inserts of different documents", `mutation { insertInto(collection: "acc", data: {who: "x", sum: 1}) }`, `mutation { insertInto(collection: "acc", data: {who: "y", sum: 1}) }`, false},
		{"inserts of one unique value", `mutation { insertInto(collection: "acc", data: {who: "x", sum: 1}) }`, `mutation { insertInto(collection: "acc", data: {who: "x", sum: 1}) }`, true},
		{"inserts of one id", `mutation { insertInto(collection: "acc", data: {id: "x", who: "x", sum: 1}) }`, `mutation { insertInto(collection: "acc", data: {id: "x", who: "y", sum: 1}) }`, true},
		{"updates of different documents", `mutation { update(collection: "acc", id: "a", set: {sum: 5}) { id } }`, `mutation { update(collection: "acc", id: "b", set: {sum: 5}) { id } }`, false},
		{"updates of one document", `mutation { update(collection: "acc", id: "a", set: {sum: 5}) { id } }`, `mutation { update(collection: "acc", id: "a", set: {sum: 6}) { id } }`, true},
		{"a phantom of a unique value", `mutation { update(collection: "acc", where: {who: {eq: "new"}}, set: {sum: 5}) { id } insertInto(collection: "acc", data: {who: "z", sum: 1}) }`, `mutation { insertInto(collection: "acc", data: {who: "new", sum: 1}) }`, true},
		{"definitions", `mutation { update(collection: "acc", id: "a", set: {sum: 5}) { id } }`, `schema { define collection other { x: Int } }`, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := open(t, nil)
			db.run(accounts)
			db.run(`mutation { insertMany(collection: "acc", data: [{id: "a", who: "ada", sum: 1}, {id: "b", who: "bo", sum: 1}]) { id } }`)
			tx := begin(t, db, nil)
			within(t, tx, c.mine)
			db.run(c.other)
			if got := dberr.CodeOf(tx.Commit(ctx)) == dberr.Conflict; got != c.want {
				t.Errorf("conflict %v, want %v", got, c.want)
			}
		})
	}
}

func TestTxStatementRollsBackAlone(t *testing.T) {
	db := open(t, nil)
	db.run(accounts)
	tx := begin(t, db, nil)
	within(t, tx, `schema { define collection log { x: Int } }`)
	within(t, tx, `mutation { insertInto(collection: "acc", data: {id: "a", who: "ada", sum: 1}) }`)
	r := tx.Do(context.Background(), engine.Request{Text: `mutation {
		x: insertInto(collection: "log", data: {x: 1})
		y: insertInto(collection: "acc", data: {who: "ada", sum: 1}) }`})
	if dberr.CodeOf(r.Err()) != dberr.UniqueViolation {
		t.Fatal(r.Err())
	}
	within(t, tx, `mutation { insertInto(collection: "log", data: {id: "l", x: 2}) }`)
	if err := tx.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	db.want(`{"acc":[{"id":"a"}],"log":[{"id":"l","x":2}]}`, `{ acc { id } log { id x } }`)
}

func TestTxReadOnly(t *testing.T) {
	db := open(t, nil)
	db.run(accounts)
	err := db.View(context.Background(), func(tx *engine.Tx) error {
		db.run(`mutation { insertInto(collection: "acc", data: {who: "ada", sum: 1}) }`)
		if got := within(t, tx, `{ acc { id } }`); got != `{"acc":[]}` {
			t.Errorf("the view moved: %s", got)
		}
		_, err := tx.Execute(context.Background(), `mutation { deleteFrom(collection: "acc", all: true) { id } }`, nil)
		return err
	})
	if dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("a write in a view: %v", err)
	}
	if n := db.Stats().Transactions; n != 0 {
		t.Errorf("%d transactions are open", n)
	}
}

func TestTxID(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(accounts)
	req := engine.Request{Text: `mutation { insertInto(collection: "acc", data: {who: "ada", sum: 1}) { id } }`, TxID: "t1"}
	first := db.Do(ctx, req)
	again := db.Do(ctx, req)
	if first.Err() != nil || string(first.JSON()) != string(again.JSON()) {
		t.Fatalf("%s, then %s", first.JSON(), again.JSON())
	}
	db.reopen(nil)
	if again := db.Do(ctx, req); string(first.JSON()) != string(again.JSON()) {
		t.Fatalf("after reopening: %s", again.JSON())
	}
	db.want(`{"acc":{"totalCount":1}}`, `{ acc { totalCount } }`)
	for range 2 {
		tx := begin(t, db, &engine.TxOptions{TxID: "t2"})
		within(t, tx, `mutation { update(collection: "acc", all: true, set: {sum: {increment: 1}}) { id } }`)
		if err := tx.Commit(ctx); err != nil {
			t.Fatal(err)
		}
	}
	db.want(`{"acc":[{"sum":2}]}`, `{ acc { sum } }`)
	req.Text = `{ acc { id } }`
	if err := db.Do(ctx, req).Err(); dberr.CodeOf(err) != dberr.InvalidArgument {
		t.Errorf("a query with an id: %v", err)
	}
}

// TestBank moves money between accounts in many transactions at once: the sum
// stays, and no account goes below zero.
func TestBank(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(accounts)
	const n, each = 5, 100
	for i := range n {
		db.run(fmt.Sprintf(`mutation { insertInto(collection: "acc", data: {id: "%d", who: "%d", sum: %d}) }`, i, i, each))
	}
	move := func(tx *engine.Tx, from, to string, sum int) error {
		acc := tx.Collection("acc")
		if _, err := acc.Update(ctx, from, map[string]any{"sum": map[string]any{"decrement": sum}}); err != nil {
			return err
		}
		_, err := acc.Update(ctx, to, map[string]any{"sum": map[string]any{"increment": sum}})
		return err
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 40 {
				from, to := (w+i)%n, (w*3+i*7+1)%n
				if from == to {
					continue
				}
				err := db.Update(ctx, func(tx *engine.Tx) error {
					return move(tx, fmt.Sprint(from), fmt.Sprint(to), 1+i%30)
				})
				if err != nil && dberr.CodeOf(err) != dberr.ValidationFailed {
					t.Errorf("transfer: %v", err)
				}
				got := db.run(`{ acc { aggregate { s: sum(field: "sum") } } }`)
				if want := fmt.Sprintf(`{"acc":{"aggregate":{"s":%d}}}`, n*each); got != want {
					t.Errorf("sum %s", got)
				}
			}
		}()
	}
	wg.Wait()
}

// TestWriteSkew lets two doctors go off duty at once: one must stay.
func TestWriteSkew(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(`schema { define collection doc { on: Boolean } }`)
	db.run(`mutation { insertMany(collection: "doc", data: [{id: "a", on: true}, {id: "b", on: true}]) { id } }`)
	leave := func(tx *engine.Tx, id string) {
		if got := within(t, tx, `{ doc(where: {on: {eq: true}}) { totalCount } }`); !strings.Contains(got, "2") {
			t.Fatal(got)
		}
		within(t, tx, `mutation { update(collection: "doc", id: "`+id+`", set: {on: false}) { id } }`)
	}
	a, b := begin(t, db, nil), begin(t, db, nil)
	leave(a, "a")
	leave(b, "b")
	if err := a.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(ctx); dberr.CodeOf(err) != dberr.Conflict {
		t.Fatalf("the second doctor left as well: %v", err)
	}
}

// TestConcurrentUniqueNames lets many goroutines claim the same names.
func TestConcurrentUniqueNames(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	db.run(accounts)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := map[string]int{}
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 20 {
				name := fmt.Sprint("n", i)
				err := db.Update(ctx, func(tx *engine.Tx) error {
					_, err := tx.Collection("acc").Insert(ctx, map[string]any{"who": name, "sum": i})
					return err
				})
				mu.Lock()
				if err == nil {
					won[name]++
				} else if dberr.CodeOf(err) != dberr.UniqueViolation {
					t.Errorf("%v", err)
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	for name, n := range won {
		if n != 1 {
			t.Errorf("%s was given %d times", name, n)
		}
	}
	db.want(`{"acc":{"totalCount":20}}`, `{ acc { totalCount } }`)
}
