package conformance_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/internal/conformance"
	"github.com/auroradb/aurora/storage/memory"
)

const dir = "../../testdata/conformance"

// TestConformance runs every case of the language's suite in process. A case in
// pending.txt must fail, every other one must pass.
func TestConformance(t *testing.T) {
	suites, err := conformance.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "pending.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	pending, err := conformance.ReadPending(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suites {
		runner := &conformance.Runner{Engine: inProcess{}, Fixtures: s.Fixtures}
		t.Run(s.Group, func(t *testing.T) {
			t.Parallel()
			for _, c := range s.Cases {
				t.Run(c.ID, func(t *testing.T) {
					reason := runner.Run(t.Context(), c)
					if bad := conformance.Verdict(pending, c, reason); bad != "" {
						t.Error(bad)
					}
				})
			}
		})
		for _, c := range s.Cases {
			delete(pending, c.Name()) // what stays is no case
		}
	}
	for name := range pending {
		t.Errorf("pending.txt names %s, which is no case", name)
	}
}

// inProcess opens the engine on memory.
type inProcess struct{}

func (inProcess) Open(ctx context.Context) (conformance.Database, error) {
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		return nil, err
	}
	return database{db}, nil
}

type database struct{ db *engine.DB }

func (d database) Close() error { return d.db.Close() }

// request makes the engine's request; variables go through JSON, as a client's do.
func request(text string, variables any, operation string) (engine.Request, error) {
	r := engine.Request{Text: text, OperationName: operation}
	if variables == nil {
		return r, nil
	}
	v, err := value.ParseJSON(conformance.Print(variables), value.Limits{})
	r.Variables = v
	return r, err
}

func (d database) Execute(ctx context.Context, text string, variables any, operation string) any {
	r, err := request(text, variables, operation)
	if err != nil {
		return answer(engine.ErrorResponse(err).JSON())
	}
	return answer(d.db.Do(ctx, r).JSON())
}

// answer parses what the engine wrote; what is no JSON stays a text, which no
// expectation accepts.
func answer(body []byte) any {
	v, err := conformance.Parse(body)
	if err != nil {
		return "not JSON: " + string(body)
	}
	return v
}

func (d database) Stream(ctx context.Context, text string, variables any) (conformance.Stream, any) {
	r, err := request(text, variables, "")
	if err == nil {
		var sub *engine.Subscription
		if sub, err = d.db.Stream(ctx, r); err == nil {
			return stream{sub}, nil
		}
	}
	return nil, answer(engine.ErrorResponse(err).JSON())
}

type stream struct{ sub *engine.Subscription }

func (s stream) Next(ctx context.Context) (any, bool) {
	event, err := s.sub.Next(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, false
	case err != nil:
		return conformance.End{Reason: err.Error()}, true
	}
	return answer(event.JSON), true
}

// A fault that is planted into the engine's answers is found: the suite fails
// when every text is answered with nothing.
func TestConformanceCanFail(t *testing.T) {
	suites, err := conformance.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	var passed []string
	for _, s := range suites {
		runner := &conformance.Runner{Engine: mute{}, Fixtures: s.Fixtures}
		for _, c := range s.Cases {
			if c.Group != "subscriptions" && runner.Run(t.Context(), c) == "" {
				passed = append(passed, c.Name())
			}
		}
	}
	if len(passed) > 0 {
		t.Errorf("an engine that answers nothing passes %s", strings.Join(passed, " "))
	}
}

// mute answers every text with empty data.
type mute struct{}

func (mute) Open(context.Context) (conformance.Database, error) { return mute{}, nil }
func (mute) Close() error                                       { return nil }
func (mute) Execute(context.Context, string, any, string) any   { return answer([]byte(`{"data":{}}`)) }
func (mute) Stream(context.Context, string, any) (conformance.Stream, any) {
	return nil, answer([]byte(`{"data":{}}`))
}
