package conformance

import (
	"fmt"
	"slices"
	"strings"
)

// Check judges a response by an expectation. It returns "" if every given form
// holds, else a short text that says which one does not. Values named by the
// form "save" are added to saved.
func Check(response any, expect *Object, saved map[string]any) string {
	if expect == nil {
		expect = &Object{}
	}
	for _, form := range expect.Keys() {
		if !slices.Contains(Forms(), form) {
			return fmt.Sprintf("the case uses an unknown expect form %q", form)
		}
	}
	r, ok := response.(*Object)
	if !ok {
		return "not a response object: " + short(response, 260)
	}
	c := &checker{response: r, expect: expect, saved: saved, data: place(r, "data")}
	for _, step := range []func() string{
		c.errors, c.whole, c.rows, c.ordered, c.approx, c.keys, c.has, c.contains, c.size, c.batch, c.anyOf, c.save,
	} {
		if bad := step(); bad != "" {
			return bad
		}
	}
	return ""
}

// Forms returns the names of the expectation forms.
func Forms() []string {
	return strings.Fields("data rows ordered error errorContains errorAt match batch approx save noData extensions keys has contains size anyOf errorsAllowed")
}

// Codes returns the error codes of the contract, written down here a second
// time on purpose: the suite must notice when the database's table changes.
func Codes() []string {
	return strings.Fields(`SYNTAX UNKNOWN_OPERATOR UNKNOWN_ARGUMENT UNKNOWN_DIRECTIVE UNKNOWN_FUNCTION UNKNOWN_FRAGMENT FRAGMENT_CYCLE DUPLICATE_ALIAS
		UNDEFINED_VARIABLE INVALID_ARGUMENT TYPE_MISMATCH COLLECTION_NOT_FOUND COLLECTION_EXISTS FIELD_NOT_FOUND INDEX_NOT_FOUND INVALID_DEFINITION
		VALIDATION_FAILED UNIQUE_VIOLATION REFERENCE_VIOLATION NOT_FOUND CONFLICT TRANSACTION_CLOSED LIMIT_EXCEEDED LAGGED RESUME_EXPIRED
		UNAUTHENTICATED FORBIDDEN TIMEOUT CANCELED CLOSED LOCKED READ_ONLY QUOTA_EXCEEDED UNAVAILABLE CORRUPT UNSUPPORTED INTERNAL`)
}

type checker struct {
	response *Object
	expect   *Object
	saved    map[string]any
	data     any // of the response; missing if there is none
}

func (c *checker) form(name string) any {
	v, _ := c.expect.Get(name)
	return v
}

// each calls fn for every object of a form that takes one or a list.
func (c *checker) each(form string, fn func(o *Object, got any) string) string {
	for _, x := range list(c.form(form)) {
		o := x.(*Object)
		path, _ := o.Get("path")
		if bad := fn(o, place(c.data, path.(string))); bad != "" {
			return "data." + path.(string) + ": " + bad
		}
	}
	return ""
}

func (c *checker) errors() string {
	e := c.expect
	wants := e.Has("error") || e.Has("errorContains") || e.Has("errorAt")
	v, given := c.response.Get("errors")
	if given {
		if bad := wellFormed(v); bad != "" {
			return bad
		}
	}
	switch {
	case wants && !given:
		return fmt.Sprintf("expected error %s, got %s", short(c.form("error"), 260), short(c.response, 260))
	case wants:
		if bad := c.firstError(v.([]any)[0].(*Object)); bad != "" {
			return bad
		}
	case given && !e.Has("errorsAllowed") && !e.Has("anyOf"):
		first := v.([]any)[0].(*Object)
		return fmt.Sprintf("unexpected error %s: %s", place(first, "extensions.code"), short(place(first, "message"), 200))
	}
	if c.form("noData") == true && c.data != nil && c.data != (missing{}) {
		return "a request error carries no data, got " + short(c.data, 260)
	}
	return ""
}

