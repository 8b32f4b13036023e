package exec

import (
	"context"

	"github.com/auroradb/aurora/engine/value"
)

// Project appends a document as its projection shows it: the answer of a
// mutation, the document of an event. The path is that of the answer, for
// errors beside data.
//
// Errors: those of a lookup inside the projection; none for fields.
func Project(ctx context.Context, env *Env, dst []byte, p *Projection, doc value.Raw, path ...any) ([]byte, error) {
	w := NewWriter(ctx, env, dst, path...)
	err := p.Append(w, &Row{Doc: doc})
	return w.Buf, err
}
