package mutation

import (
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/value"
)

// Schema runs a block of definitions and appends the list of their results.
//
// Errors: those of package schema, COLLECTION_NOT_FOUND, COLLECTION_EXISTS,
// INDEX_NOT_FOUND, and for stored documents that do not fit TYPE_MISMATCH,
// VALIDATION_FAILED, UNIQUE_VIOLATION.
func (s *Session) Schema(ctx context.Context, dst []byte, b *ast.Schema) ([]byte, error) {
	dst = append(dst, '[')
	for i, st := range b.Statements {
		operation, coll, status, err := s.statement(ctx, st)
		if err != nil {
			return dst, at(err, st.Position())
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"operation":`...)
		dst = value.AppendJSONString(dst, operation)
		dst = append(dst, `,"collection":`...)
		dst = value.AppendJSONString(dst, coll)
		dst = append(dst, `,"status":`...)
		dst = value.AppendJSONString(dst, status)
		dst = append(dst, '}')
	}
	for _, st := range b.Statements {
		if err := s.checkRelations(st); err != nil {
			return dst, err
		}
	}
	s.sync()
	return append(dst, ']'), nil
}

// statement runs one definition.
func (s *Session) statement(ctx context.Context, st ast.Statement) (operation, coll, status string, err error) {
	switch st := st.(type) {
	case *ast.Define:
		status, err = s.define(st)
		return "defineCollection", st.Collection, status, err
	case *ast.Alter:
		return "alterCollection", st.Collection, "modified", s.alter(ctx, st)
	case *ast.Drop:
		status, err = s.drop(ctx, st)
		return "dropCollection", st.Collection, status, err
	case *ast.CreateIndex:
		status, err = s.createIndex(ctx, st)
		return "createIndex", st.Collection, status, err
	case *ast.DropIndex:
		status, err = s.dropIndex(ctx, st)
		return "dropIndex", st.Collection, status, err
	}
	return "", "", "", dberr.At(dberr.InvalidArgument, st.Position(), "this statement stands in a migration only")
}

// order is the rank of the next definition.
func (s *Session) order() uint32 { return s.W.Catalog.NextID }

func (s *Session) define(d *ast.Define) (string, error) {
	old := s.W.Catalog.Collection(d.Collection)
	if old != nil && old.System {
		return "", reserved(d.Collection, d.NamePos)
	}
	if old != nil && d.IfNotExists {
		return "skipped", nil
	}
	now, err := schema.Define(d, s.W.Catalog.NextID, s.order(), s.Env.Functions)
	if err != nil {
		return "", err
	}
	if old != nil {
		if schema.Same(old, now) {
			return "skipped", nil
		}
		return "", dberr.At(dberr.CollectionExists, d.NamePos, "collection "+quote(d.Collection)+" is defined otherwise; use alter")
	}
	s.W.Define(now)
	return "created", nil
}

func reserved(name string, pos ast.Pos) error {
	return dberr.At(dberr.InvalidDefinition, pos, "collection "+quote(name)+" belongs to the system")
}

// defineOpen defines an open collection without fields.
func (s *Session) defineOpen(name string, pos ast.Pos) (*catalog.Collection, error) {
	c, err := schema.Define(&ast.Define{Collection: name, Pos: pos, NamePos: pos}, s.W.Catalog.NextID, s.order(), s.Env.Functions)
	if err != nil {
		return nil, err
	}
	s.W.Define(c)
	s.sync()
	return c, nil
}

// existing returns a user collection that a statement changes.
func (s *Session) existing(name string, pos ast.Pos) (*catalog.Collection, error) {
	c := s.W.Catalog.Collection(name)
	if c == nil {
		return nil, s.W.Catalog.Missing(name, pos)
	}
	if c.System {
		return nil, reserved(name, pos)
	}
	return c, nil
}

func (s *Session) alter(ctx context.Context, a *ast.Alter) error {
	old, err := s.existing(a.Collection, a.NamePos)
	if err != nil {
		return err
	}
	if err := settled(old, a.Pos); err != nil {
		return err
	}
	for _, act := range a.Actions {
		if act.Kind != ast.AlterRename && act.Kind != ast.AlterDrop {
			continue
		}
		for c, f := range s.W.Catalog.Referrers(old.Name) {
			if f.Relation.Key == act.Name {
				return dberr.At(dberr.InvalidDefinition, act.Pos, "field "+quote(act.Name)+" is the key of field "+quote(f.Name)+" of collection "+quote(c.Name))
			}
		}
	}
	now, rw, err := schema.Alter(old, a, s.Env.Functions)
	if err != nil {
		return err
	}
	return s.W.Alter(ctx, old, now, rw)
}

func (s *Session) drop(ctx context.Context, d *ast.Drop) (string, error) {
	if d.IfExists && s.W.Catalog.Collection(d.Collection) == nil {
		return "skipped", nil
	}
	c, err := s.existing(d.Collection, d.NamePos)
	if err != nil {
		return "", err
	}
	return "dropped", s.W.Drop(ctx, c)
}

func (s *Session) createIndex(ctx context.Context, st *ast.CreateIndex) (string, error) {
	old, err := s.existing(st.Collection, st.NamePos)
	if err != nil {
		return "", err
	}
	x, err := schema.Index(old, st.Index)
	if err != nil {
		return "", err
	}
	if found := schema.Find(old, x); st.IfNotExists && (found != nil && found.Declared || x.Name != "" && old.Index(x.Name) != nil) {
		return "skipped", nil
	}
	if err := settled(old, st.Pos); err != nil {
		return "", err
	}
	now := *old
	now.Indexes = slices.Clone(old.Indexes)
	added, err := schema.AddIndex(&now, x, st.Pos)
	if err != nil || !added {
		return "skipped", err
	}
	if s.Online != nil {
		c, err := catalog.ReadCount(ctx, s.W.Tx, old.ID)
		if err != nil {
			return "", err
		}
		if c.Documents > onlineFrom {
			last := len(now.Indexes) - 1
			now.Building = []*catalog.Index{now.Indexes[last]}
			now.Indexes = now.Indexes[:last]
			s.W.Redefine(&now)
			s.Online(&now, now.Building[0], int(c.Documents))
			return "created", nil
		}
	}
	return "created", s.W.Alter(ctx, old, &now, &schema.Rewrite{})
}

// onlineFrom is the number of documents up to which an index is made in one
// transaction.
const onlineFrom = 2000

// settled refuses to change a definition of which an index is being built.
func settled(c *catalog.Collection, pos ast.Pos) error {
	if len(c.Building) > 0 {
		return dberr.At(dberr.Conflict, pos, "index "+quote(c.Building[0].Name)+" of collection "+quote(c.Name)+" is being built; try again when it is done")
	}
	return nil
}

func (s *Session) dropIndex(ctx context.Context, st *ast.DropIndex) (string, error) {
	old, err := s.existing(st.Collection, st.NamePos)
	if err != nil {
		return "", err
	}
	if err := settled(old, st.Pos); err != nil {
		return "", err
	}
	now := *old
	now.Indexes = slices.Clone(old.Indexes)
	if err := schema.RemoveIndex(&now, st); err != nil {
		if st.IfExists && dberr.CodeOf(err) == dberr.IndexNotFound {
			return "skipped", nil
		}
		return "", err
	}
	return "dropped", s.W.Alter(ctx, old, &now, &schema.Rewrite{})
}

// checkRelations looks for the targets of relations when the whole block is
// known: collections may refer to each other.
func (s *Session) checkRelations(st ast.Statement) error {
	name := ""
	switch st := st.(type) {
	case *ast.Define:
		name = st.Collection
	case *ast.Alter:
		name = st.Collection
	}
	c := s.W.Catalog.Collection(name)
	if c == nil {
		return nil
	}
	for _, f := range c.Fields {
		if f.Relation == nil {
			continue
		}
		to := s.W.Catalog.Collection(f.Relation.To)
		if to == nil {
			return dberr.At(dberr.InvalidDefinition, st.Position(), "field "+quote(f.Name)+" refers to collection "+quote(f.Relation.To)+", which is not defined")
		}
		if f.Relation.Key != "id" && to.Field(f.Relation.Key) == nil {
			return dberr.At(dberr.InvalidDefinition, st.Position(), "field "+quote(f.Name)+" refers to field "+quote(f.Relation.Key)+", which collection "+quote(to.Name)+" does not declare")
		}
	}
	return nil
}
