package exec

import (
	"testing"

	"github.com/auroradb/aurora/engine/value"
)

func TestJoinValues(t *testing.T) {
	str, num, float := value.StringValue, value.IntValue, value.FloatValue
	uuid, _ := value.ParseUuid("01a205cc-d1a4-771f-87ee-d8cb23247827")
	for _, c := range []struct {
		local value.Value
		joins []value.Value
		not   []value.Value
	}{
		{str("7"), []value.Value{str("7"), num(7), float(7)}, []value.Value{num(8), str("07")}},
		{str("07"), []value.Value{str("07")}, []value.Value{num(7)}},
		{str("-3"), []value.Value{num(-3)}, nil},
		{str("7.5"), []value.Value{float(7.5)}, nil},
		{str("7.50"), nil, []value.Value{float(7.5)}},
		{str("1e3"), nil, []value.Value{num(1000), float(1000)}},
		{str(""), []value.Value{str("")}, []value.Value{num(0)}},
		{num(7), []value.Value{num(7), float(7), str("7")}, []value.Value{str("7.0"), str("07")}},
		{float(7), []value.Value{num(7), str("7")}, nil},
		{float(7.5), []value.Value{float(7.5), str("7.5")}, nil},
		{str(uuid.Text()), []value.Value{uuid}, nil},
		{uuid, []value.Value{str(uuid.Text())}, nil},
		{value.BoolValue(true), []value.Value{value.BoolValue(true)}, []value.Value{str("true"), num(1)}},
		{value.ArrayValue([]value.Value{str("7"), value.NullValue()}), []value.Value{num(7), str("7")}, []value.Value{value.NullValue()}},
	} {
		got := joinValues(nil, value.Encode(c.local))
		has := func(v value.Value) bool {
			for _, g := range got {
				if value.Equal(g, v) {
					return true
				}
			}
			return false
		}
		for _, v := range c.joins {
			if !has(v) {
				t.Errorf("%s does not join %s", c.local.AppendJSON(nil), v.AppendJSON(nil))
			}
		}
		for _, v := range c.not {
			if has(v) {
				t.Errorf("%s joins %s", c.local.AppendJSON(nil), v.AppendJSON(nil))
			}
		}
	}
}
