package conformance

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, text string) any {
	t.Helper()
	v, err := Parse([]byte(text))
	if err != nil {
		t.Fatalf("parse %s: %v", text, err)
	}
	return v
}

const goods = `{"data": {"goods": [
	{"sku": "A1", "n": 9007199254740993, "price": 40, "meta": {"b": 1, "a": 2}, "at": "2026-01-02T03:04:05Z"},
	{"sku": "B2", "n": 2, "price": 0.5, "id": "0192f0c1-2345-7abc-8def-0123456789ab"}]},
	"extensions": {"explain": {"op": "scan", "rows": 2}}}`

const failed = `{"errors": [{"message": "unknown operator \"gtt\" on goods", "locations": [{"line": 2, "column": 9}],
	"extensions": {"code": "UNKNOWN_OPERATOR"}}]}`

// Each form with an expectation that holds and ones that are wrong: a planted
// wrong expectation must be caught.
func TestForms(t *testing.T) {
	tests := []struct {
		form, response, right string
		wrong                 []string
	}{
		{"data", `{"data": {"a": [1, 40.0, null]}}`, `{"data": {"a": [1, 40, null]}}`, []string{
			`{"data": {"a": [1, 40]}}`, `{"data": {"a": [1, 40, 0]}}`, `{"data": {}}`, `{"data": {"a": [40, 1, null]}}`, `{"data": {"a": {}}}`, `{"data": null}`,
		}},
		{"data", `{"data": {"n": 9007199254740993}}`, `{"data": {"n": 9007199254740993}}`, []string{`{"data": {"n": 9007199254740992}}`, `{"data": {"n": 9007199254740993.5}}`}},
		{"match", goods, `{"match": {"goods": [{"sku": "$string", "at": "$datetime", "id": "$absent", "meta": "$nonEmpty"}, {"id": "$uuid", "n": "$int", "price": "$number"}]}}`, []string{
			`{"match": {"goods": [{"sku": "$int"}, {}]}}`, `{"match": {"goods": [{"sku": "$absent"}, {}]}}`, `{"match": {"goods": [{}]}}`, `{"match": {"goods": [{"x": "$any"}, {}]}}`,
			`{"match": {"goods": [{"sku": "$uuid"}, {}]}}`, `{"match": {"goods": [{}, {"price": "$int"}]}}`, `{"match": {"goods": [{"sku": "$datetime"}, {}]}}`, `{"match": {"goods": [{"sku": "$bool"}, {}]}}`,
			`{"match": {"goods": [{"sku": "$number"}, {}]}}`, `{"match": {"goods": [{"meta": {"a": "$nonEmpty", "c": "$any"}}, {}]}}`,
		}},
		{"rows", goods, `{"rows": {"path": "goods", "key": "sku", "set": ["B2", "A1"]}}`, []string{
			`{"rows": {"path": "goods", "key": "sku", "set": ["A1"]}}`, `{"rows": {"path": "goods", "key": "sku", "set": ["A1", "A1"]}}`, `{"rows": [{"path": "goods.0", "key": "sku", "set": []}]}`,
		}},
		{"ordered", goods, `{"ordered": {"path": "goods", "key": "sku", "values": ["A1", "B2"]}}`, []string{
			`{"ordered": {"path": "goods", "key": "sku", "values": ["B2", "A1"]}}`, `{"ordered": {"path": "nothing", "key": "sku", "values": []}}`,
		}},
		{"approx", goods, `{"approx": {"path": "goods.1.price", "value": 0.5000001, "tolerance": 0.001}}`, []string{
			`{"approx": {"path": "goods.1.price", "value": 0.51}}`, `{"approx": {"path": "goods.1.sku", "value": 1}}`,
		}},
		{"keys", goods, `{"keys": [{"path": "goods.0.meta", "list": ["b", "a"]}, {"path": "goods.0.meta", "set": ["a", "b"]}]}`, []string{
			`{"keys": {"path": "goods.0.meta", "list": ["a", "b"]}}`, `{"keys": {"path": "goods.0.meta", "set": ["a"]}}`, `{"keys": {"path": "goods", "set": []}}`,
		}},
		{"has", goods, `{"has": {"path": "goods", "items": [{"sku": "B2"}], "not": [{"sku": "C3"}]}}`, []string{
			`{"has": {"path": "goods", "items": [{"sku": "C3"}]}}`, `{"has": {"path": "goods", "items": [], "not": [{"sku": "A1"}]}}`, `{"has": {"path": "x", "items": []}}`,
		}},
		{"contains", goods, `{"contains": [{"path": "goods.0.sku", "texts": ["A"], "not": ["B"]}, {"path": "goods", "texts": ["\"sku\":\"B2\""]}]}`, []string{
			`{"contains": {"path": "goods.0.sku", "texts": ["B"]}}`, `{"contains": {"path": "goods.0.sku", "not": ["A1"]}}`,
		}},
		{"size", goods, `{"size": {"path": "goods", "is": 2}}`, []string{`{"size": {"path": "goods", "is": 3}}`, `{"size": {"path": "goods.0", "is": 1}}`}},
		{"extensions", goods, `{"extensions": {"explain": {"rows": 2}}}`, []string{`{"extensions": {"explain": {"rows": 3}}}`, `{"extensions": {"cost": "$any"}}`}},
		{"error", failed, `{"error": ["SYNTAX", "UNKNOWN_OPERATOR"]}`, []string{`{"error": "SYNTAX"}`, `{"error": ["SYNTAX"]}`, `{}`, `{"data": {}}`}},
		{"error", failed, `{"error": "*"}`, nil},
		{"error", goods, `{}`, []string{`{"error": "*"}`, `{"error": "SYNTAX"}`}},
		{"errorContains", failed, `{"errorContains": ["GTT", "goods"]}`, []string{`{"errorContains": "lte"}`, `{"errorContains": ["gtt", "users"]}`}},
		{"errorAt", failed, `{"errorAt": {"line": 2, "column": 9}}`, []string{`{"errorAt": {"line": 3}}`, `{"errorAt": {"line": 2, "column": 1}}`}},
		{"noData", failed, `{"error": "*", "noData": true}`, nil},
		{"noData", `{"data": {"a": 1}}`, `{}`, []string{`{"noData": true}`}},
		{"errorsAllowed", `{"data": {"a": null}, "errors": [{"message": "division by zero", "extensions": {"code": "INVALID_ARGUMENT"}}]}`,
			`{"errorsAllowed": true, "data": {"a": null}}`, []string{`{"data": {"a": null}}`, `{"errorsAllowed": true, "data": {"a": 1}}`}},
		{"batch", `{"batch": [{"data": {"a": 1}}, ` + failed + `]}`, `{"batch": [{"data": {"a": 1}}, {"error": "*"}]}`, []string{
			`{"batch": [{"data": {"a": 1}}]}`, `{"batch": [{"data": {"a": 2}}, {"error": "*"}]}`, `{"batch": [{"data": {"a": 1}}, {"error": "SYNTAX"}]}`,
		}},
		{"batch", goods, `{}`, []string{`{"batch": []}`}},
		{"anyOf", failed, `{"anyOf": [{"data": {}}, {"error": "UNKNOWN_OPERATOR"}]}`, []string{`{"anyOf": [{"data": {}}, {"error": "SYNTAX"}]}`}},
		{"save", goods, `{"save": {"first": "data.goods.0.sku"}}`, []string{`{"save": {"first": "data.goods.7.sku"}}`}},
	}
	seen := map[string]bool{}
	for _, tt := range tests {
		seen[tt.form] = true
		response := parse(t, tt.response)
		if bad := Check(response, parse(t, tt.right).(*Object), map[string]any{}); bad != "" {
			t.Errorf("%s: %s is right but was refused: %s", tt.form, tt.right, bad)
		}
		for _, wrong := range tt.wrong {
			if Check(response, parse(t, wrong).(*Object), map[string]any{}) == "" {
				t.Errorf("%s: the planted %s was not caught", tt.form, wrong)
			}
		}
	}
	for _, form := range Forms() {
		if !seen[form] {
			t.Errorf("no test plants a wrong %q", form)
		}
	}
	if Check(parse(t, goods), parse(t, `{"dta": {}}`).(*Object), nil) == "" {
		t.Error("an unknown form was not caught")
	}
}

