package engine

import (
	"context"
	"slices"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/storage"
)

// buildStep is how many documents one commit of a build covers: other writers
// wait for one step at most.
const buildStep = 500

// build makes an index while others write. The first commit defines it as one that
// is being built, which every write maintains from then on; then come the entries
// of the documents that were there, a step at a time and each from the newest
// state; the last commit makes it an index like the others. What fails or stops on
// the way is taken back, by the next opening at the latest.
type build struct {
	db    *DB
	coll  uint32
	name  string
	index *catalog.Index
	total int

	durability *storage.Durability // of the last commit
	progress   func(done, total int)
}

// onlineBuild reports whether an operation does nothing but make one index.
func onlineBuild(op *ast.Operation) bool {
	if op.Kind != ast.SchemaOp || len(op.Schema.Statements) != 1 {
		return false
	}
	_, ok := op.Schema.Statements[0].(*ast.CreateIndex)
	return ok
}

// runBuild runs an operation that makes an index.
func (db *DB) runBuild(ctx context.Context, f *frame, progress func(done, total int)) error {
	var b *build
	p, err := f.step(ctx, func(ctx context.Context, s *mutation.Session) error {
		s.Progress = progress
		s.Online = func(coll *catalog.Collection, x *catalog.Index, documents int) {
			b = &build{db: db, coll: coll.ID, name: coll.Name, index: x, total: documents, durability: f.req.Durability, progress: progress}
		}
		return f.write(ctx, s)
	})
	built := false
	defer func() { // also if the caller's progress panics; its context may be what ended the build
		if b != nil && !built {
			_ = b.undo(context.WithoutCancel(ctx)) // what this leaves, the next opening takes back
		}
	}()
	if err == nil {
		err = p.wait(ctx)
	}
	if err == nil && b != nil {
		err = b.run(ctx)
	}
	built = err == nil
	return err
}

// step runs a part of an operation as one transaction.
func (f *frame) step(ctx context.Context, do func(context.Context, *mutation.Session) error) (*pending, error) {
	if err := f.db.lock(ctx); err != nil {
		return nil, err
	}
	defer f.db.unlock()
	return f.transact(ctx, do)
}

// step runs a function as one transaction.
func (db *DB) step(ctx context.Context, t *turn, do func(context.Context, *mutation.Session) error) (*pending, error) {
	if err := db.lock(ctx); err != nil {
		return nil, err
	}
	defer db.unlock()
	return db.transact(ctx, t, do)
}

// commit runs a step of the build on the newest definition of the collection and
// waits for it.
func (b *build) commit(ctx context.Context, d *storage.Durability, do func(context.Context, *mutation.Session, *catalog.Collection) error) error {
	t := b.db.plainTurn()
	t.req.Durability = d
	p, err := b.db.step(ctx, t, func(ctx context.Context, s *mutation.Session) error {
		coll := s.W.Catalog.Collection(b.name)
		if coll == nil || coll.ID != b.coll || b.at(coll) < 0 {
			return dberr.New(dberr.CollectionNotFound, "collection "+quote(b.name)+" was dropped while its index was built")
		}
		return do(ctx, s, coll)
	})
	if err != nil {
		return err
	}
	return p.wait(ctx)
}

// at is the place of the index among those that are being built, -1 if it is gone.
func (b *build) at(coll *catalog.Collection) int {
	return slices.IndexFunc(coll.Building, func(x *catalog.Index) bool { return x.ID == b.index.ID })
}

// without is the definition in which the index is not being built.
func (b *build) without(coll *catalog.Collection) *catalog.Collection {
	now := *coll
	now.Building = slices.Delete(slices.Clone(coll.Building), b.at(coll), b.at(coll)+1)
	return &now
}

func (b *build) run(ctx context.Context) error {
	relaxed := storage.Relaxed // the last commit makes those before it as durable as itself
	next := uint64(0)
	for done, n := 0, buildStep; n == buildStep; {
		err := b.commit(ctx, &relaxed, func(ctx context.Context, s *mutation.Session, coll *catalog.Collection) (err error) {
			n, next, err = s.W.Build(ctx, coll, b.index, next, buildStep)
			return err
		})
		if err != nil {
			return err
		}
		if done += n; b.progress != nil {
			b.progress(done, max(done, b.total))
		}
	}
	return b.commit(ctx, b.durability, func(_ context.Context, s *mutation.Session, coll *catalog.Collection) error {
		now := b.without(coll)
		now.Indexes = append(slices.Clip(coll.Indexes), b.index)
		s.W.Redefine(now)
		return nil
	})
}

// undo takes the entries back, and with the last of them the definition.
func (b *build) undo(ctx context.Context) error {
	for more := true; more; {
		err := b.commit(ctx, nil, func(ctx context.Context, s *mutation.Session, coll *catalog.Collection) (err error) {
			more, err = s.W.Unbuild(ctx, coll, b.index, buildStep)
			if err == nil && !more {
				s.W.Redefine(b.without(coll))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// dropBuilds takes back what builds left that did not end.
func (db *DB) dropBuilds(ctx context.Context) error {
	for _, coll := range db.latest.Collections() {
		for _, x := range coll.Building {
			b := &build{db: db, coll: coll.ID, name: coll.Name, index: x}
			if err := b.undo(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// IndexOptions say how Collection.BuildIndex makes an index. The zero value and
// nil are the defaults.
type IndexOptions struct {
	Name   string // "" for one that follows from the fields
	Unique bool
	// Progress is told how many documents the index holds, on the goroutine of
	// BuildIndex.
	Progress func(done, total int)
}

// BuildIndex makes an index as CreateIndex does. Outside of a transaction others
// read and write meanwhile: a writer waits for one step of the build, 500
// documents, at most. The collection's definition cannot be changed until it is
// done.
//
// Errors: as CreateIndex; UNIQUE_VIOLATION if documents have the same values,
// CONFLICT while another index of the collection is being built, CANCELED and
// TIMEOUT. After any of them the index is gone.
func (c *Collection) BuildIndex(ctx context.Context, opts *IndexOptions, fields ...string) (err error) {
	defer recovered(&err)
	if opts == nil {
		opts = &IndexOptions{}
	}
	text := "create "
	if opts.Unique {
		text += "unique "
	}
	text += "index "
	if opts.Name != "" {
		text += opts.Name + " "
	}
	text += "on " + c.name + " (" + joined(fields) + ")"
	if c.tx != nil || opts.Progress == nil {
		return c.schema(ctx, "build index", text)
	}
	if c.db.closed.Load() {
		return edge("build index", errClosed())
	}
	p, err := c.statement(text)
	if err != nil {
		return edge("build index", err)
	}
	f, err := c.db.frame(&Request{}, p, p.doc.Operations[0])
	if err == nil {
		err = c.db.runBuild(ctx, f, opts.Progress)
	}
	return edge("build index", err)
}
