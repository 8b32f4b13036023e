package value

import (
	"math"

	"pgregory.net/rapid"
)

// interesting numbers and texts meet each other far more often than random ones.
var (
	someInts = []int64{0, 1, -1, 5, 1 << 53, 1<<53 + 1, 1<<53 - 1, -(1 << 53), -(1 << 53) - 1, 1<<54 + 1, 1<<62 + 1,
		math.MaxInt64, math.MaxInt64 - 1, math.MaxInt64 - 1023, math.MaxInt64 - 1024, math.MinInt64, math.MinInt64 + 1, math.MinInt64 + 1024}
	someFloats = []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1, 5, 1 << 53, -(1 << 53), 1<<53 + 2, 1 << 62, 1 << 63, -(1 << 63),
		1<<63 - 1024, 1e300, -1e300, 5e-324, math.MaxFloat64, -math.MaxFloat64, 1e18, 1e19, 123456789.123456789, 0.1}
	someTexts = []string{"", "a", "a\x00", "a\x00b", "\x00", "\x00ÿ", "\x00\x01", "aa", "b", "é", "😀", "\uffff", "meta", "maker", "meta.maker", "0", "1"}
)

func genScalar() *rapid.Generator[Value] {
	text := rapid.OneOf(rapid.SampledFrom(someTexts), rapid.StringN(0, 8, -1))
	return rapid.OneOf(
		rapid.Just(NullValue()),
		rapid.Map(rapid.Bool(), BoolValue),
		rapid.Map(rapid.OneOf(rapid.SampledFrom(someInts), rapid.Int64(), rapid.Int64Range(-3, 3)), IntValue),
		rapid.Map(rapid.OneOf(rapid.SampledFrom(someFloats), rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64)), FloatValue),
		rapid.Map(text, StringValue),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) Value { return UuidValue([16]byte(b)) }),
		rapid.Custom(func(t *rapid.T) Value {
			return DateTimeValue(rapid.Int64Range(MinSecond, MaxSecond).Draw(t, "sec"), rapid.Uint32Range(0, nanosPerSecond-1).Draw(t, "nsec"))
		}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 5), BytesValue),
	)
}

func genValue(depth int) *rapid.Generator[Value] {
	if depth == 0 {
		return genScalar()
	}
	return rapid.Custom(func(t *rapid.T) Value {
		switch rapid.IntRange(0, 5).Draw(t, "shape") {
		case 0, 1:
			items := rapid.SliceOfN(genValue(depth-1), 0, 4).Draw(t, "items")
			return ArrayValue(items)
		case 2, 3:
			return genObject(depth).Draw(t, "object")
		}
		return genScalar().Draw(t, "scalar")
	})
}

func genObject(depth int) *rapid.Generator[Value] {
	return rapid.Custom(func(t *rapid.T) Value {
		names := rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom(someTexts), rapid.StringN(0, 4, -1)), 0, 20, rapid.ID[string]).Draw(t, "names")
		var fields []Field
		for _, n := range names {
			fields = append(fields, Field{Name: n, Value: genValue(depth-1).Draw(t, "value")})
		}
		return ObjectValue(fields)
	})
}

// jsonOnly replaces kinds that JSON does not have by their text.
func jsonOnly(v Value) Value {
	switch v.Kind() {
	case Uuid, DateTime, Bytes:
		return StringValue(v.Text())
	case Array:
		items := make([]Value, len(v.Items()))
		for i, x := range v.Items() {
			items[i] = jsonOnly(x)
		}
		return ArrayValue(items)
	case Object:
		fields := make([]Field, len(v.Fields()))
		for i, f := range v.Fields() {
			fields[i] = Field{Name: f.Name, Value: jsonOnly(f.Value)}
		}
		return ObjectValue(fields)
	}
	return v
}
