package expr

import (
	"time"

	"github.com/auroradb/aurora/engine/value"
)

// Variables answers the variables of an operation.
type Variables interface {
	// Get returns a variable's value; given is false for a missing optional one.
	Get(name string) (v value.Value, given bool)
}

// Env is what an expression may see. Vars, Now and Lookup may be nil.
type Env struct {
	Doc    value.Raw                               // field paths are read from here
	Lookup func(path []string) (value.Value, bool) // instead of Doc, if set
	Vars   Variables
	Now    func() time.Time
	// Library are the functions; nil is the built-in ones.
	Library *Library

	built int // bytes of the texts that functions have built
}

func (e *Env) field(path []string) (value.Value, error) {
	if len(path) == 1 && path[0] == "_sid" {
		path = []string{"id"}
	}
	if e.Lookup != nil {
		v, _ := e.Lookup(path)
		return v, nil
	}
	if len(e.Doc) == 0 {
		return value.NullValue(), nil
	}
	raw, ok := e.Doc.Path(path)
	if !ok {
		return value.NullValue(), nil
	}
	return raw.Decode()
}
