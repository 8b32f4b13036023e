package value_test

import (
	"testing"

	"github.com/auroradb/aurora/engine/value"
)

// TestRoom: objects of few fields lie in the room, larger ones elsewhere, and both say
// what ObjectValue says.
func TestRoom(t *testing.T) {
	var room value.Room
	for n := range 6 {
		fields := room.Fields(n)
		for i := range n {
			fields = append(fields, value.Field{Name: string(rune('a' + i)), Value: value.IntValue(int64(n + i))})
		}
		if got, want := room.Object(fields), value.ObjectValue(fields); !value.Equal(got, want) || got.Len() != n {
			t.Errorf("%d fields: %s, not %s", n, got.AppendJSON(nil), want.AppendJSON(nil))
		}
	}
	allocs := testing.AllocsPerRun(100, func() {
		fields := append(room.Fields(1), value.Field{Name: "id", Value: value.StringValue("x")})
		if v, ok := room.Object(fields).Get("id"); !ok || v.Str() != "x" {
			t.Error("the field is gone")
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations for an object of one field", allocs)
	}
}
