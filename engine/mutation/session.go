// Package mutation runs what changes the database: the calls of a mutation,
// definitions, migrations, handlers and jobs. The type to know is [Session],
// one operation inside a transaction. It neither begins nor commits: the
// database does, and gives the session a writer.
package mutation

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// Options are what a database sets for its sessions.
type Options struct {
	AutoCollections bool // an insert defines a missing collection
	Actions         func(source string) ([]ast.Selection, error)
}

// Session runs one operation inside a transaction. Reads see its writes. It is
// not safe for concurrent use.
type Session struct {
	W    *write.Writer
	Env  *exec.Env // its reader is the writer's transaction
	Opts *Options

	// Progress is told how far a data step of a migration is; nil tells nobody.
	Progress func(done, total int)

	// Online takes an index that is too large to be made in this transaction: its
	// entries are written afterwards. nil makes every index at once.
	Online func(coll *catalog.Collection, x *catalog.Index, documents int)

	scopes  []scope // of results, the innermost last
	fired   int     // changes whose handlers have run
	actions int     // handlers that have run
}

// New returns a session. The environment's reader, catalog and chain are set to
// those of the writer.
func New(w *write.Writer, env *exec.Env, opts *Options) *Session {
	s := &Session{}
	s.Begin(w, env, opts)
	return s
}

// Begin makes a session of the zero value, as New does.
func (s *Session) Begin(w *write.Writer, env *exec.Env, opts *Options) {
	s.W, s.Env, s.Opts, s.fired = w, env, opts, len(w.Changes)
	env.Reader, env.Chain = w.Tx, s.chain
	s.sync()
}

// Replay returns a session for the end of a transaction that had several: its
// Finish runs the handlers for every change of the writer.
func Replay(w *write.Writer, env *exec.Env, opts *Options) *Session {
	s := New(w, env, opts)
	s.fired = 0
	return s
}

// sync shows the definitions of the transaction to what reads them.
func (s *Session) sync() { s.Env.Catalog = s.W.Catalog }

// scope are the results of the calls of one block, in JSON.
type scope map[string][]byte

// chain resolves "alias.path" to a part of an earlier result.
func (s *Session) chain(ref string) (value.Value, bool) {
	name, path, _ := strings.Cut(ref, ".")
	for _, sc := range slices.Backward(s.scopes) {
		body, ok := sc[name]
		if !ok {
			continue
		}
		v, err := value.ParseJSON(body, value.Limits{})
		if err != nil {
			return value.Value{}, false
		}
		return v.Path(strings.Split(path, "."))
	}
	return value.Value{}, false
}

// Run runs the calls and schema blocks of an operation in order and appends an
// object with their values. Handlers run in [Session.Finish].
//
// Errors: those of the calls, with place and path. The transaction must be
// abandoned, or returned to a savepoint, after any of them.
func (s *Session) Run(ctx context.Context, dst []byte, sels []ast.Selection) ([]byte, error) {
	return s.block(ctx, dst, sels, nil)
}

// block runs selections in a scope of their own.
func (s *Session) block(ctx context.Context, dst []byte, sels []ast.Selection, path []any) ([]byte, error) {
	sc := scope{}
	s.scopes = append(s.scopes, sc)
	defer func() { s.scopes = s.scopes[:len(s.scopes)-1] }()
	calls, err := s.flatten(sels)
	if err != nil {
		return dst, err
	}
	dst = append(dst, '{')
	for i, sel := range calls {
		key := "schema"
		f, isField := sel.(*ast.Field)
		if isField {
			key = f.Key()
		}
		if _, twice := sc[key]; twice {
			return dst, dberr.At(dberr.DuplicateAlias, sel.Position(), quote(key)+" stands for two different selections")
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.AppendJSONString(dst, key), ':')
		from, here := len(dst), append(slices.Clip(path), key)
		s.sync()
		if isField {
			dst, err = s.call(ctx, dst, f, here)
		} else {
			dst, err = s.Schema(ctx, dst, sel.(*ast.Schema))
		}
		if err != nil {
			return dst, locate(err, sel.Position(), here)
		}
		sc[key] = slices.Clone(dst[from:])
	}
	return append(dst, '}'), nil
}

