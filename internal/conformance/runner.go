package conformance

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Engine opens fresh memory databases.
type Engine interface {
	Open(ctx context.Context) (Database, error)
}

// Database is one database under test. Answers are parsed by [Parse].
type Database interface {
	// Execute runs a text; variables is nil, or an *Object.
	Execute(ctx context.Context, text string, variables any, operation string) any
	// Stream opens a stream. A refusal is a response with errors; otherwise
	// response is nil and the stream sees every later commit.
	Stream(ctx context.Context, text string, variables any) (events Stream, response any)
	Close() error
}

// Stream is an open subscription.
type Stream interface {
	// Next waits for the next event; ok is false when ctx is over. An end of
	// the stream is an event of the type End.
	Next(ctx context.Context) (event any, ok bool)
}

// End is what a stream that has ended answers.
type End struct{ Reason string }

// Runner runs cases.
type Runner struct {
	Engine   Engine
	Fixtures map[string][]Statement
	Timeout  time.Duration // for one request, 5 s if zero
}

const (
	retryPause    = 25 * time.Millisecond
	eventPatience = 3000.0 // milliseconds
)

// Run runs a case as it stands and once more for each variant. It returns ""
// if every run meets every expectation, else what went wrong first.
func (r *Runner) Run(ctx context.Context, c *Case) string {
	if bad := r.once(ctx, c, nil); bad != "" {
		return bad
	}
	for i, variant := range c.Variants {
		if bad := r.once(ctx, c, variant); bad != "" {
			return fmt.Sprintf("variant %d (%s): %s", i+1, short(variant[0].Text, 80), bad)
		}
	}
	return ""
}

// run is one run of a case.
type run struct {
	*Runner
	ctx     context.Context
	db      Database
	saved   map[string]any
	streams map[string]Stream
}

func (r *Runner) once(ctx context.Context, c *Case, variant []Statement) (bad string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	db, err := r.Engine.Open(ctx)
	if err != nil {
		return "open: " + err.Error()
	}
	defer func() {
		if err := db.Close(); err != nil && bad == "" {
			bad = "close: " + err.Error()
		}
	}()
	one := &run{Runner: r, ctx: ctx, db: db, saved: map[string]any{}, streams: map[string]Stream{}}
	if bad := one.setup(c, variant); bad != "" {
		return bad
	}
	for i, step := range c.Steps {
		if bad := one.step(step); bad != "" {
			if len(c.Steps) > 1 {
				bad = fmt.Sprintf("step %d: %s", i+1, bad)
			}
			return bad
		}
	}
	return ""
}

func (r *run) setup(c *Case, variant []Statement) string {
	var all []Statement
	for _, name := range c.Fixtures {
		f, ok := r.Fixtures[name]
		if !ok {
			return "fixture " + name + " is not defined"
		}
		all = append(all, f...)
	}
	for _, s := range append(all, variant...) {
		response, bad := r.execute(s.Text, s.Variables, "")
		if bad == "" {
			bad = Check(response, nil, r.saved)
		}
		if bad != "" {
			return fmt.Sprintf("setup %q: %s", short(s.Text, 70), bad)
		}
	}
	return ""
}

// execute runs a text and fails it when no answer comes in time.
func (r *run) execute(text string, variables any, operation string) (response any, bad string) {
	timeout := r.Timeout
	if timeout == 0 {
		timeout = 5 * time.Second
	}
	answer := make(chan any, 1)
	go func() { answer <- r.db.Execute(r.ctx, text, variables, operation) }()
	select {
	case response = <-answer:
		return response, ""
	case <-time.After(timeout):
		return nil, fmt.Sprintf("no answer within %s", timeout)
	}
}

func (r *run) step(s *Object) string {
	get := func(key string) any { v, _ := s.Get(key); return v }
	expect, _ := get("expect").(*Object)
	var variables any
	if v, ok := s.Get("variables"); ok {
		variables = substitute(v, r.saved)
	}
	if text, ok := get("stream").(string); ok {
		stream, response := r.db.Stream(r.ctx, text, variables)
		if response == nil {
			response = open()
		}
		r.streams[get("name").(string)] = stream
		return Check(response, expect, r.saved)
	}
	if spec, ok := get("events").(*Object); ok {
		return r.events(spec)
	}
	text, ok := get("aql").(string)
	if !ok {
		return "the step has neither aql, stream nor events"
	}
	operation, _ := get("operationName").(string)
	retry, _ := get("retryMs").(float64)
	until := time.Now().Add(milliseconds(retry))
	for {
		response, bad := r.execute(text, variables, operation)
		if bad == "" {
			bad = Check(response, expect, r.saved)
		}
		if bad == "" || !time.Now().Before(until) {
			return bad
		}
		time.Sleep(retryPause)
	}
}

// open is the response of a stream that opened.
func open() *Object {
	o := &Object{}
	o.Set("data", nil)
	return o
}

func (r *run) events(spec *Object) string {
	get := func(key string) any { v, _ := spec.Get(key); return v }
	stream := r.streams[get("stream").(string)]
	if stream == nil {
		return fmt.Sprintf("no stream named %v", get("stream"))
	}
	within, ok := get("within_ms").(float64)
	if !ok {
		within = eventPatience
	}
	got := []any{}
	for i, want := range list(get("match")) {
		event, ok := next(r.ctx, stream, within)
		if !ok {
			return fmt.Sprintf("event %d did not arrive: %s", i+1, short(want, 260))
		}
		if end, ok := event.(End); ok {
			return fmt.Sprintf("the stream ended before event %d: %s", i+1, end.Reason)
		}
		if d := differ(substitute(want, r.saved), event, true, fmt.Sprintf("event %d", i+1)); d != "" {
			return d + " in " + short(event, 260)
		}
		got = append(got, event)
	}
	if ms, ok := get("none_after_ms").(float64); ok {
		if event, ok := next(r.ctx, stream, ms); ok {
			return "unexpected further event " + strings.TrimSpace(short(event, 260))
		}
	}
	if names, ok := get("save").(*Object); ok {
		return keep(names, got, "events", r.saved)
	}
	return ""
}

func next(ctx context.Context, s Stream, ms float64) (any, bool) {
	ctx, cancel := context.WithTimeout(ctx, milliseconds(ms))
	defer cancel()
	return s.Next(ctx)
}

func milliseconds(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
