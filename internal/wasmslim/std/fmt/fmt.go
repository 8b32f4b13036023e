// Package fmt stands for the standard library's in the WebAssembly builds: what
// the linked libraries print are errors and a few log lines, and the real one
// brings reflection along, 60 KB of the download.
//
// It knows the verbs %v %s %d %q %x %c %t %T %w without widths; %T and values
// that have no method and are no basic type print as "?".
package fmt

import (
	"errors"
	"io"
	"strconv"
)

// Stringer has its own text.
type Stringer interface{ String() string }

// GoStringer is there for its name only.
type GoStringer interface{ GoString() string }

// State is what a Formatter writes to.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

// Formatter is there for its name only: values print by Error or String.
type Formatter interface{ Format(f State, verb rune) }

// Sprintf formats by verbs.
func Sprintf(format string, args ...any) string { return string(Appendf(nil, format, args...)) }

// Sprint formats values with a blank between two of which none is a text.
func Sprint(args ...any) string {
	var b []byte
	for i, a := range args {
		if i > 0 && !isText(a) && !isText(args[i-1]) {
			b = append(b, ' ')
		}
		b = appendArg(b, 'v', a)
	}
	return string(b)
}

// Sprintln formats values with blanks between them and a new line behind.
func Sprintln(args ...any) string {
	var b []byte
	for i, a := range args {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendArg(b, 'v', a)
	}
	return string(append(b, '\n'))
}

// Fprintf writes what Sprintf returns.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return w.Write(Appendf(nil, format, args...))
}

// Fprint writes what Sprint returns.
func Fprint(w io.Writer, args ...any) (int, error) { return w.Write([]byte(Sprint(args...))) }

// Errorf returns an error with the text; it wraps the argument of %w.
func Errorf(format string, args ...any) error {
	text := Sprintf(format, args...)
	n := 0
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		for i+1 < len(format) && isFlag(format[i]) {
			i++
		}
		if format[i] == '%' {
			continue
		}
		if format[i] == 'w' && n < len(args) {
			if err, ok := args[n].(error); ok {
				return &wrapped{text, err}
			}
		}
		n++
	}
	return errors.New(text)
}

type wrapped struct {
	text string
	err  error
}

func (w *wrapped) Error() string { return w.text }
func (w *wrapped) Unwrap() error { return w.err }

// Appendf appends what Sprintf returns.
func Appendf(b []byte, format string, args ...any) []byte {
	n := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b = append(b, format[i])
			continue
		}
		i++
		for i < len(format) && isFlag(format[i]) {
			i++
		}
		switch {
		case i >= len(format):
			return append(b, "%!(NOVERB)"...)
		case format[i] == '%':
			b = append(b, '%')
		case n >= len(args):
			b = append(append(b, "%!"...), format[i])
			b = append(b, "(MISSING)"...)
		default:
			b = appendArg(b, format[i], args[n])
			n++
		}
	}
	return b
}

func isFlag(c byte) bool { return c == '+' || c == '#' || c == '-' || c == ' ' }

func isText(a any) bool {
	_, ok := a.(string)
	return ok
}

func appendArg(b []byte, verb byte, a any) []byte {
	if verb == 'T' {
		return append(b, '?')
	}
	if text, ok := textOf(a); ok {
		switch verb {
		case 'q':
			return strconv.AppendQuote(b, text)
		case 'x':
			const digits = "0123456789abcdef"
			for i := range len(text) {
				b = append(b, digits[text[i]>>4], digits[text[i]&15])
			}
			return b
		}
		return append(b, text...)
	}
	switch x := a.(type) {
	case nil:
		return append(b, "<nil>"...)
	case bool:
		return strconv.AppendBool(b, x)
	case float64:
		return strconv.AppendFloat(b, x, 'g', -1, 64)
	}
	if n, ok := intOf(a); ok {
		switch verb {
		case 'c':
			return append(b, string(rune(n))...)
		case 'q':
			return strconv.AppendQuoteRune(b, rune(n))
		case 'x':
			return strconv.AppendInt(b, n, 16)
		}
		return strconv.AppendInt(b, n, 10)
	}
	return append(b, '?')
}

func textOf(a any) (string, bool) {
	switch x := a.(type) {
	case string:
		return x, true
	case []byte:
		return string(x), true
	case error:
		return x.Error(), true
	case Stringer:
		return x.String(), true
	}
	return "", false
}

func intOf(a any) (int64, bool) {
	switch x := a.(type) {
	case int:
		return int64(x), true
	case int8:
		return int64(x), true
	case int16:
		return int64(x), true
	case int32:
		return int64(x), true
	case int64:
		return x, true
	case uint:
		return int64(x), true
	case uint8:
		return int64(x), true
	case uint16:
		return int64(x), true
	case uint32:
		return int64(x), true
	}
	return 0, false
}
