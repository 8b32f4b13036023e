package value

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"
)

// TestFieldAfter asks for names in any order, each from where the one before
// was found, and compares with Field.
func TestFieldAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringN(0, 3, -1), 0, 8, rapid.ID[string]).Draw(t, "names")
		var fields []Field
		for i, n := range names {
			fields = append(fields, Field{Name: n, Value: IntValue(int64(i) * 1000)})
		}
		raw := Encode(ObjectValue(fields))
		place := 0
		for _, n := range rapid.SliceOf(rapid.SampledFrom(append(names, "absent"))).Draw(t, "asked") {
			want, found := raw.Field(n)
			got, next, ok := raw.FieldAfter(n, place)
			if ok != found || !bytes.Equal(got, want) {
				t.Fatalf("FieldAfter(%q, %d) = %x, %v; want %x, %v", n, place, got, ok, want, found)
			}
			place = next
		}
	})
	if _, _, ok := Encode(IntValue(1)).FieldAfter("x", 0); ok {
		t.Fatal("a number has a member")
	}
}
