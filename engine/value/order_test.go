package value

import (
	"bytes"
	"cmp"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestCompareIsKeyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := genValue(2).Draw(t, "a"), genValue(2).Draw(t, "b")
		ka, kb := AppendKey(nil, a), AppendKey(nil, b)
		want := Compare(a, b)
		if got := bytes.Compare(ka, kb); got != want {
			t.Fatalf("Compare %d, keys %d: %x %x", want, got, ka, kb)
		}
		if got := bytes.Compare(AppendKeyDesc(nil, a), AppendKeyDesc(nil, b)); got != -want {
			t.Fatalf("descending keys %d, want %d", got, -want)
		}
		if Compare(b, a) != -want || Equal(a, b) != (want == 0) {
			t.Fatal("Compare is not antisymmetric")
		}
		if want != 0 && (bytes.HasPrefix(ka, kb) || bytes.HasPrefix(kb, ka)) {
			t.Fatalf("one key begins with the other: %x %x", ka, kb)
		}
		if got := CompareRaw(Encode(a), Encode(b)); got != want {
			t.Fatalf("CompareRaw %d, Compare %d", got, want)
		}
	})
}

func TestCompareIsTransitive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := genValue(1)
		a, b, c := g.Draw(t, "a"), g.Draw(t, "b"), g.Draw(t, "c")
		if Compare(a, b) <= 0 && Compare(b, c) <= 0 && Compare(a, c) > 0 {
			t.Fatal("a ≤ b ≤ c but a > c")
		}
	})
}

// All pairs of the interesting numbers against exact arithmetic.
func TestNumbersCompareExactly(t *testing.T) {
	type number struct {
		v     Value
		exact *big.Float
	}
	var all []number
	for _, n := range someInts {
		all = append(all, number{IntValue(n), new(big.Float).SetInt64(n)})
	}
	for _, f := range someFloats {
		all = append(all, number{FloatValue(f), new(big.Float).SetFloat64(f)})
	}
	for _, a := range all {
		for _, b := range all {
			want := a.exact.Cmp(b.exact)
			if got := Compare(a.v, b.v); got != want {
				t.Errorf("Compare(%s, %s) = %d, want %d", a.v.Text(), b.v.Text(), got, want)
			}
			if got := bytes.Compare(AppendKey(nil, a.v), AppendKey(nil, b.v)); got != want {
				t.Errorf("keys of %s, %s: %d, want %d", a.v.Text(), b.v.Text(), got, want)
			}
		}
	}
}

func TestTotalOrderOfKinds(t *testing.T) {
	order := []Value{
		NullValue(), BoolValue(false), BoolValue(true), FloatValue(-1.5), IntValue(0), FloatValue(0.5), StringValue(""), StringValue("a"),
		UuidValue([16]byte{}), DateTimeValue(MinSecond, 0), DateTimeValue(-1, 5), DateTimeValue(0, 0), BytesValue(nil), BytesValue([]byte{0}),
		ArrayValue(nil), ArrayValue([]Value{IntValue(1)}), ArrayValue([]Value{IntValue(1), NullValue()}), ArrayValue([]Value{IntValue(2)}),
		ObjectValue(nil), ObjectValue([]Field{{"a", IntValue(1)}}), ObjectValue([]Field{{"b", IntValue(0)}, {"a", IntValue(1)}}), ObjectValue([]Field{{"b", IntValue(0)}}),
	}
	for i, a := range order {
		for j, b := range order {
			if got := Compare(a, b); got != cmp.Compare(i, j) {
				t.Errorf("Compare(%s, %s) = %d", a.AppendJSON(nil), b.AppendJSON(nil), got)
			}
		}
		lo, hi := KeyBounds(a.Kind())
		if k := AppendKey(nil, a); k[0] < lo || k[0] >= hi {
			t.Errorf("key %x of a %s is outside its bounds", k, a.Kind())
		}
	}
}

func TestKeyPrefixCoversStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prefix, s := rapid.SampledFrom(someTexts).Draw(t, "prefix"), rapid.SampledFrom(someTexts).Draw(t, "s")
		want := len(s) >= len(prefix) && s[:len(prefix)] == prefix
		key := AppendKeyPrefix(nil, prefix)
		// "a" ends in 61 and is a prefix of the key of "a\x00" too.
		if got := bytes.HasPrefix(AppendKey(nil, StringValue(s)), key); got != want {
			t.Fatalf("prefix %q of %q: %v", prefix, s, got)
		}
	})
}

func TestKeyRoundTripAndConcatenation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := genValue(2).Draw(t, "a"), genValue(2).Draw(t, "b")
		key := AppendKey(AppendKeyDesc(AppendKey(nil, a), b), a)
		got, rest, err := DecodeKey(key)
		if err != nil || !Equal(got, a) {
			t.Fatalf("first: %v", err)
		}
		if got, rest, err = DecodeKeyDesc(rest); err != nil || !Equal(got, b) {
			t.Fatalf("second: %v", err)
		}
		if got, rest, err = DecodeKey(rest); err != nil || !Equal(got, a) || len(rest) != 0 {
			t.Fatalf("third: %v, %d bytes left", err, len(rest))
		}
	})
}

func FuzzDecodeKey(f *testing.F) {
	f.Add([]byte{keyNull})
	f.Add(AppendKey(nil, ObjectValue([]Field{{"a\x00", ArrayValue([]Value{IntValue(1<<53 + 1), FloatValue(-1e300), StringValue("é")})}})))
	f.Add(AppendKey(AppendKey(nil, DateTimeValue(-1, 1)), UuidValue([16]byte{1})))
	f.Add(bytes.Repeat([]byte{keyArray}, MaxDepth+9))
	f.Add([]byte{keyNumber, 0xff, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, rest, err := DecodeKey(b)
		if err != nil {
			return
		}
		// What decodes is exactly what is written.
		if key := AppendKey(nil, v); !bytes.Equal(key, b[:len(b)-len(rest)]) {
			t.Fatalf("%x decodes to a value with key %x", b, key)
		}
	})
}
