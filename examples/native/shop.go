package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
)

// shop is the program's own type around the database.
type shop struct {
	db  *engine.DB
	out io.Writer
}

// Order is a document as this program sees it.
type Order struct {
	Number   string  `json:"number"`
	Customer string  `json:"customer"`
	Total    float64 `json:"total"`
	Status   string  `json:"status"`
}

// define makes the collections; on the second start they are there already.
func (s *shop) define(ctx context.Context) error {
	_, err := s.db.Execute(ctx, `schema {
		define collection orders if not exists {
			number:   String! @unique
			customer: String! @indexed
			total:    Float!  @validate(min: 0)
			status:   String = "open"
		}
		define collection stock if not exists { item: String! @unique  pieces: Int! }
	}`, nil)
	return err
}

// load inserts orders from a slice: one call, one transaction. A number that is
// taken says that an earlier start has loaded them.
func (s *shop) load(ctx context.Context) error {
	orders := []any{
		map[string]any{"number": "2026-001", "customer": "Ada", "total": 42.5},
		map[string]any{"number": "2026-002", "customer": "Grace", "total": 129.0, "status": "shipped"},
		map[string]any{"number": "2026-003", "customer": "Ada", "total": 7.25},
	}
	_, err := s.db.Execute(ctx, `mutation Load($orders: [Object!]!) {
		orders: insertMany(collection: "orders", data: $orders) { number }
		stock: insertMany(collection: "stock", data: [{item: "tea", pieces: 10}, {item: "pot", pieces: 2}]) { item }
	}`, map[string]any{"orders": orders})
	if errors.Is(err, dberr.UniqueViolation) {
		fmt.Fprintln(s.out, "the orders are there from last time")
		return nil
	}
	return err
}

// report decodes a query's answer into the program's own type.
func (s *shop) report(ctx context.Context) error {
	answer, err := s.db.Execute(ctx, `query Of($customer: String!) {
		orders(where: { customer: { eq: $customer } }, orderBy: { total: DESC }) { number customer total status }
	}`, map[string]any{"customer": "Ada"})
	if err != nil {
		return err
	}
	var data struct{ Orders []Order }
	if err := answer.Decode(&data); err != nil {
		return err
	}
	for _, o := range data.Orders {
		fmt.Fprintf(s.out, "%s  %-6s %8.2f  %s\n", o.Number, o.Customer, o.Total, o.Status)
	}
	return nil
}

// watch listens in a goroutine while a transaction sells a pot of tea.
func (s *shop) watch(ctx context.Context) error {
	changes, err := s.db.Stream(ctx, engine.Request{Text: `subscription { stock { item pieces } }`})
	if err != nil {
		return err
	}
	defer changes.Close()
	seen := make(chan error, 1)
	go func() {
		n := 0
		for event, err := range changes.Events() {
			if err != nil {
				seen <- err
				return
			}
			fmt.Fprintf(s.out, "%s of %s: %s\n", event.Type, event.Collection, event.JSON)
			if n++; n == 2 {
				seen <- nil
				return
			}
		}
	}()
	if err := s.sell(ctx, "tea", "pot"); err != nil {
		return err
	}
	return <-seen
}

// sell takes one piece of each item, of all or of none. Update repeats the
// function when another transaction came first.
func (s *shop) sell(ctx context.Context, items ...string) error {
	return s.db.Update(ctx, func(tx *engine.Tx) error {
		for _, item := range items {
			answer, err := tx.Execute(ctx, `query Left($item: String!) { stock(where: { item: { eq: $item } }) { pieces } }`, map[string]any{"item": item})
			if err != nil {
				return err
			}
			var data struct{ Stock []struct{ Pieces int } }
			if err := answer.Decode(&data); err != nil {
				return err
			}
			if len(data.Stock) == 0 || data.Stock[0].Pieces == 0 {
				return fmt.Errorf("%s is sold out", item)
			}
			if _, err := tx.Execute(ctx, `mutation Take($item: String!) {
				update(collection: "stock", where: { item: { eq: $item } }, set: { pieces: { decrement: 1 } }) { pieces }
			}`, map[string]any{"item": item}); err != nil {
				return err
			}
		}
		return nil
	})
}
