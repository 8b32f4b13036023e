package engine

import (
	"context"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// MigrateOptions change how Migrate works. The zero value and nil are the
// defaults.
type MigrateOptions struct {
	// DryRun runs every version that has not run, one after the other, and keeps
	// nothing.
	DryRun bool
	// Progress is told how many documents of a data step, of a changed definition
	// or of a new index are done. It is called on the goroutine of Migrate, at
	// least at the end of each step.
	Progress func(version string, done, total int)
}

// MigratedVersion is what became of a version.
type MigratedVersion struct {
	Version   string
	Applied   bool // false if it had run before
	Documents int  // that its data steps changed
}

// Migrate runs the versions of `migrate { … }` statements, in the order of the
// text. Each that has not run yet is one transaction; one that fails ends the
// migration and leaves nothing, those before it stay, so that the same text goes
// on there when it is run again. Readers are not kept waiting, other writers are
// while a version runs.
//
// Errors: those of the text and of its statements, INVALID_ARGUMENT if there is
// another statement, INVALID_DEFINITION for a version that stands twice. Cost: a
// data step holds every document that it changes in memory until its commit.
func Migrate(ctx context.Context, db *DB, text string, opts *MigrateOptions) (versions []MigratedVersion, err error) {
	if opts == nil {
		opts = &MigrateOptions{}
	}
	if db.closed.Load() {
		return nil, errClosed()
	}
	p, err := db.parse(text, db.Catalog())
	if err != nil {
		return nil, edge("migrate", err)
	}
	req := &Request{Text: text}
	m := &migration{db: db, opts: opts, seen: map[string]bool{}}
	for _, op := range p.doc.Operations {
		if op.Kind != ast.MigrateOp {
			return nil, edge("migrate", dberr.At(dberr.InvalidArgument, op.Pos, "only migrate { … } can stand here"))
		}
		f, err := db.frame(req, p, op)
		if err == nil {
			err = m.add(f)
		}
		if err != nil {
			return nil, edge("migrate", err)
		}
	}
	if opts.DryRun {
		err = m.rehearse(ctx)
	} else {
		err = m.run(ctx)
	}
	return m.done, edge("migrate", err)
}

// migration runs versions.
type migration struct {
	db    *DB
	opts  *MigrateOptions
	steps []versionStep
	seen  map[string]bool
	done  []MigratedVersion
}

type versionStep struct {
	f *frame
	v *ast.Version
}

// add takes the versions of a statement.
func (m *migration) add(f *frame) error {
	for _, v := range f.op.Migrate.Versions {
		if m.seen[v.Label] {
			return dberr.At(dberr.InvalidDefinition, v.Pos, "version "+quote(v.Label)+" stands twice in the migration")
		}
		m.seen[v.Label] = true
		m.steps = append(m.steps, versionStep{f, v})
	}
	return nil
}

// run runs each version in a transaction of its own.
func (m *migration) run(ctx context.Context) error {
	for _, st := range m.steps {
		if err := m.db.lock(ctx); err != nil {
			return err
		}
		var out MigratedVersion
		p, err := func() (*pending, error) {
			defer m.db.unlock()
			return st.f.transact(ctx, func(ctx context.Context, s *mutation.Session) (err error) {
				out, err = m.version(ctx, s, st.v)
				return err
			})
		}()
		if err != nil {
			return err
		}
		if err := p.wait(ctx); err != nil {
			return err
		}
		m.done = append(m.done, out) // not before its commit is safe
	}
	return nil
}

// rehearse runs all versions in one transaction and forgets it.
func (m *migration) rehearse(ctx context.Context) error {
	if err := m.db.lock(ctx); err != nil {
		return err
	}
	defer m.db.unlock()
	h, err := m.db.head(ctx)
	if err != nil {
		return err
	}
	defer h.snap.Close()
	w := write.New(txn.New(h.snap, false), m.db.latest, &m.db.env)
	for _, st := range m.steps {
		s := mutation.New(w, st.f.env, &m.db.calls)
		out, err := m.version(ctx, s, st.v)
		if err == nil {
			err = s.Finish(ctx)
		}
		if err != nil {
			return err
		}
		m.done = append(m.done, out)
	}
	return nil
}

// version runs a version in a session, unless it has run before.
func (m *migration) version(ctx context.Context, s *mutation.Session, v *ast.Version) (out MigratedVersion, err error) {
	applied, err := s.Applied(ctx, v.Label)
	if err != nil {
		return out, err
	}
	out = MigratedVersion{Version: v.Label, Applied: !applied}
	if !applied {
		if m.opts.Progress != nil {
			s.Progress = func(done, total int) { m.opts.Progress(v.Label, done, total) }
		}
		out.Documents, err = s.Version(ctx, v)
	}
	return out, err
}

// runMigrate answers a migrate statement.
func (db *DB) runMigrate(ctx context.Context, f *frame) error {
	m := &migration{db: db, opts: &MigrateOptions{}, seen: map[string]bool{}}
	if err := m.add(f); err != nil {
		return err
	}
	if err := m.run(ctx); err != nil {
		return err
	}
	data := []byte(`{"migrate":{"versions":[`)
	applied := int64(0)
	for i, v := range m.done {
		if i > 0 {
			data = append(data, ',')
		}
		status := "skipped"
		if v.Applied {
			status = "applied"
			applied++
		}
		data = append(data, `{"version":`...)
		data = value.AppendJSONString(data, v.Version)
		data = append(data, `,"status":"`+status+`"}`...)
	}
	data = append(data, `],"applied":`...)
	data = value.IntValue(applied).AppendJSON(data)
	f.result.data = append(data, `}}`...)
	return nil
}