// firstError checks code, message and place.
func (c *checker) firstError(first *Object) string {
	code := place(first, "extensions.code").(string)
	message := place(first, "message").(string)
	if want := list(c.form("error")); len(want) > 0 && !slices.Contains(want, any("*")) && !slices.Contains(want, any(code)) {
		return fmt.Sprintf("expected error %s, got %s: %s", short(c.form("error"), 160), code, short(message, 160))
	}
	for _, text := range list(c.form("errorContains")) {
		want, ok := substitute(text, c.saved).(string)
		if !ok {
			want = string(Print(substitute(text, c.saved)))
		}
		if !strings.Contains(strings.ToLower(message), strings.ToLower(want)) {
			return fmt.Sprintf("message should contain %q: %s", want, short(message, 200))
		}
	}
	if at, ok := c.form("errorAt").(*Object); ok {
		got := place(first, "locations.0")
		for _, k := range at.Keys() {
			if want, _ := at.Get(k); place(got, k) != want {
				return fmt.Sprintf("expected the error at %s, got %s: %s", Print(at), short(got, 120), short(message, 120))
			}
		}
	}
	return ""
}

// wellFormed checks the list of errors itself.
func wellFormed(v any) string {
	errs, ok := v.([]any)
	if !ok || len(errs) == 0 {
		return "errors must be a non-empty list, got " + short(v, 260)
	}
	for _, e := range errs {
		message, ok := place(e, "message").(string)
		if !ok || message == "" {
			return "malformed error " + short(e, 260)
		}
		code, ok := place(e, "extensions.code").(string)
		if !ok || !slices.Contains(Codes(), code) {
			return fmt.Sprintf("error code %s is not in the table: %s", short(place(e, "extensions.code"), 60), short(e, 260))
		}
		if strings.Contains(message, code) {
			return "the message repeats the code: " + short(message, 260)
		}
		if locations, ok := place(e, "locations").([]any); ok {
			for _, l := range locations {
				if !countsFromOne(place(l, "line")) || !countsFromOne(place(l, "column")) {
					return "malformed location " + short(l, 260)
				}
			}
		}
	}
	return ""
}

func countsFromOne(v any) bool {
	f, ok := v.(float64)
	return ok && f >= 1 && f == float64(int64(f))
}

// whole checks data, match and extensions.
func (c *checker) whole() string {
	if want, ok := c.expect.Get("data"); ok {
		if d := differ(substitute(want, c.saved), c.data, false, "data"); d != "" {
			return d
		}
	}
	if want, ok := c.expect.Get("match"); ok {
		if d := differ(substitute(want, c.saved), c.data, true, "data"); d != "" {
			return d
		}
	}
	if want, ok := c.expect.Get("extensions"); ok {
		got, there := c.response.Get("extensions")
		if !there {
			got = &Object{}
		}
		return differ(substitute(want, c.saved), got, true, "extensions")
	}
	return ""
}

func (c *checker) batch() string {
	want, ok := c.form("batch").([]any)
	if !ok {
		return ""
	}
	got, ok := place(c.response, "batch").([]any)
	if !ok || len(got) != len(want) {
		return fmt.Sprintf("expected a batch of %d, got %s", len(want), short(c.response, 260))
	}
	for i, w := range want {
		if bad := Check(got[i], w.(*Object), c.saved); bad != "" {
			return fmt.Sprintf("batch.%d: %s", i, bad)
		}
	}
	return ""
}

func (c *checker) anyOf() string {
	want, ok := c.form("anyOf").([]any)
	if !ok {
		return ""
	}
	var reasons []string
	for _, w := range want {
		bad := Check(c.response, w.(*Object), c.saved)
		if bad == "" {
			return ""
		}
		reasons = append(reasons, short(bad, 120))
	}
	return fmt.Sprintf("none of %d accepted answers: %s", len(reasons), strings.Join(reasons, " / "))
}

func (c *checker) save() string {
	names, ok := c.form("save").(*Object)
	if !ok {
		return ""
	}
	return keep(names, c.response, "response", c.saved)
}

// keep saves the values at the paths of names.
func keep(names *Object, root any, what string, saved map[string]any) string {
	for _, name := range names.Keys() {
		path, _ := names.Get(name)
		v := place(root, path.(string))
		if v == (missing{}) {
			return fmt.Sprintf("cannot save %s: %s.%s is missing", name, what, path)
		}
		saved[name] = v
	}
	return ""
}
