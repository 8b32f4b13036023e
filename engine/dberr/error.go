// Package dberr holds the one error type of the database and the table of its
// codes. The types to know are [Error] and [Code]. It imports only the standard
// library and everything else may import it.
package dberr

import "errors"

// Position is a place in a text: line and column count from 1, the column in
// Unicode code points. The zero value means "no place".
type Position struct {
	Line   int
	Column int
}

// IsZero reports whether the position names no place.
func (p Position) IsZero() bool { return p.Line == 0 }

// OutcomeUnknown is the Outcome of a commit of which nobody can say whether it
// was applied: it is, or it is not, never in part.
const OutcomeUnknown = "unknown"

// Error is what every failing call of the database returns.
type Error struct {
	Code    Code     // what a program acts on
	Op      string   // the operation that failed, "open" or "commit"; set once at the public edge
	Msg     string   // names the thing; lower case, no code in it, no dot at the end
	Pos     Position // place in the query text, if there is one
	Path    []any    // response path: string keys and int list indexes
	Outcome string   // OutcomeUnknown or empty
	Err     error    // the cause, if there is one
}

// New returns an error of a code. The message names the thing that failed.
func New(code Code, msg string) *Error { return &Error{Code: code, Msg: msg} }

// At returns an error of a code that stands at a place of a text.
func At(code Code, pos Position, msg string) *Error {
	return &Error{Code: code, Pos: pos, Msg: msg}
}

// Wrap returns an error of a code with a cause.
func Wrap(code Code, msg string, cause error) *Error {
	return &Error{Code: code, Msg: msg, Err: cause}
}

// Error returns operation, message and cause; the code is not part of the text.
func (e *Error) Error() string {
	s := e.Msg
	if e.Op != "" {
		s = e.Op + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the error's code, so that
// errors.Is(err, dberr.Conflict) works.
func (e *Error) Is(target error) bool {
	c, ok := target.(Code)
	return ok && c == e.Code
}

// CodeOf returns the code of the outermost *Error in err's chain, Internal for
// any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	if c, ok := errors.AsType[Code](err); ok {
		return c
	}
	return Internal
}

// Retryable reports whether the same call may succeed when it is repeated:
// the failed one was definitely not applied.
func Retryable(err error) bool { return CodeOf(err) == Conflict }
