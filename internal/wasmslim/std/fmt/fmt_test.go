package fmt_test

import (
	"errors"
	real "fmt"
	"testing"

	"pgregory.net/rapid"

	small "github.com/auroradb/aurora/internal/wasmslim/std/fmt"
)

type told struct{ text string }

func (t told) String() string { return "<" + t.text + ">" }

// argument draws a value of a kind that the libraries print.
func argument() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Map(rapid.String(), func(s string) any { return s }),
		rapid.Map(rapid.Int(), func(n int) any { return n }),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return errors.New(s) }),
		rapid.Map(rapid.String(), func(s string) any { return told{s} }),
	)
}

// What it prints is what the real one prints, by the verbs that fit the values.
func TestPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOfN(argument(), 0, 5).Draw(t, "args")
		format := ""
		for range args {
			format += rapid.SampledFrom([]string{"", "a", "%%", "ü: "}).Draw(t, "text") + "%v"
		}
		if got, want := small.Sprintf(format, args...), real.Sprintf(format, args...); got != want {
			t.Fatalf("Sprintf(%q): %q, want %q", format, got, want)
		}
		if got, want := small.Sprint(args...), real.Sprint(args...); got != want {
			t.Fatalf("Sprint: %q, want %q", got, want)
		}
		if got, want := small.Sprintln(args...), real.Sprintln(args...); got != want {
			t.Fatalf("Sprintln: %q, want %q", got, want)
		}
	})
}

func TestVerbs(t *testing.T) {
	inner := errors.New("inner")
	for _, c := range []struct {
		format string
		args   []any
	}{
		{"%d of %d", []any{3, int64(-4)}},
		{"%q %q", []any{"a\"b", 'x'}},
		{"%x %c", []any{255, 'é'}},
		{"%s: %w", []any{"outer", inner}},
		{"%+v %v", []any{inner, nil}},
		{"%v", []any{1.5}},
		{"%x", []any{"hi"}},
		{"%s", []any{[]byte("bytes")}},
		{"%t", []any{true}},
		{"%d", nil},
		{"50%", nil},
	} {
		got, want := small.Errorf(c.format, c.args...), real.Errorf(c.format, c.args...)
		if got.Error() != want.Error() {
			t.Errorf("%q: %q, want %q", c.format, got, want)
		}
		if errors.Is(got, inner) != errors.Is(want, inner) {
			t.Errorf("%q wraps %v, want %v", c.format, errors.Is(got, inner), errors.Is(want, inner))
		}
	}
}
