package plan

import (
	"context"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
)

// orders is a collection of n orders of ten fields with three indexes.
func orders(b testing.TB, n int) *shop {
	s := newShop()
	c := s.define(&catalog.Collection{
		Name: "orders",
		Fields: []*catalog.Field{
			field("no", catalog.Int), field("customer", catalog.String), field("status", catalog.String), field("total", catalog.Float),
		},
		Indexes: []*catalog.Index{
			{Name: "no", Unique: true, Parts: []catalog.Part{{Path: []string{"no"}}}},
			indexOn("customer", "customer"), indexOn("total", "total"),
		},
	})
	docs := make([]value.Value, n)
	for i := range docs {
		str, num := value.StringValue, value.IntValue
		docs[i] = value.ObjectValue([]value.Field{
			{Name: "id", Value: str("order-" + strconv.Itoa(i))}, {Name: "no", Value: num(int64(i))},
			{Name: "customer", Value: str("c" + strconv.Itoa(i%(n/100)))}, {Name: "status", Value: str([]string{"new", "paid", "sent"}[i%3])},
			{Name: "total", Value: value.FloatValue(float64(i*7919%n) / 10)}, {Name: "street", Value: str("Long street number " + strconv.Itoa(i))},
			{Name: "city", Value: str("City " + strconv.Itoa(i%50))}, {Name: "note", Value: str("some text that nobody ever filters by, but that has to be skipped")},
			{Name: "count", Value: num(int64(i % 9))}, {Name: "tags", Value: value.ArrayValue([]value.Value{str("a"), str("b")})},
		})
	}
	s.insert(b, c, docs...)
	return s
}

func BenchmarkQuery(b *testing.B) {
	s := orders(b, 100_000)
	for _, c := range []struct{ name, text, vars string }{
		{"id", `query($v: ID!) { orders(where: {id: {eq: $v}}) { no total } }`, `{"v":"order-500"}`},
		{"unique", `query($v: Int!) { orders(where: {no: {eq: $v}}) { no total } }`, `{"v":4711}`},
		{"equality-100", `query($v: String!) { orders(where: {customer: {eq: $v}}) { no total status } }`, `{"v":"c17"}`},
		{"range-ordered-20", `query($v: Float!) { orders(where: {total: {gt: $v}}, orderBy: {total: ASC}, limit: 20) { no total } }`, `{"v":500}`},
		{"scan-filter", `{ orders(where: {city: {eq: "City 7"}, count: {gt: 8}}) { no } }`, ``},
		{"scan-count", `{ orders(where: {status: {eq: "paid"}}) { totalCount } }`, ``},
		{"sort-top-20", `{ orders(orderBy: {city: DESC, count: ASC}, limit: 20) { no } }`, ``},
		{"group", `{ orders { groupBy(field: "status") { key count aggregate { s: sum(field: "total") } } } }`, ``},
		{"lookup-1000", `{ orders(limit: 1000) { no l: lookup(collection: "orders", localField: "no", foreignField: "no") { total } } }`, ``},
		{"list-1000", `{ orders(limit: 1000) { id no customer status total } }`, ``},
	} {
		env, op := s.env(b, c.text, c.vars)
		f := op.Selections[0].(*ast.Field)
		var buf []byte
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var err error
				if buf, err = Root(context.Background(), env, buf[:0], f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPlan is what a request costs between its text, which is known, and its
// first document.
func BenchmarkPlan(b *testing.B) {
	s := orders(b, 10_000)
	for _, c := range []struct{ name, text, vars string }{
		{"equality", `query($v: String!) { orders(where: {customer: {eq: $v}}) { no total status } }`, `{"v":"c17"}`},
		{"range-ordered-20", `query($v: Float!) { orders(where: {total: {gt: $v}}, orderBy: {total: ASC}, limit: 20) { no total } }`, `{"v":500}`},
		{"two-fields", `query($v: Float!, $c: String) { orders(where: {total: {gt: $v}, city: {eq: $c}}, orderBy: {total: ASC}, limit: 20) { no total } }`, `{"v":500,"c":"City 7"}`},
		{"scan", `{ orders(where: {city: {eq: "City 7"}, count: {gt: 8}}) { no } }`, ``},
	} {
		env, op := s.env(b, c.text, c.vars)
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Explain(context.Background(), env, op.Selections[0].(*ast.Field)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
