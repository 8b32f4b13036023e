package value

import (
	"bytes"
	"testing"

	"github.com/auroradb/aurora/engine/dberr"
	"pgregory.net/rapid"
)

func TestRawRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := genValue(3).Draw(t, "v")
		r := Encode(v)
		if n := size(&v); n != len(r) {
			t.Fatalf("%d bytes, reckoned with %d", len(r), n)
		}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		got, err := r.Decode()
		if err != nil {
			t.Fatal(err)
		}
		if again := Encode(got); !bytes.Equal(again, r) {
			t.Fatalf("%x encodes as %x", r, again)
		}
		if !Equal(got, v) || got.Kind() != v.Kind() || r.Kind() != v.Kind() || r.Len() != v.Len() {
			t.Fatal("another value came back")
		}
		if !bytes.Equal(r.AppendKey(nil), AppendKey(nil, v)) || !bytes.Equal(r.AppendKeyDesc(nil), AppendKeyDesc(nil, v)) {
			t.Fatal("the key of the encoded value differs")
		}
		if !bytes.Equal(r.AppendJSON(nil), v.AppendJSON(nil)) {
			t.Fatal("the JSON of the encoded value differs")
		}
	})
}

func TestRawScalars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := genScalar().Draw(t, "v")
		r := Encode(v)
		sec, nsec := v.Time()
		rsec, rnsec := r.Time()
		var u [16]byte
		copy(u[:], r.Uuid())
		if r.Bool() != v.Bool() || r.Int() != v.Int() || r.Float() != v.Float() || string(r.StrBytes()) != v.Str() || u != v.Uuid() ||
			!bytes.Equal(r.BytesOf(), v.BytesOf()) || rsec != sec || rnsec != nsec || r.IsNull() != v.IsNull() {
			t.Fatal("accessors of Raw and Value differ")
		}
	})
}

func TestRawPathIsValuePath(t *testing.T) {
	part := rapid.OneOf(rapid.SampledFrom(someTexts), rapid.SampledFrom([]string{"2", "01", "-1", "99999999999"}))
	rapid.Check(t, func(t *rapid.T) {
		v := genObject(3).Draw(t, "v")
		r := Encode(v)
		path := rapid.SliceOfN(part, 0, 4).Draw(t, "path")
		want, ok := v.Path(path)
		got, okRaw := r.Path(path)
		if ok != okRaw || (ok && !bytes.Equal(got, Encode(want))) {
			t.Fatalf("path %q: %v and %v", path, ok, okRaw)
		}
		if len(path) > 0 {
			want, ok = v.Get(path[0])
			if got, okRaw = r.Field(path[0]); ok != okRaw || (ok && !bytes.Equal(got, Encode(want))) {
				t.Fatalf("field %q: %v and %v", path[0], ok, okRaw)
			}
		}
		i := 0
		for name, x := range r.Each() {
			f := v.Fields()[i]
			if string(name) != f.Name || !bytes.Equal(x, Encode(f.Value)) {
				t.Fatalf("member %d differs", i)
			}
			i++
		}
		if i != len(v.Fields()) {
			t.Fatalf("%d members of %d", i, len(v.Fields()))
		}
	})
}

func TestExactKeyWinsOverPath(t *testing.T) {
	deep := ObjectValue([]Field{{"maker", StringValue("Deep")}, {"list", ArrayValue([]Value{IntValue(7), ObjectValue([]Field{{"w", IntValue(9)}})})}})
	doc := ObjectValue([]Field{{"meta", deep}, {"meta.maker", StringValue("Flat")}, {"x.y", IntValue(1)}})
	for _, c := range []struct {
		path []string
		want string
	}{
		{[]string{"meta", "maker"}, `"Flat"`},
		{[]string{"meta", "list", "0"}, "7"},
		{[]string{"meta", "list", "1", "w"}, "9"},
		{[]string{"meta", "list", "2"}, ""},
		{[]string{"meta", "list", "00"}, ""},
		{[]string{"x", "y"}, "1"},
		{[]string{"x.y"}, "1"},
		{[]string{"x"}, ""},
		{[]string{"meta", "maker", "z"}, ""},
	} {
		got, ok := Encode(doc).Path(c.path)
		if ok != (c.want != "") || (ok && string(got.AppendJSON(nil)) != c.want) {
			t.Errorf("path %q: %s, want %s", c.path, got.AppendJSON(nil), c.want)
		}
	}
}

