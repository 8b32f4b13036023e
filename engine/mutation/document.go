package mutation

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// insert is insertInto(collection:, data:).
func (s *Session) insert(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	c, err := a.collection(true, true)
	if err != nil {
		return dst, err
	}
	n, err := a.must("data")
	if err != nil {
		return dst, err
	}
	if n.Kind != bind.Object {
		return dst, dberr.At(dberr.TypeMismatch, n.Pos, `"data" of `+quote(f.Name)+" must be an object, not "+n.Value().Kind().String())
	}
	r, err := s.W.Insert(ctx, c, n.Value())
	if err == nil {
		err = s.W.Check(ctx)
	}
	if err != nil {
		return dst, at(err, n.Pos)
	}
	return s.answer(ctx, dst, f, c, []write.Row{r}, true)
}

// insertMany is insertMany(collection:, data: [ … ]).
func (s *Session) insertMany(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	c, err := a.collection(true, true)
	if err != nil {
		return dst, err
	}
	n, err := a.must("data")
	if err != nil {
		return dst, err
	}
	if n.Kind != bind.List {
		return dst, dberr.At(dberr.TypeMismatch, n.Pos, `"data" of `+quote(f.Name)+" must be a list of objects, not "+n.Value().Kind().String())
	}
	rows := make([]write.Row, 0, len(n.Items))
	for _, x := range n.Items {
		if x.Kind != bind.Object {
			return dst, dberr.At(dberr.TypeMismatch, x.Pos, `"data" of `+quote(f.Name)+" must hold objects, not "+x.Value().Kind().String())
		}
		r, err := s.W.Insert(ctx, c, x.Value())
		if err != nil {
			return dst, at(err, x.Pos)
		}
		rows = append(rows, r)
	}
	if err := s.W.Check(ctx); err != nil {
		return dst, at(err, n.Pos)
	}
	return s.answer(ctx, dst, f, c, rows, false)
}

// update is update(collection:, where: or id:, set:).
func (s *Session) update(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	t, err := a.target(false)
	if err != nil {
		return dst, err
	}
	n, err := a.must("set", "data")
	if err != nil {
		return dst, err
	}
	ch, err := newChange(n, f.Name)
	if err != nil {
		return dst, err
	}
	rows, err := s.rows(ctx, t)
	if err != nil {
		return dst, err
	}
	if rows, err = s.change(ctx, t, ch, rows); err != nil {
		return dst, at(err, n.Pos)
	}
	return s.answer(ctx, dst, f, t.coll, rows, false)
}

// change applies a change to documents and checks the statement.
func (s *Session) change(ctx context.Context, t *target, ch *change, rows []write.Row) ([]write.Row, error) {
	out := make([]write.Row, len(rows))
	for i, r := range rows {
		doc, err := r.Doc.Decode()
		if err != nil {
			return nil, err
		}
		fields, err := ch.apply(t.coll, doc.Fields())
		if err != nil {
			return nil, err
		}
		if out[i], err = s.W.Update(ctx, t.coll, r, fields); err != nil {
			return nil, err
		}
	}
	return out, s.W.Check(ctx)
}

// upsert is upsert(collection:, where: or id:, data:): every match is updated,
// or one document is inserted.
func (s *Session) upsert(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	t, err := a.target(true)
	if err != nil {
		return dst, err
	}
	n, err := a.must("data", "set")
	if err != nil {
		return dst, err
	}
	ch, err := newChange(n, f.Name)
	if err != nil {
		return dst, err
	}
	rows, err := s.rows(ctx, t)
	if err != nil {
		return dst, err
	}
	if len(rows) == 0 {
		rows, err = s.insertChange(ctx, t, ch)
	} else {
		rows, err = s.change(ctx, t, ch, rows)
	}
	if err != nil {
		return dst, at(err, n.Pos)
	}
	return s.answer(ctx, dst, f, t.coll, rows, false)
}

// insertChange inserts what a change makes of an empty document.
func (s *Session) insertChange(ctx context.Context, t *target, ch *change) ([]write.Row, error) {
	var fields []value.Field
	if t.id != nil {
		old, found, err := s.W.Lookup(ctx, t.coll, *t.id)
		if err != nil || found && !t.coll.Expired(old.Doc, s.Env.Now()) {
			return nil, err // it exists, but where does not hold: nothing to update
		}
		fields = append(fields, value.Field{Name: "id", Value: value.StringValue(*t.id)})
	}
	fields, err := ch.apply(t.coll, fields)
	if err != nil {
		return nil, err
	}
	if t.id != nil && (fields[0].Value.Kind() != value.String || fields[0].Value.Str() != *t.id) {
		return nil, dberr.New(dberr.InvalidArgument, "the id in data differs from the argument id "+quote(*t.id))
	}
	r, err := s.W.Insert(ctx, t.coll, value.ObjectValue(fields))
	if err == nil {
		err = s.W.Check(ctx)
	}
	return []write.Row{r}, err
}

// remove is deleteFrom(collection:, where: or id:).
func (s *Session) remove(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	t, err := a.target(false)
	if err != nil {
		return dst, err
	}
	rows, err := s.rows(ctx, t)
	if err != nil {
		return dst, err
	}
	for _, r := range rows {
		if err := s.W.Delete(ctx, t.coll, r); err != nil {
			return dst, err
		}
	}
	if err := s.W.Check(ctx); err != nil {
		return dst, err
	}
	return s.answer(ctx, dst, f, t.coll, rows, false)
}

// Define returns the collection of a name for an insert: a missing one is
// defined if the options say so.
//
// Errors: COLLECTION_NOT_FOUND, INVALID_DEFINITION, INVALID_ARGUMENT for a
// collection of the system.
func (s *Session) Define(name string) (*catalog.Collection, error) {
	if s.W.Catalog.Collection(name) == nil && s.Opts.AutoCollections {
		return s.defineOpen(name, ast.Pos{})
	}
	return s.Existing(name)
}

// Existing returns the collection of a name for a write.
//
// Errors: COLLECTION_NOT_FOUND, INVALID_ARGUMENT for a collection of the system.
func (s *Session) Existing(name string) (*catalog.Collection, error) {
	c := s.W.Catalog.Collection(name)
	if c == nil {
		return nil, s.W.Catalog.Missing(name, ast.Pos{})
	}
	if c.System {
		return nil, dberr.New(dberr.InvalidArgument, "collection "+quote(name)+" belongs to the system")
	}
	return c, nil
}

// Change applies what the argument set of an update takes to the document of
// an id; found is false if there is none.
//
// Errors: as the call update.
func (s *Session) Change(ctx context.Context, c *catalog.Collection, id string, set *bind.Node) (r write.Row, found bool, err error) {
	ch, err := newChange(set, "update")
	if err != nil {
		return r, false, err
	}
	t := &target{coll: c, id: &id}
	rows, err := s.rows(ctx, t)
	if err != nil || len(rows) == 0 {
		return r, false, err
	}
	if rows, err = s.change(ctx, t, ch, rows); err != nil {
		return r, false, err
	}
	return rows[0], true, nil
}
