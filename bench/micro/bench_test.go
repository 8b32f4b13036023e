package micro

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
	"github.com/auroradb/aurora/storage/memory"
)

const documents = 10_000

// shop returns a database with documents orders in it.
func shop(b *testing.B, store storage.Store, mode storage.Durability) *engine.DB {
	b.Helper()
	ctx := context.Background()
	db, err := engine.Open(ctx, store, &engine.Options{Durability: mode})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	must(b, db, `schema { define collection orders { number: Int! @unique  customer: String! @indexed  total: Float  status: String  note: String } }`, value.Value{})
	const batch = 1000
	for from := 0; from < documents; from += batch {
		rows := make([]value.Value, batch)
		for i := range rows {
			n := from + i
			rows[i] = value.ObjectValue([]value.Field{
				{Name: "number", Value: value.IntValue(int64(n))},
				{Name: "customer", Value: value.StringValue(fmt.Sprintf("customer-%03d", n*7%500))},
				{Name: "total", Value: value.FloatValue(float64(n*37%1000) / 4)},
				{Name: "status", Value: value.StringValue([]string{"open", "shipped", "paid"}[n%3])},
				{Name: "note", Value: value.StringValue("please ring twice and leave the parcel with the neighbour")},
			})
		}
		must(b, db, `mutation($rows: [Object!]!) { insertMany(collection: "orders", data: $rows) { number } }`, variables("rows", value.ArrayValue(rows)))
	}
	return db
}

func variables(name string, v value.Value) value.Value {
	return value.ObjectValue([]value.Field{{Name: name, Value: v}})
}

// must runs a text that has to succeed and returns the length of its answer.
func must(b *testing.B, db *engine.DB, text string, vars value.Value) int {
	b.Helper()
	r := db.Do(context.Background(), engine.Request{Text: text, Variables: vars})
	if err := r.Err(); err != nil {
		b.Fatal(err)
	}
	return len(r.JSON())
}

// Queries over 10,000 documents in memory; each text is parsed once.
func BenchmarkQuery(b *testing.B) {
	db := shop(b, memory.New(), storage.None)
	for _, bm := range []struct {
		name, text string
		vars       func(i int) value.Value
	}{
		{"Point", `query($n: Int) { orders(where: {number: {eq: $n}}) { number total } }`, func(i int) value.Value {
			return variables("n", value.IntValue(int64(i*7919%documents)))
		}},
		{"Index20", `query($c: String) { orders(where: {customer: {eq: $c}}) { number total } }`, func(i int) value.Value {
			return variables("c", value.StringValue(fmt.Sprintf("customer-%03d", i%500)))
		}},
		{"Scan", `{ orders(where: {total: {gt: 249}}) { number } }`, nil},
		{"TopK", `{ orders(orderBy: {total: DESC}, limit: 10) { number total } }`, nil},
		{"Aggregate", `{ orders { aggregate { n: count total: sum(field: "total") } } }`, nil},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				var vars value.Value
				if bm.vars != nil {
					vars = bm.vars(i)
				}
				must(b, db, bm.text, vars)
			}
		})
	}
}

// Single inserts, each acknowledged before the next.
func BenchmarkInsert(b *testing.B) {
	for _, bm := range []struct {
		name string
		mode storage.Durability
	}{{"Memory", storage.None}, {"FileNone", storage.None}, {"FileRelaxed", storage.Relaxed}, {"FileStrict", storage.Strict}} {
		b.Run(bm.name, func(b *testing.B) {
			var store storage.Store = memory.New()
			if bm.name != "Memory" {
				var err error
				if store, err = file.Open(context.Background(), filepath.Join(b.TempDir(), "db"), nil); err != nil {
					b.Fatal(err)
				}
			}
			db := shop(b, store, bm.mode)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				must(b, db, `mutation($n: Int!) { insertInto(collection: "orders", data: {number: $n, customer: "new", total: 1}) { number } }`,
					variables("n", value.IntValue(int64(documents+i))))
			}
		})
	}
}

// Strict inserts from 16 callers share syncs.
func BenchmarkInsertStrictParallel(b *testing.B) {
	store, err := file.Open(context.Background(), filepath.Join(b.TempDir(), "db"), nil)
	if err != nil {
		b.Fatal(err)
	}
	db := shop(b, store, storage.Strict)
	b.SetParallelism(8)
	var next atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			must(b, db, `mutation($n: Int!) { insertInto(collection: "orders", data: {number: $n, customer: "new", total: 1}) { number } }`,
				variables("n", value.IntValue(documents+next.Add(1))))
		}
	})
}

// Opening a file database of 10,000 documents and answering one query.
func BenchmarkOpen(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "db")
	store, err := file.Open(ctx, path, nil)
	if err != nil {
		b.Fatal(err)
	}
	db := shop(b, store, storage.Relaxed)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		store, err := file.Open(ctx, path, nil)
		if err != nil {
			b.Fatal(err)
		}
		db, err := engine.Open(ctx, store, nil)
		if err != nil {
			b.Fatal(err)
		}
		must(b, db, `{ orders(where: {number: {eq: 77}}) { total } }`, value.Value{})
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