// flatten spreads fragments and decides @include and @skip; schema blocks keep
// their place among the calls.
func (s *Session) flatten(sels []ast.Selection) ([]ast.Selection, error) {
	var out []ast.Selection
	for from := 0; from < len(sels); {
		if _, ok := sels[from].(*ast.Schema); ok {
			out = append(out, sels[from])
			from++
			continue
		}
		to := from
		for to < len(sels) {
			if _, ok := sels[to].(*ast.Schema); ok {
				break
			}
			to++
		}
		calls, err := plan.Calls(s.Env, sels[from:to])
		if err != nil {
			return nil, err
		}
		out = append(out, calls...)
		from = to
	}
	return out, nil
}

// call runs one call and appends its value.
func (s *Session) call(ctx context.Context, dst []byte, f *ast.Field, path []any) ([]byte, error) {
	for _, d := range f.Directives {
		if d.Name != "include" && d.Name != "skip" {
			return dst, dberr.At(dberr.UnknownDirective, d.Pos, "unknown directive @"+d.Name+" in a mutation")
		}
	}
	switch f.Name {
	case "insertInto", "insert":
		return s.insert(ctx, dst, f)
	case "insertMany", "import":
		return s.insertMany(ctx, dst, f)
	case "update":
		return s.update(ctx, dst, f)
	case "upsert":
		return s.upsert(ctx, dst, f)
	case "deleteFrom", "delete":
		return s.remove(ctx, dst, f)
	case "export":
		return s.export(ctx, dst, f)
	case "enqueueJob":
		return s.enqueue(ctx, dst, f, false)
	case "enqueueJobs":
		return s.enqueue(ctx, dst, f, true)
	case "transaction":
		if err := checkArgs(f, nil); err != nil {
			return dst, err
		}
		if !f.HasSet {
			return dst, dberr.At(dberr.InvalidArgument, f.NamePos, "a transaction needs calls in braces")
		}
		return s.block(ctx, dst, f.Selections, path)
	case "__typename":
		return append(dst, `"Mutation"`...), nil
	case "":
		return dst, dberr.At(dberr.UnknownFunction, f.NamePos, "a mutation holds calls, no expressions")
	}
	return dst, unknownCall(f)
}

func quote(s string) string { return `"` + s + `"` }

// locate gives an error the place and the path that it lacks.
func locate(err error, pos ast.Pos, path []any) error {
	e, ok := errors.AsType[*dberr.Error](err)
	if !ok {
		return err
	}
	n := *e
	if n.Pos.IsZero() {
		n.Pos = pos
	}
	if n.Path == nil {
		n.Path = path
	}
	return &n
}

// at gives an error a place if it has none.
func at(err error, pos ast.Pos) error { return locate(err, pos, nil) }

// args checks a call's arguments against the names that it takes.
func (s *Session) args(f *ast.Field) (*args, error) {
	return &args{s: s, f: f}, checkArgs(f, callArgs(f.Name))
}

// args reads the arguments of one call.
type args struct {
	s *Session
	f *ast.Field
}

// get binds the argument that goes by one of the names; nil if it is absent or
// a variable without a value.
func (a *args) get(names ...string) (*bind.Node, error) {
	var found *ast.Argument
	for _, name := range names {
		x := ast.Arg(a.f.Args, name)
		if x == nil {
			continue
		}
		if found != nil {
			return nil, dberr.At(dberr.InvalidArgument, x.Pos, quote(found.Name)+" and "+quote(x.Name)+" are one argument")
		}
		found = x
	}
	if found == nil {
		return nil, nil
	}
	n, err := a.s.Env.Vars.Bind(found.Value, a.s.chain)
	if err != nil || n.Missing {
		return nil, err
	}
	return n, nil
}

// must is get for an argument that a call cannot do without.
func (a *args) must(names ...string) (*bind.Node, error) {
	n, err := a.get(names...)
	if err == nil && n == nil {
		err = dberr.At(dberr.InvalidArgument, a.f.NamePos, quote(a.f.Name)+" needs the argument "+quote(names[0]))
	}
	return n, err
}

// text reads an argument that is a text or an enum word; given is false if it
// is absent or null.
func (a *args) text(names ...string) (s string, n *bind.Node, err error) {
	n, err = a.get(names...)
	if err != nil || n == nil || n.IsNull() {
		return "", nil, err
	}
	if n.Kind != bind.Leaf || n.Val.Kind() != value.String {
		return "", nil, dberr.At(dberr.TypeMismatch, n.Pos, quote(names[0])+" of "+quote(a.f.Name)+" must be a String")
	}
	return n.Val.Str(), n, nil
}
