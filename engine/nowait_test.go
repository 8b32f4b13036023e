package engine_test

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage/lsm"
	"github.com/auroradb/aurora/storage/lsm/faultmedium"
	"github.com/auroradb/aurora/storage/memory"
)

// Requests that begin where nothing may wait, and go on where they may, answer as
// over a storage that never waits: what was begun in vain leaves nothing behind, not
// even a handler that failed.
func TestNoWait(t *testing.T) {
	waited := 0
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		disk := faultmedium.NewDisk()
		var cold *engine.DB
		open := func() {
			store, err := lsm.Open(ctx, disk.Open(faultmedium.Options{Asynchronous: true, PageBytes: 512}), &lsm.Options{CacheBytes: 2 << 10, MemtableBytes: 2 << 10})
			if err != nil {
				t.Fatal(err)
			}
			if cold, err = engine.Open(ctx, store, nil); err != nil {
				t.Fatal(err)
			}
		}
		open()
		defer func() { cold.Close() }()
		warm, err := engine.Open(ctx, memory.New(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer warm.Close()
		both := func(text string, vars ...value.Field) {
			t.Helper()
			req := engine.Request{Text: text, Variables: value.ObjectValue(vars)}
			call := cold.Start(ctx, req)
			if !call.Ready() {
				waited++
			}
			if got, want := string(call.Wait(ctx).JSON()), string(warm.Do(ctx, req).JSON()); got != want {
				t.Fatalf("%s\n cold %s\n warm %s", text, got, want)
			}
		}
		both(`schema { define collection c { n: Int! @unique  k: String @indexed  t: String @search } define collection log { n: Int } }`)
		both(`define handler "h" { on: "insert c", action: { insertInto(collection: "log", data: {n: $_n}) { n } } }`)
		for i := range rapid.IntRange(20, 60).Draw(t, "requests") {
			n := value.Field{Name: "n", Value: value.IntValue(int64(rapid.IntRange(0, 30).Draw(t, "n")))}
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0, 1, 2, 3:
				both(fmt.Sprintf(`mutation($n: Int) { insertInto(collection: "c", data: {id: "i%d", n: $n, k: "k%d", t: "word%d and more"}) { n } }`, i, i%3, i%7), n)
			case 4:
				both(`mutation($n: Int) { update(collection: "c", where: {n: {eq: $n}}, set: {k: "changed"}) { n k } }`, n)
			case 5:
				both(`mutation($n: Int) { deleteFrom(collection: "c", where: {n: {eq: $n}}) { n } }`, n)
			case 6:
				both(`query($n: Int) { c(where: {n: {gte: $n}}, orderBy: {n: ASC}, limit: 5) { n k } }`, n)
			case 7:
				both(`{ c(search: {query: "word3"}) { n } a: c { groupBy(field: "k") { key count } } }`)
			case 8:
				both(`{ c(where: {k: {eq: "k1"}}) { n l: lookup(collection: "log", localField: "n", foreignField: "n") { n } } log { totalCount } }`)
			default:
				if err := cold.Close(); err != nil {
					t.Fatal(err)
				}
				open()
			}
		}
		both(`{ c { n k } log { n } _handlers { handler error } }`)
		if n := len(warm.Catalog().Handlers()); n != 1 {
			t.Fatalf("%d handlers", n)
		}
	})
	if waited == 0 {
		t.Error("no request had to wait")
	}
	t.Logf("%d requests had to wait", waited)
}
