package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/dberr"
)

// Writer builds an answer as JSON. It belongs to one root field of one request.
type Writer struct {
	Ctx context.Context // of the running request: a Writer lives no longer
	Env *Env
	Buf []byte

	path    []step
	rows    int // rows answered so far
	warned  int // errors beside data
	windows map[*Window]*windowState
	states  map[any]any
	finders []*finder
	level   int // finders in use

	steps [4]step    // room for path
	first finder     // the outermost one
	room  [1]*finder // room for finders
	one   Row        // room for the row of One
}

// step is a part of the response path: a key, or an index if key is "".
type step struct {
	key   string
	index int
}

// NewWriter returns a writer that appends to dst; path is the response path of
// what will be written, for errors beside data.
func NewWriter(ctx context.Context, env *Env, dst []byte, path ...any) *Writer {
	w := env.Room
	if env.Room = nil; w == nil {
		w = new(Writer)
	}
	w.Ctx, w.Env, w.Buf = ctx, env, dst
	w.path, w.finders = w.steps[:0], append(w.room[:0], &w.first)
	for _, p := range path {
		switch p := p.(type) {
		case string:
			w.path = append(w.path, step{key: p})
		case int:
			w.path = append(w.path, step{index: p})
		}
	}
	return w
}

// Push enters a key of an object.
func (w *Writer) Push(key string) { w.path = append(w.path, step{key: key}) }

// PushIndex enters an element of a list.
func (w *Writer) PushIndex(i int) { w.path = append(w.path, step{index: i}) }

// Pop leaves what was entered last.
func (w *Writer) Pop() { w.path = w.path[:len(w.path)-1] }

// maxWarnings is how many errors one answer lists; the first ones say enough.
const maxWarnings = 100

// Warn reports an error that stands beside the data, at the current path.
func (w *Writer) Warn(err *dberr.Error) {
	if w.warned++; w.Env.Report == nil || w.warned > maxWarnings {
		return
	}
	e := *err
	e.Path = make([]any, len(w.path))
	for i, s := range w.path {
		if s.key != "" {
			e.Path[i] = s.key
		} else {
			e.Path[i] = s.index
		}
	}
	w.Env.Report.Warn(&e)
}

// State returns what a node of the plan keeps while this answer is written.
func (w *Writer) State(node any) any { return w.states[node] }

// SetState keeps something for a node of the plan while this answer is written.
func (w *Writer) SetState(node, state any) {
	if w.states == nil {
		w.states = make(map[any]any)
	}
	w.states[node] = state
}

// List writes the rows of an operator as a list of objects. Errors: those of
// the operator; LIMIT_EXCEEDED for an answer that is larger than allowed.
func (w *Writer) List(op Op, p *Projection) error {
	w.Begin(p)
	w.Buf = append(w.Buf, '[')
	n := 0
	var failed error
	err := op.Run(w.Ctx, w.Env, func(r *Row) bool {
		if n > 0 {
			w.Buf = append(w.Buf, ',')
		}
		failed = w.Element(n, p, r)
		n++
		return failed == nil
	})
	w.Buf = append(w.Buf, ']')
	return first(failed, err)
}

// One writes a list of one object. Errors: as List.
func (w *Writer) One(p *Projection, r Row) error {
	w.Begin(p)
	w.Buf = append(w.Buf, '[')
	w.one = r // items may keep the address of a row
	err := w.Element(0, p, &w.one)
	w.Buf = append(w.Buf, ']')
	return err
}

// Element writes one element of a list and counts it against the limits.
// Errors: LIMIT_EXCEEDED and those of the projection.
func (w *Writer) Element(i int, p *Projection, r *Row) error {
	if err := w.Count(); err != nil {
		return err
	}
	w.PushIndex(i)
	err := p.Append(w, r)
	w.Pop()
	return err
}

// Count counts a row of the answer. Errors: LIMIT_EXCEEDED.
func (w *Writer) Count() error {
	w.rows++
	lim := &w.Env.Limits
	if lim.Rows > 0 && w.rows > lim.Rows {
		return dberr.New(dberr.LimitExceeded, "the answer has more than "+itoa(lim.Rows)+" rows")
	}
	if lim.Bytes > 0 && len(w.Buf) > lim.Bytes {
		return dberr.New(dberr.LimitExceeded, "the answer has more than "+itoa(lim.Bytes)+" bytes")
	}
	return nil
}

// Begin forgets the windows of a list that begins anew.
func (w *Writer) Begin(p *Projection) {
	for _, win := range p.windows {
		delete(w.windows, win)
	}
}

// null appends null.
func (w *Writer) null() { w.Buf = append(w.Buf, "null"...) }

// Rows writes rows that were held as a list of objects. Errors: as List.
func (w *Writer) Rows(rows []Row, p *Projection) error {
	w.Begin(p)
	w.Buf = append(w.Buf, '[')
	for i := range rows {
		if i > 0 {
			w.Buf = append(w.Buf, ',')
		}
		if err := w.Element(i, p, &rows[i]); err != nil {
			return err
		}
	}
	w.Buf = append(w.Buf, ']')
	return nil
}
