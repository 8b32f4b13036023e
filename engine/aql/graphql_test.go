package aql

import (
	"testing"

	gql "github.com/vektah/gqlparser/v2/ast"
	gqlparser "github.com/vektah/gqlparser/v2/parser"

	"github.com/auroradb/aurora/engine/dberr"
)

// TestGraphQLIsAQL parses with gqlparser itself: what it accepts, we accept.
func TestGraphQLIsAQL(t *testing.T) {
	texts := append(statements(t),
		`query ($a: [[Int!]!]! = [[1]] , $b: T) @live { a @include(if: $x) { b ... { c } ... on d @skip(if: true) { e } } }`,
		`subscription S { a(b: {c: [{d: E}, -1.5e-3, """f"""]}) }`,
		`"described" query Q("too" $a: Int) { a } """and""" fragment F on a { b }`,
		"{ query mutation subscription fragment on true false null: null schema __typename }",
		"\ufeff{ a, b,\r\n c # d\r e }",
		`{ a(b: "\u{1F600}\ud83d\ude00\/") }`,
	)
	n := 0
	for _, text := range texts {
		doc, err := gqlparser.ParseQuery(&gql.Source{Input: text})
		if err != nil || len(doc.Operations) == 0 {
			continue
		}
		n++
		if _, err := Parse(text, Limits{}); dberr.CodeOf(err) == dberr.Syntax {
			t.Errorf("%s\n%s", errorLine(err), text)
		}
	}
	if n < 100 {
		t.Errorf("only %d texts are GraphQL", n)
	}
}
