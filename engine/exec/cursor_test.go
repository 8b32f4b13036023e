package exec

import (
	"bytes"
	"testing"

	"github.com/auroradb/aurora/engine/value"
)

func sample() Order {
	return Order{{Ref: NewRef("a")}, {Ref: NewRef("b.c"), Desc: true}}
}

func TestCursorBelongsToItsOrder(t *testing.T) {
	o := sample()
	d := value.Encode(value.ObjectValue([]value.Field{{Name: "a", Value: value.StringValue("x\x00y")}, {Name: "b", Value: value.IntValue(1)}}))
	key := o.AppendKey(nil, &Row{Num: 7, Doc: d})
	text := string(o.AppendCursor(nil, "goods", key))
	got, ok := o.ParseCursor("goods", text)
	if !ok || !bytes.Equal(got, key) {
		t.Fatalf("%q is not read back: %x", text, got)
	}
	if _, ok := o.ParseCursor("wares", text); ok {
		t.Error("accepted for another collection")
	}
	up := sample()
	up[1].Desc = false
	for _, other := range []Order{nil, o[:1], up} {
		if _, ok := other.ParseCursor("goods", text); ok {
			t.Errorf("accepted for the order %q", other.String())
		}
	}
	for i := range text {
		if _, ok := o.ParseCursor("goods", text[:i]); ok {
			t.Errorf("accepted when cut to %d characters", i)
		}
	}
}

// FuzzCursor finds texts that make the decoder panic, or that are taken as
// another cursor than the one they spell.
func FuzzCursor(f *testing.F) {
	o := sample()
	d := value.Encode(value.ObjectValue([]value.Field{{Name: "a", Value: value.FloatValue(1.5)}}))
	f.Add(string(o.AppendCursor(nil, "goods", o.AppendKey(nil, &Row{Num: 1, Doc: d}))))
	for _, s := range []string{"", "garbage", "Zm9v", "AQAAAAAAAAAAAAAAAA", "AdBuMDEAAAAAAAAAAQ", "AcZgfFYIX00000000076000000\n00000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, ok := o.ParseCursor("goods", text)
		if ok && string(o.AppendCursor(nil, "goods", key)) != text {
			t.Errorf("%q and %q are one cursor", text, o.AppendCursor(nil, "goods", key))
		}
	})
}
