package aql

import "testing"

// benchQuery has 300 bytes.
const benchQuery = `query Cheap($max: Float = 50, $kinds: [String!]) {
  bargains: products(where: { price: { lte: $max }, kind: { in: $kinds } }, orderBy: { price: ASC }, limit: 5, offset: 0) {
    id title: name price
    total: price * qty
    meta { maker year } ...Tail
  }
}
fragment Tail on products { sku tags active stock }`

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(benchQuery)))
	b.ReportAllocs()
	var p Parser
	for b.Loop() {
		if _, err := p.Parse(benchQuery, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLex(b *testing.B) {
	lim := DefaultLimits()
	b.SetBytes(int64(len(benchQuery)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := lex(benchQuery, lim); err != nil {
			b.Fatal(err)
		}
	}
}
