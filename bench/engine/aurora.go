package main

import (
	"bytes"
	"context"
	"errors"
	"strconv"

	auroradb "github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/file"
)

// aurora is ours through the Go API.
type aurora struct {
	db *auroradb.DB
	c  *auroradb.Collection
}

const definition = `schema { define collection orders { number: Int! @unique  customer: String! @indexed  placed: Int! @indexed
	total: Float!  status: String!  city: String!  email: String!  paid: Boolean!  lines: Int!  note: String! } }`

func (a *aurora) Open(dir string, strict bool) error {
	ctx := context.Background()
	store, err := file.Open(ctx, dir, &stores)
	if err != nil {
		return err
	}
	opts := &auroradb.Options{Durability: storage.Relaxed}
	if strict {
		opts.Durability = storage.Strict
	}
	if a.db, err = auroradb.Open(ctx, store, opts); err != nil {
		return err
	}
	a.c = a.db.Collection("orders")
	if a.db.Catalog().Collection("orders") != nil {
		return nil
	}
	_, err = a.db.Execute(ctx, definition, nil)
	return err
}

func (o *order) fields() map[string]any {
	return map[string]any{
		"id": o.ID, "number": o.Number, "customer": o.Customer, "placed": o.Placed, "total": o.Total, "status": o.Status,
		"city": o.City, "email": o.Email, "paid": o.Paid, "lines": o.Lines, "note": o.Note,
	}
}

func (a *aurora) InsertMany(os []order) error {
	docs := make([]map[string]any, len(os))
	for i := range os {
		docs[i] = os[i].fields()
	}
	ids, err := a.c.InsertMany(context.Background(), docs)
	return expect(len(ids), len(os), err)
}

func (a *aurora) Insert(o order) error {
	_, err := a.c.Insert(context.Background(), o.fields())
	return err
}

func (a *aurora) Get(id string) (o order, err error) {
	d, err := a.c.Get(context.Background(), id)
	if err != nil {
		return o, err
	}
	n, _ := d.Raw().Field("number")
	t, _ := d.Raw().Field("total")
	number, err := n.Decode()
	if err != nil {
		return o, err
	}
	total, err := t.Decode()
	o.Number, o.Total = number.Int(), total.Float()
	return o, err
}

func (a *aurora) find(where map[string]any) (found int, err error) {
	for _, err := range a.c.Find(context.Background(), where) {
		if err != nil {
			return found, err
		}
		found++
	}
	return found, nil
}

func (a *aurora) ByNumber(n int64) (int, error) {
	return a.find(map[string]any{"number": map[string]any{"eq": n}})
}

func (a *aurora) ByCustomer(c string) (int, error) {
	return a.find(map[string]any{"customer": map[string]any{"eq": c}})
}

func (a *aurora) Above(total float64) (int, error) {
	return a.find(map[string]any{"total": map[string]any{"gt": total}})
}

func (a *aurora) From(placed int64, limit int) (found int, err error) {
	q := a.c.Where(auroradb.Field("placed").Gte(placed)).OrderBy("placed").Limit(limit)
	for _, err := range q.All(context.Background()) {
		if err != nil {
			return found, err
		}
		found++
	}
	return found, nil
}

func (a *aurora) SumByStatus() (int, error) { return (&auroraText{aurora: *a}).SumByStatus() }

func (a *aurora) Update(id string, total float64) error {
	_, err := a.c.Update(context.Background(), id, map[string]any{"total": total})
	return err
}

func (a *aurora) Delete(id string) error {
	found, err := a.c.Delete(context.Background(), id)
	if err == nil && !found {
		err = errors.New("nothing was deleted")
	}
	return err
}

func (a *aurora) Close() error { return a.db.Close() }

// auroraText is ours through texts with variables.
type auroraText struct{ aurora }

// run executes a text and counts the objects in the answer. No text of an order
// has a brace, so that one byte is looked for, which takes little of the time.
func (a *auroraText) run(text string, vars map[string]any) (int, error) {
	r, err := a.db.Execute(context.Background(), text, vars)
	if err != nil {
		return 0, err
	}
	return bytes.Count(r.Data(), []byte("{")) - 1, nil // one holds them all
}

const all = `{ id number customer placed total status city email paid lines note }`

func (a *auroraText) InsertMany(os []order) error {
	docs := make([]map[string]any, len(os))
	for i := range os {
		docs[i] = os[i].fields()
	}
	n, err := a.run(`mutation($d: [Object!]!) { insertMany(collection: "orders", data: $d) { id } }`, map[string]any{"d": docs})
	return expect(n, len(os), err)
}

func (a *auroraText) Insert(o order) error {
	n, err := a.run(`mutation($d: Object!) { insertInto(collection: "orders", data: $d) { id } }`, map[string]any{"d": o.fields()})
	return expect(n, 1, err)
}

func (a *auroraText) Get(id string) (o order, err error) {
	r, err := a.db.Execute(context.Background(), `query($id: String!) { orders(where: {id: {eq: $id}}) `+all+` }`, map[string]any{"id": id})
	if err != nil {
		return o, err
	}
	o.Number, o.Total, err = numbers(r.Data())
	return o, err
}

// numbers reads number and total of the first order in an answer, as a program
// does that wants these two.
func numbers(answer []byte) (number int64, total float64, err error) {
	number, err = strconv.ParseInt(string(member(answer, `"number":`)), 10, 64)
	if err != nil {
		return 0, 0, err
	}
	total, err = strconv.ParseFloat(string(member(answer, `"total":`)), 64)
	return number, total, err
}

// member returns the text of a number behind its name.
func member(answer []byte, name string) []byte {
	_, rest, _ := bytes.Cut(answer, []byte(name))
	for i, c := range rest {
		if c == ',' || c == '}' {
			return rest[:i]
		}
	}
	return nil
}

func (a *auroraText) ByNumber(n int64) (int, error) {
	return a.run(`query($n: Int!) { orders(where: {number: {eq: $n}}) `+all+` }`, map[string]any{"n": n})
}

func (a *auroraText) ByCustomer(c string) (int, error) {
	return a.run(`query($c: String!) { orders(where: {customer: {eq: $c}}) `+all+` }`, map[string]any{"c": c})
}

func (a *auroraText) Above(total float64) (int, error) {
	return a.run(`query($t: Float!) { orders(where: {total: {gt: $t}}) `+all+` }`, map[string]any{"t": total})
}

func (a *auroraText) From(placed int64, limit int) (int, error) {
	return a.run(`query($p: Int!, $l: Int!) { orders(where: {placed: {gte: $p}}, orderBy: {placed: ASC}, limit: $l) `+all+` }`,
		map[string]any{"p": placed, "l": limit})
}

func (a *auroraText) SumByStatus() (int, error) {
	r, err := a.db.Execute(context.Background(), `{ orders { groupBy(field: "status") { key aggregate { s: sum(field: "total") } } } }`, nil)
	return bytes.Count(r.Data(), []byte(`"key":`)), err
}

func (a *auroraText) Update(id string, total float64) error {
	n, err := a.run(`mutation($id: String!, $t: Float!) { update(collection: "orders", id: $id, set: {total: $t}) { id } }`,
		map[string]any{"id": id, "t": total})
	return expect(n, 1, err)
}

func (a *auroraText) Delete(id string) error {
	n, err := a.run(`mutation($id: String!) { deleteFrom(collection: "orders", id: $id) { id } }`, map[string]any{"id": id})
	return expect(n, 1, err)
}
