// Command language measures what a text costs before and beside the documents, and
// a join, and prints one Markdown table: medians of rounds with checked answers.
//
//	go run ./language
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage/memory"
)

const documents = 10_000

// query has about 300 bytes.
const query = `query Cheap($max: Float = 50, $kinds: [String!]) {
  bargains: products(where: { price: { lte: $max }, kind: { in: $kinds } }, orderBy: { price: ASC }, limit: 5, offset: 0) {
    id title: name price
    total: price * qty
    meta { maker year } ...Tail
  }
}
fragment Tail on products { sku tags active stock }`

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "language:", err)
		os.Exit(1)
	}
}

// row is a line of the table.
type row struct {
	name, goal string
	times      int // a round
	do         func(i int) error
}

func run(ctx context.Context) error {
	db, err := open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	p, err := newPlanner(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d parcels and %d orders in memory\n\n| what | median | goal |\n|---|---:|---|\n", documents, documents)
	return table([]row{
		{fmt.Sprintf("a new text of %d bytes: parse and plan", len(query)), "30 µs", 1000, func(int) error { return p.unknown(query) }},
		{"a known text: find and plan, equality on an index", "1 µs", 5000, func(i int) error {
			return p.known(`query($k: String) { products(where: {kind: {eq: $k}}) { sku price } }`, "k", value.StringValue("k1"))
		}},
		{"a known text: find and plan, a range in order with a limit", "1 µs", 5000, func(i int) error {
			return p.known(`query($p: Float) { products(where: {price: {gt: $p}}, orderBy: {price: ASC}, limit: 20) { sku price } }`, "p", value.FloatValue(float64(i)))
		}},
		{"a known text: find and plan, a filter without an index", "1 µs", 5000, func(i int) error {
			return p.known(`query($n: Int) { products(where: {stock: {lt: $n}}) { sku price } }`, "n", value.IntValue(int64(i)))
		}},
		{"a known text: whole request, one document by a unique field", "", 2000, func(i int) error {
			return answers(ctx, db, `query($n: Int) { orders(where: {number: {eq: $n}}) { number } }`, map[string]any{"n": i % documents}, 1)
		}},
		{fmt.Sprintf("lookup of %d in %d by an index", documents, documents), "60 ms", 1, func(int) error {
			return answers(ctx, db, `{ parcels { parcel order: lookup(collection: "orders", localField: "number", foreignField: "number") { number } } }`, nil, documents)
		}},
	})
}

func table(rows []row) error {
	for _, row := range rows {
		median, err := measure(row.times, row.do)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		fmt.Printf("| %s | %v | %s |\n", row.name, median, row.goal)
	}
	return nil
}

func open(ctx context.Context) (*engine.DB, error) {
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		return nil, err
	}
	if _, err := db.Execute(ctx, `schema { define collection orders { number: Int! @unique  total: Float! }
		define collection parcels { parcel: Int! @unique  number: Int! } }`, nil); err != nil {
		return nil, err
	}
	orders, parcels := make([]map[string]any, documents), make([]map[string]any, documents)
	for i := range documents {
		orders[i] = map[string]any{"number": i, "total": float64(i) / 4}
		parcels[i] = map[string]any{"parcel": i, "number": i * 7919 % documents}
	}
	if _, err := db.Collection("orders").InsertMany(ctx, orders); err != nil {
		return nil, err
	}
	_, err = db.Collection("parcels").InsertMany(ctx, parcels)
	return db, err
}

// answers runs a text and counts the orders in its answer.
func answers(ctx context.Context, db *engine.DB, text string, vars map[string]any, want int) error {
	r, err := db.Execute(ctx, text, vars)
	if err != nil {
		return err
	}
	if got := strings.Count(string(r.JSON()), `"number":`); got != want {
		return fmt.Errorf("%d orders in the answer, not %d", got, want)
	}
	return nil
}

// measure returns the median of eleven rounds, for one time.
func measure(times int, do func(i int) error) (time.Duration, error) {
	var rounds []time.Duration
	for r := range 11 {
		start := time.Now()
		for i := range times {
			if err := do(r*times + i); err != nil {
				return 0, err
			}
		}
		rounds = append(rounds, time.Since(start)/time.Duration(times))
	}
	slices.Sort(rounds)
	return rounds[len(rounds)/2], nil
}
