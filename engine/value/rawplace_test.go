package value

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestMembers compares what lies where with Field.
func TestMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfNDistinct(rapid.StringN(0, 10, -1), 0, 80, rapid.ID[string]).Draw(t, "names")
		var fields []Field
		for i, n := range names {
			fields = append(fields, Field{Name: n, Value: IntValue(int64(i) * 1000)})
		}
		raw := Encode(ObjectValue(fields))
		members, all := raw.Members(nil)
		if all != (len(names) <= maxMembers) || len(members) != min(len(names), maxMembers) {
			t.Fatalf("%d members of %d, %v", len(members), len(names), all)
		}
		for i, m := range members {
			want, _ := raw.Field(names[i])
			name, other := NameOf(names[i]), NameOf(names[i]+"x")
			if got, ok := raw.Member(&m, &name); !ok || !bytes.Equal(got, want) {
				t.Fatalf("member %q = %x, %v; want %x", names[i], got, ok, want)
			}
			if _, ok := raw.Member(&m, &other); ok {
				t.Fatalf("member %q has another name too", names[i])
			}
			for j, s := range names {
				if name := NameOf(s); j != i {
					if _, ok := raw.Member(&m, &name); ok {
						t.Fatalf("member %q is found as %q", names[i], s)
					}
				}
			}
		}
		cut := raw[:rapid.IntRange(0, len(raw)).Draw(t, "cut")]
		if members, _ := cut.Members(nil); len(cut) < len(raw) && len(members) > 0 {
			t.Fatalf("%d members of an object that is cut", len(members))
		}
	})
	if m, all := Encode(IntValue(1)).Members(nil); len(m) > 0 || !all {
		t.Fatal("a number has members")
	}
}

// The products of a list are those of its numbers, whatever their kinds.
func TestProducts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.Float64Range(-1e6, 1e6), FloatValue),
			rapid.Map(rapid.Float64Range(-1e6, 1e6), FloatValue),
			rapid.Map(rapid.Int64Range(-1e6, 1e6), IntValue),
			rapid.Just(IntValue(math.MaxInt64)), // nine bytes, as a Float
			rapid.Just(NullValue()),
		), 0, 9).Draw(t, "items")
		v := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), len(items), len(items)).Draw(t, "vector")
		var dot, own, size float64
		numbers := true
		for i, x := range items {
			if numbers = numbers && x.IsNumber(); numbers {
				dot += x.Float() * v[i]
				own += x.Float() * x.Float()
				size += math.Abs(x.Float() * v[i])
			}
		}
		gotDot, gotOwn, ok := Encode(ArrayValue(items)).Products(v)
		if ok != numbers || ok && (math.Abs(gotDot-dot) > size*1e-12 || math.Abs(gotOwn-own) > own*1e-12) {
			t.Fatalf("%v %v %v, want %v %v %v", gotDot, gotOwn, ok, dot, own, numbers)
		}
		if _, _, ok := Encode(ArrayValue(items)).Products(append(v, 1)); ok {
			t.Fatal("a vector of another length")
		}
		if _, _, ok := Encode(IntValue(1)).Products(v); ok {
			t.Fatal("a number is no vector")
		}
	})
}
