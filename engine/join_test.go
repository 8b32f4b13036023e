package engine_test

import (
	"context"
	"testing"
)

// TestLookupKinds joins numbers and texts that spell each other, in both
// directions, through an index of each type and without an index: an index of
// one type is asked only for values that it can hold, and answers the same.
func TestLookupKinds(t *testing.T) {
	ctx := context.Background()
	db := open(t, nil)
	for _, text := range []string{
		`schema { define collection left { n: Int  s: String  mixed: Any } }`,
		`schema { define collection right { k: Int  int: Int @indexed  text: String @indexed  float: Float @indexed  plain: Any } }`,
		`mutation { insertMany(collection: "left", data: [{n: 5, s: "5", mixed: [5, "7"]}, {n: 6, s: "x", mixed: "6"}, {n: null, s: null, mixed: null}]) { n } }`,
		`mutation { insertMany(collection: "right", data: [
			{k: 1, int: 5, text: "5", float: 5.0, plain: 5},
			{k: 2, int: 6, text: "6", float: 6.5, plain: "6"},
			{k: 3, int: 7, text: "x", float: 7.0, plain: "x"},
			{k: 4, int: null, text: null, float: null, plain: null}]) { k } }`,
	} {
		if _, err := db.Execute(ctx, text, nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ local, foreign, want string }{
		{"n", "int", `[[1],[2],[]]`}, {"n", "text", `[[1],[2],[]]`}, {"n", "float", `[[1],[],[]]`}, {"n", "plain", `[[1],[2],[]]`},
		{"s", "int", `[[1],[],[]]`}, {"s", "text", `[[1],[3],[]]`}, {"s", "float", `[[1],[],[]]`}, {"s", "plain", `[[1],[3],[]]`},
		{"mixed", "int", `[[1,3],[2],[]]`}, {"mixed", "text", `[[1],[2],[]]`}, {"mixed", "float", `[[1,3],[],[]]`},
	} {
		r, err := db.Execute(ctx, `{ left { r: lookup(collection: "right", localField: "`+c.local+`", foreignField: "`+c.foreign+`") { k } } }`, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := squeeze(string(r.JSON()))
		if got != c.want {
			t.Errorf("%s = %s: %s, want %s; %s", c.local, c.foreign, got, c.want, r.JSON())
		}
	}
}

// squeeze leaves of an answer only the lists of k.
func squeeze(answer string) string {
	var out []byte
	for i := 0; i < len(answer); i++ {
		switch b := answer[i]; {
		case b == '[' || b == ']' || b >= '0' && b <= '9':
			out = append(out, b)
		case b == ',' && len(out) > 0 && out[len(out)-1] != '[':
			out = append(out, b)
		}
	}
	return string(out)
}