func TestMalformedErrors(t *testing.T) {
	for _, response := range []string{
		`{"errors": []}`, `{"errors": {}}`, `{"errors": [{"message": "", "extensions": {"code": "SYNTAX"}}]}`,
		`{"errors": [{"message": "x"}]}`, `{"errors": [{"message": "x", "extensions": {"code": "OOPS"}}]}`,
		`{"errors": [{"message": "SYNTAX: x", "extensions": {"code": "SYNTAX"}}]}`,
		`{"errors": [{"message": "x", "locations": [{"line": 0, "column": 1}], "extensions": {"code": "SYNTAX"}}]}`,
		`{"errors": [{"message": "x", "locations": [{"line": 1}], "extensions": {"code": "SYNTAX"}}]}`, `[]`, `null`,
	} {
		if Check(parse(t, response), parse(t, `{"error": "*"}`).(*Object), nil) == "" {
			t.Errorf("malformed %s was not caught", response)
		}
	}
}

func TestSaved(t *testing.T) {
	saved := map[string]any{}
	if bad := Check(parse(t, goods), parse(t, `{"save": {"s": "data.goods.0.sku"}}`).(*Object), saved); bad != "" {
		t.Fatal(bad)
	}
	if bad := Check(parse(t, goods), parse(t, `{"ordered": {"path": "goods", "key": "sku", "values": ["@s", "B2"]}}`).(*Object), saved); bad != "" {
		t.Error(bad)
	}
	if Check(parse(t, goods), parse(t, `{"ordered": {"path": "goods", "key": "sku", "values": ["@t", "B2"]}}`).(*Object), saved) == "" {
		t.Error("an unknown saved name was not caught")
	}
}

