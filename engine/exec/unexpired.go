package exec

import (
	"context"
	"math"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
)

// Unexpired lets the documents through whose @ttl has not passed: an expired
// one is hidden at once, although it is deleted later.
type Unexpired struct {
	In     Op
	Fields []*catalog.Field // those with a TTL
}

// Run pushes the rows that are alive. Errors: those of its input.
func (u *Unexpired) Run(ctx context.Context, env *Env, emit func(*Row) bool) error {
	now := env.Now()
	sec, nsec := now.Unix(), int64(now.Nanosecond())
	return u.In.Run(ctx, env, func(r *Row) bool {
		if Expired(u.Fields, r.Doc, sec, nsec) {
			return true
		}
		return emit(r)
	})
}

// Expired reports whether a document is past the end of one of its fields with
// a TTL.
func Expired(fields []*catalog.Field, doc value.Raw, sec, nsec int64) bool {
	for _, f := range fields {
		v, ok := doc.Field(f.Name)
		if !ok || v.Kind() != value.DateTime {
			continue
		}
		at, ns := v.Time()
		const second = int64(1e9)
		if at > math.MaxInt64/4 {
			continue
		}
		end, rest := at+f.TTL/second, int64(ns)+f.TTL%second
		end, rest = end+rest/second, rest%second
		if end < sec || end == sec && rest <= nsec {
			return true
		}
	}
	return false
}

// Describe implements Op.
func (u *Unexpired) Describe() Description {
	return Description{Op: "unexpired", Inputs: []Op{u.In}}
}
