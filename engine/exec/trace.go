package exec

import (
	"context"
	"strconv"
	"time"

	"github.com/auroradb/aurora/engine/value"
)

// Description is what explain shows of an operator.
type Description struct {
	Op         string
	Collection string
	Index      string
	Ranges     []string
	Filter     string
	Detail     string
	Direction  string
	Inputs     []Op
}

// Trace collects the plans of one request for explain.
type Trace struct {
	Roots []TracedRoot
}

// TracedRoot is the plan of one root field.
type TracedRoot struct {
	Key string
	Op  Op
}

// Traced stands in front of an operator and counts what passes.
type Traced struct {
	Op
	Estimate int
	ran      bool
	rows     int
	spent    time.Duration
}

// Run pushes the rows of the operator. Errors: those of the operator.
func (t *Traced) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	t.ran = true
	begin := env.Now()
	err := t.Op.Run(ctx, env, func(r *Row) bool {
		t.rows++
		return emit(r)
	})
	t.spent += env.Now().Sub(begin)
	return err
}

// AppendJSON appends the plans as a list of trees.
func (t *Trace) AppendJSON(dst []byte) []byte {
	dst = append(dst, '[')
	for i, r := range t.Roots {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"field":`...)
		dst = value.AppendJSONString(dst, r.Key)
		dst = append(dst, `,"plan":`...)
		dst = appendPlan(dst, r.Op)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func appendPlan(dst []byte, op Op) []byte {
	if op == nil {
		return append(dst, "null"...)
	}
	d := op.Describe()
	dst = append(dst, `{"op":`...)
	dst = value.AppendJSONString(dst, d.Op)
	for _, f := range [...]struct{ name, text string }{
		{"collection", d.Collection},
		{"index", d.Index},
		{"direction", d.Direction},
		{"filter", d.Filter},
		{"detail", d.Detail},
	} {
		if f.text != "" {
			dst = append(append(append(dst, `,"`...), f.name...), `":`...)
			dst = value.AppendJSONString(dst, f.text)
		}
	}
	if len(d.Ranges) > 0 {
		dst = append(dst, `,"ranges":[`...)
		for i, r := range d.Ranges {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = value.AppendJSONString(dst, r)
		}
		dst = append(dst, ']')
	}
	if t, ok := op.(*Traced); ok {
		dst = appendInt(append(dst, `,"estimatedRows":`...), t.Estimate)
		if t.ran {
			dst = appendInt(append(dst, `,"actualRows":`...), t.rows)
			dst = appendInt(append(dst, `,"timeUs":`...), int(t.spent.Microseconds()))
		}
	}
	if len(d.Inputs) > 0 {
		dst = append(dst, `,"inputs":[`...)
		for i, in := range d.Inputs {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendPlan(dst, in)
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func appendInt(dst []byte, n int) []byte { return strconv.AppendInt(dst, int64(n), 10) }