// JSON is read exactly and printed as JavaScript prints it.
func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		`40.0`: `40`, `9007199254740993`: `9007199254740993`, `-9223372036854775808`: `-9223372036854775808`, `1e3`: `1000`, `1e21`: `1e+21`,
		`0.000001`: `0.000001`, `1e-7`: `1e-7`, `-0`: `0`, `9007199254740991`: `9007199254740991`, `{"b":1,"a":[true,null,"<ü>\n"]}`: `{"b":1,"a":[true,null,"<ü>\n"]}`,
		`1234567890123456.5`: `1234567890123456.5`,
	} {
		if got := string(Print(parse(t, in))); got != want {
			t.Errorf("%s printed %s, want %s", in, got, want)
		}
	}
	for _, bad := range []string{``, `{`, `[1,]`, `1 2`, `{"a"}`, `nul`} {
		if _, err := Parse([]byte(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestPending(t *testing.T) {
	pending, err := ReadPending(strings.NewReader("# reason\nsearch/S01 # later\n\nsearch/S02\n"))
	if err != nil || len(pending) != 2 || !pending["search/S01"] {
		t.Fatalf("got %v, %v", pending, err)
	}
	for _, bad := range []string{"S01\n", "a/b c\n", "a/b\na/b\n"} {
		if _, err := ReadPending(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	listed, other := &Case{Group: "search", ID: "S01"}, &Case{Group: "filters", ID: "F01"}
	for _, tt := range []struct {
		c      *Case
		reason string
		fine   bool
	}{{listed, "not built", true}, {listed, "", false}, {other, "", true}, {other, "wrong", false}} {
		if got := Verdict(pending, tt.c, tt.reason); (got == "") != tt.fine {
			t.Errorf("%s with reason %q: verdict %q", tt.c.Name(), tt.reason, got)
		}
	}
}

// Every form and every key that the case files use is known to this port.
func TestFilesAreUnderstood(t *testing.T) {
	suites, err := Load(os.DirFS(casesDir))
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, s := range suites {
		cases += len(s.Cases)
		for _, c := range s.Cases {
			for _, f := range c.Fixtures {
				if s.Fixtures[f] == nil {
					t.Errorf("%s: fixture %s is not defined", c.Name(), f)
				}
			}
			for _, step := range c.Steps {
				for _, key := range step.Keys() {
					if !slices.Contains(strings.Fields("aql variables operationName expect retryMs stream name events"), key) {
						t.Errorf("%s: unknown key %q of a step", c.Name(), key)
					}
				}
				expect, _ := step.Get("expect")
				if o, ok := expect.(*Object); ok {
					for _, form := range o.Keys() {
						if !slices.Contains(Forms(), form) {
							t.Errorf("%s: unknown form %q", c.Name(), form)
						}
					}
				}
			}
		}
	}
	if cases != 708 {
		t.Errorf("%d cases, want the 708 of the suite", cases)
	}
}

const casesDir = "../../testdata/conformance"
