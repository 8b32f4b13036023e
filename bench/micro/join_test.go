package micro

import (
	"testing"

	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
	"github.com/auroradb/aurora/storage/memory"
)

// Each of 10,000 documents with the one document that it names in another
// collection of 10,000, through an index.
func BenchmarkLookupJoin(b *testing.B) {
	db := shop(b, memory.New(), storage.None)
	must(b, db, `schema { define collection parcels { parcel: Int! @unique  number: Int! @indexed } }`, value.Value{})
	rows := make([]value.Value, documents)
	for i := range rows {
		rows[i] = value.ObjectValue([]value.Field{
			{Name: "parcel", Value: value.IntValue(int64(i))},
			{Name: "number", Value: value.IntValue(int64(i * 7919 % documents))},
		})
	}
	must(b, db, `mutation($rows: [Object!]!) { insertMany(collection: "parcels", data: $rows) { parcel } }`, variables("rows", value.ArrayValue(rows)))
	const text = `{ parcels { parcel order: lookup(collection: "orders", localField: "number", foreignField: "number") { total } } }`
	shortest := documents * len(`{"parcel":1,"order":[{"total":1}]},`)
	b.ReportAllocs()
	for b.Loop() {
		if n := must(b, db, text, value.Value{}); n < shortest {
			b.Fatalf("an answer of %d bytes cannot hold every parcel with its order", n)
		}
	}
}
