package filter

import (
	"testing"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"pgregory.net/rapid"
)

// A condition that is compiled by itself is the filter that says the same.
func TestConditionIsCompile(t *testing.T) {
	open, strict := goods(), goods()
	strict.Strict = true
	names := []string{"sku", "price", "qty", "tags", "active", "meta", "o", "at", "u", "b", "mail", "vec", "dims", "id", "_sid", "none", "", "and", "or", "not", "meta.year"}
	operands := append(append([]value.Value{}, atoms...), value.ArrayValue(nil), value.ArrayValue(atoms[:3]),
		value.ObjectValue(nil), value.ObjectValue([]value.Field{{Name: "w", Value: value.IntValue(1)}}))
	ops := append(opNames(), "eqq", "")
	rapid.Check(t, func(t *rapid.T) {
		coll := rapid.SampledFrom([]*catalog.Collection{open, strict}).Draw(t, "collection")
		name, op := rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(ops).Draw(t, "operator")
		operand := rapid.SampledFrom(operands).Draw(t, "operand")
		filter, ok, err := Condition(coll, name, op, operand)
		whole := value.ObjectValue([]value.Field{{Name: name, Value: value.ObjectValue([]value.Field{{Name: op, Value: operand}})}})
		want, wantErr := Compile(coll, bind.FromValue(whole, dberr.Position{}))
		if !ok && err == nil {
			if opOf(op) != 0 && name == "sku" {
				t.Fatalf("%s: %s is no condition", name, op)
			}
			return
		}
		if (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
			t.Fatalf("%s: %s: %v, not %v", name, op, err, wantErr)
		}
		if err != nil {
			return
		}
		d := value.Encode(genDoc().Draw(t, "document"))
		if filter.Match(d) != want.Match(d) || filter.Never() != want.Never() || filter.All() != want.All() || filter.Exact() != want.Exact() {
			t.Fatalf("%s: %s does not do what the filter does", name, op)
		}
		got, preds := filter.Conjuncts(), want.Conjuncts()
		if len(got) != len(preds) {
			t.Fatalf("%s: %s implies %v, not %v", name, op, got, preds)
		}
		for i := range preds {
			if got[i].String() != preds[i].String() {
				t.Fatalf("%s: %s implies %v, not %v", name, op, got, preds)
			}
		}
	})
}