func TestDepthIsBounded(t *testing.T) {
	v := IntValue(1)
	for range MaxDepth {
		v = ArrayValue([]Value{v})
	}
	if _, err := Encode(v).Decode(); err != nil || Encode(v).Check() != nil {
		t.Fatal("MaxDepth levels are refused")
	}
	if v.Depth() != MaxDepth {
		t.Fatalf("depth %d", v.Depth())
	}
	v = ArrayValue([]Value{v})
	if _, err := Encode(v).Decode(); dberr.CodeOf(err) != dberr.Corrupt || Encode(v).Check() == nil {
		t.Fatalf("more levels are accepted: %v", err)
	}
}

func TestAppendObject(t *testing.T) {
	r := Raw(AppendObject(nil, []string{"a", "b", "c"}, []Raw{Encode(IntValue(1)), nil, Encode(NullValue())}))
	if r.Check() != nil || string(r.AppendJSON(nil)) != `{"a":1,"c":null}` {
		t.Fatalf("%s", r.AppendJSON(nil))
	}
}

func TestRawDoesNotAllocate(t *testing.T) {
	r := Encode(sampleDoc())
	path := []string{"meta", "dims", "w"}
	other := Encode(IntValue(5))
	n := testing.AllocsPerRun(100, func() {
		if x, ok := r.Field("price"); !ok || CompareRaw(x, other) <= 0 {
			t.Error("price")
		}
		if _, ok := r.Path(path); !ok {
			t.Error("path")
		}
		if err := r.Check(); err != nil {
			t.Error(err)
		}
		if CompareRaw(r, r) != 0 {
			t.Error("compare")
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzRaw(f *testing.F) {
	f.Add([]byte(Encode(sampleDoc())))
	f.Add([]byte{tagObject, 3, 0, 0, 0, 1, 1, 'a'})
	f.Add([]byte{tagArray, 255, 255, 255, 255, 1})
	f.Add([]byte{tagString, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Add([]byte{tagFloat, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		r := Raw(b)
		// None of these may panic, whatever the bytes are.
		r.Field("a")
		r.Path([]string{"a", "0"})
		_ = r.Len()
		for x := range r.Items() {
			_ = CompareRaw(x, r)
		}
		for _, x := range r.Each() {
			_ = x.AppendKey(nil)
		}
		_ = r.AppendJSON(nil)
		err := r.Check()
		v, derr := r.Decode()
		if err == nil && derr != nil {
			t.Fatal("checked bytes do not decode")
		}
		if err == nil && !Equal(v, v) {
			t.Fatal("not equal to itself")
		}
		if err == nil && CompareRaw(r, Encode(v)) != 0 {
			t.Fatal("another value came back")
		}
	})
}

func sampleDoc() Value {
	return ObjectValue([]Field{
		{"id", StringValue("0190a1b2-0000-7000-8000-000000000001")}, {"sku", StringValue("A1")}, {"label", StringValue("a lamp for the desk")},
		{"kind", StringValue("home")}, {"qty", IntValue(10)}, {"active", BoolValue(true)},
		{"tags", ArrayValue([]Value{StringValue("light"), StringValue("desk")})},
		{"meta", ObjectValue([]Field{{"maker", StringValue("Oro")}, {"dims", ObjectValue([]Field{{"w", IntValue(3)}})}})},
		{"at", DateTimeValue(1_700_000_000, 5)}, {"price", FloatValue(40.5)},
	})
}

func BenchmarkRawField(b *testing.B) {
	r := Encode(sampleDoc())
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := r.Field("price"); !ok { // the last of ten
			b.Fatal("no price")
		}
	}
}

func BenchmarkRawPath(b *testing.B) {
	r := Encode(sampleDoc())
	path := []string{"meta", "dims", "w"}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := r.Path(path); !ok {
			b.Fatal("no path")
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	r := Encode(sampleDoc())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Decode(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawAppendJSON(b *testing.B) {
	r := Encode(sampleDoc())
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = r.AppendJSON(buf[:0])
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkParseJSON(b *testing.B) {
	text := sampleDoc().AppendJSON(nil)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseJSON(text, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
