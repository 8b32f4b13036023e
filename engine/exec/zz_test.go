package exec

import (
	"context"
	"testing"

	"github.com/auroradb/aurora/engine/value"
)

func BenchmarkZZProject(b *testing.B) {
	names := []string{"city", "customer", "email", "id", "lines", "note", "number", "paid", "placed", "status", "total"}
	var docs []value.Raw
	for i := range 64 {
		m := map[string]value.Value{"id": value.StringValue("order-00012345"), "number": value.IntValue(int64(i * 1733)), "customer": value.StringValue("customer-000123"), "placed": value.IntValue(int64(i * 1237)), "total": value.FloatValue(float64(i) / 4), "status": value.StringValue("packed"), "city": value.StringValue("Springfield on the River"), "email": value.StringValue("person.0001234@example.com"), "paid": value.BoolValue(true), "lines": value.IntValue(3), "note": value.StringValue("please ring twice and leave the parcel with the neighbour if nobody opens")}
		var fs []value.Field
		for _, n := range names {
			fs = append(fs, value.Field{Name: n, Value: m[n]})
		}
		docs = append(docs, value.Raw(value.Append(nil, value.ObjectValue(fs))))
	}
	p := NewProjection(11)
	for _, n := range []string{"id", "number", "customer", "placed", "total", "status", "city", "email", "paid", "lines", "note"} {
		p.Add(n, &FieldItem{Name: n})
	}
	buf := make([]byte, 0, 40000)
	b.ReportAllocs()
	w := NewWriter(context.Background(), &Env{}, buf)
	for i := 0; b.Loop(); i++ {
		w.Buf = buf
		row := Row{Doc: docs[i%64]}
		if err := p.Append(w, &row); err != nil {
			b.Fatal(err)
		}
	}
}
