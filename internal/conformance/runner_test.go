package conformance

import (
	"context"
	"strings"
	"testing"
	"time"
)

// fake answers every text with its own JSON, "null" hangs, and streams hold the
// events of the list that the text is.
type fake struct{ opened *int }

func (f fake) Open(context.Context) (Database, error) {
	*f.opened++
	return f, nil
}
func (f fake) Close() error { return nil }

func (f fake) Execute(ctx context.Context, text string, variables any, _ string) any {
	if text == "hang" {
		<-ctx.Done()
		return nil
	}
	if text == "variables" {
		o := &Object{}
		o.Set("data", variables)
		return o
	}
	v, err := Parse([]byte(text))
	if err != nil {
		panic(err)
	}
	return v
}

func (f fake) Stream(_ context.Context, text string, _ any) (Stream, any) {
	v, err := Parse([]byte(text))
	if err != nil {
		panic(err)
	}
	if o, ok := v.(*Object); ok {
		return nil, o
	}
	events := v.([]any)
	return &fakeStream{events}, nil
}

type fakeStream struct{ events []any }

func (s *fakeStream) Next(ctx context.Context) (any, bool) {
	if len(s.events) == 0 {
		<-ctx.Done()
		return nil, false
	}
	e := s.events[0]
	s.events = s.events[1:]
	if e == "end" {
		return End{"over"}, true
	}
	return e, true
}

// A runner must see each of these planted faults, and accept their right twins.
func TestRunner(t *testing.T) {
	tests := []struct{ name, steps, want string }{
		{"right", `[{"aql": "{\"data\": {\"a\": 1}}", "expect": {"data": {"a": 1}}}]`, ""},
		{"wrong data", `[{"aql": "{\"data\": {\"a\": 1}}", "expect": {"data": {"a": 2}}}]`, "expected 2"},
		{"unexpected error", `[{"aql": "{\"errors\": [{\"message\": \"x\", \"extensions\": {\"code\": \"SYNTAX\"}}]}"}]`, "unexpected error SYNTAX"},
		{"hang", `[{"aql": "hang"}]`, "no answer within"},
		{"second step", `[{"aql": "{\"data\": 1}"}, {"aql": "{\"data\": 1}", "expect": {"data": 2}}]`, "step 2: "},
		{"retry ends", `[{"aql": "{\"data\": 1}", "retryMs": 60, "expect": {"data": 2}}]`, "expected 2"},
		{"saved in variables", `[{"aql": "{\"data\": {\"id\": \"x\"}}", "expect": {"save": {"i": "data.id"}}}, {"aql": "variables", "variables": {"v": "@i"}, "expect": {"data": {"v": "x"}}}]`, ""},
		{"events", `[{"stream": "[{\"seq\": 1}, {\"seq\": 2}]", "name": "s"}, {"events": {"stream": "s", "match": [{"seq": 1}, {"seq": "$int"}], "none_after_ms": 20, "save": {"s": "1.seq"}}}]`, ""},
		{"wrong event", `[{"stream": "[{\"seq\": 1}]", "name": "s"}, {"events": {"stream": "s", "match": [{"seq": 2}]}}]`, "event 1.seq: expected 2"},
		{"no event", `[{"stream": "[]", "name": "s"}, {"events": {"stream": "s", "match": [{}], "within_ms": 20}}]`, "did not arrive"},
		{"extra event", `[{"stream": "[{\"seq\": 1}]", "name": "s"}, {"events": {"stream": "s", "match": [], "none_after_ms": 20}}]`, "unexpected further event"},
		{"ended", `[{"stream": "[\"end\"]", "name": "s"}, {"events": {"stream": "s", "match": [{}]}}]`, "ended before event 1: over"},
		{"no such stream", `[{"events": {"stream": "s", "match": []}}]`, "no stream named s"},
		{"refused", `[{"stream": "{\"errors\": [{\"message\": \"x\", \"extensions\": {\"code\": \"SYNTAX\"}}]}", "name": "s", "expect": {"error": "SYNTAX"}}]`, ""},
		{"not refused", `[{"stream": "[]", "name": "s", "expect": {"error": "SYNTAX"}}]`, "expected error"},
		{"nothing to do", `[{"expect": {}}]`, "neither aql"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opened := 0
			r := &Runner{Engine: fake{&opened}, Timeout: 50 * time.Millisecond}
			c := parseCase("g", parse(t, `{"id": "X", "title": "t", "steps": `+tt.steps+`}`).(*Object))
			got := r.Run(t.Context(), c)
			if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Fixtures and variants run before the steps, each run on a fresh database.
func TestVariants(t *testing.T) {
	opened := 0
	r := &Runner{Engine: fake{&opened}, Fixtures: map[string][]Statement{"f": {{Text: `{"data": 1}`}}}}
	c := parseCase("g", parse(t, `{"id": "X", "title": "t", "fixtures": ["f"], "variants": ["{\"data\": 1}", ["{\"data\": 1}", "{\"bad\": 1, \"errors\": 0}"]],
		"steps": [{"aql": "{\"data\": 1}"}]}`).(*Object))
	got := r.Run(t.Context(), c)
	if !strings.HasPrefix(got, "variant 2 (") || !strings.Contains(got, "setup") {
		t.Errorf("got %q", got)
	}
	if opened != 3 {
		t.Errorf("%d databases were opened, want 3", opened)
	}
}
