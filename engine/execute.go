package engine

import (
	"context"
	"strconv"
	"time"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Request is a text with its variables.
type Request struct {
	Text          string
	Variables     value.Value // an object or null
	OperationName string      // which operation of several; "" for all, in order
	// After resumes a subscription behind a position, as its argument after does.
	After *uint64
	// TxID makes a single mutation idempotent: one that comes again within the
	// last 10,000 answers the first result and changes nothing.
	TxID string
	// Durability of this request's commits; nil means that of the options.
	Durability *storage.Durability
}

// Execute runs a text. Variables may hold nil, bool, the integer and float
// types, string, []byte, time.Time, value.Value, and slices and maps of these;
// natively also anything that encoding/json writes. The response is never nil.
//
// Errors: the first request error, as it also stands in the response.
func (db *DB) Execute(ctx context.Context, text string, vars map[string]any) (*Response, error) {
	c := db.spare.take()
	c.req.Text = text
	var err error
	if c.req.Variables, err = variables(&c.room.given, vars); err != nil {
		r := ErrorResponse(err)
		return r, edge("execute", r.Err())
	}
	r := db.answer(ctx, c)
	return r, edge("execute", r.Err())
}

// Do runs a request and answers when every commit of it is durable in its mode.
func (db *DB) Do(ctx context.Context, req Request) *Response {
	c := db.spare.take()
	c.req = req
	return db.answer(ctx, c)
}

// answer runs a call whose request is set.
func (db *DB) answer(ctx context.Context, c *Call) *Response {
	c.db = db
	r := c.Wait(ctx)
	if keepsSpare && c.done() {
		db.spare.give(c)
	}
	return r
}

// selected returns the operations that a request asks for.
//
// Errors: NOT_FOUND for an unknown name, SYNTAX for a text without operations.
func selected(doc *ast.Document, name string) ([]*ast.Operation, error) {
	if name == "" {
		if len(doc.Operations) == 0 {
			return nil, dberr.New(dberr.Syntax, "the text has no operation")
		}
		return doc.Operations, nil
	}
	for _, op := range doc.Operations {
		if op.Name == name {
			return []*ast.Operation{op}, nil
		}
	}
	return nil, dberr.New(dberr.NotFound, "the text has no operation named "+quote(name))
}

func quote(s string) string { return `"` + s + `"` }

// frame is what one operation runs in.
type frame struct {
	db     *DB
	req    *Request
	parsed *parsed
	op     *ast.Operation
	env    *exec.Env
	result *result

	explain  bool
	live     bool
	deferred []string

	room struct { // for what the pointers lead to
		env    exec.Env
		result result
		vars   bind.Vars
		writer exec.Writer
	}
}

// Warn implements [exec.Reporter].
func (f *frame) Warn(e *dberr.Error) { f.result.errors = append(f.result.errors, e) }

// Deferred implements [exec.Reporter].
func (f *frame) Deferred(path string) { f.deferred = append(f.deferred, path) }

// frame returns a new frame, prepared.
func (db *DB) frame(req *Request, p *parsed, op *ast.Operation) (*frame, error) {
	f := new(frame)
	return f, f.prepare(db, req, p, op)
}

// prepare checks an operation's variables and directives and prepares its
// environment. The reader and the catalog are set by whoever runs it.
func (f *frame) prepare(db *DB, req *Request, p *parsed, op *ast.Operation) error {
	f.db, f.req, f.parsed, f.op = db, req, p, op
	f.env, f.result = &f.room.env, &f.room.result
	if err := f.room.vars.Declare(op.Vars, req.Variables); err != nil {
		return err
	}
	for _, d := range op.Directives {
		if err := f.directive(d); err != nil {
			return err
		}
	}
	lim := db.opts.Limits
	env := f.env
	env.Observe, env.Functions, env.Report, env.Room = db.observe, db.lib, f, &f.room.writer
	env.Vars, env.Doc, env.Memo, env.Now = &f.room.vars, p.doc, p.memo, db.opts.Clock
	env.Hints, env.Batches = db.env.Hints, &db.batches
	env.Limits.Rows, env.Limits.Bytes = lim.Rows, lim.AnswerBytes
	if lim.Complexity > 0 {
		if err := plan.Complexity(f.env, op.Selections, lim.Complexity); err != nil {
			return err
		}
	}
	if lim.Time > 0 {
		f.env.Limits.Deadline = db.opts.Clock().Add(lim.Time)
	}
	if f.explain {
		f.env.Trace = &exec.Trace{}
	}
	return nil
}

// plainEnv returns the environment of a call that has no text.
func (db *DB) plainEnv() *exec.Env {
	env := &exec.Env{}
	db.setPlain(env)
	return env
}

func (db *DB) setPlain(env *exec.Env) {
	env.Now, env.Functions, env.Hints, env.Batches = db.opts.Clock, db.lib, db.env.Hints, &db.batches
}

// directive reads a directive of an operation.
func (f *frame) directive(d *ast.Directive) error {
	switch {
	case d.Name == "explain":
		f.explain = true
	case d.Name == "live" && f.op.Kind == ast.Query:
		f.live = true
	default:
		return dberr.At(dberr.UnknownDirective, d.Pos, "unknown directive @"+d.Name+" on a "+f.op.Kind.String())
	}
	if len(d.Args) > 0 {
		return dberr.At(dberr.UnknownArgument, d.Args[0].Pos, "@"+d.Name+" has no argument "+quote(d.Args[0].Name))
	}
	return nil
}

// finish adds the extensions.
func (f *frame) finish() {
	var x []byte
	if f.explain {
		x = append(x, `"explain":`...)
		x = f.env.Trace.AppendJSON(x)
	}
	for i, path := range f.deferred {
		switch {
		case i > 0:
			x = append(x, ',')
		case len(x) > 0:
			x = append(x, `,"deferred":[`...)
		default:
			x = append(x, `"deferred":[`...)
		}
		x = value.AppendJSONString(x, path)
	}
	if len(f.deferred) > 0 {
		x = append(x, ']')
	}
	f.result.extensions = x
}

// query runs a query over a view.
func (f *frame) query(ctx context.Context, view txn.Reader, cat *catalog.Catalog) error {
	f.env.Reader, f.env.Catalog = view, cat
	calls, err := plan.Calls(f.env, f.op.Selections)
	if err != nil {
		return err
	}
	dst := append(make([]byte, 0, f.parsed.room()), answerHead...)
	dst = append(dst, '{')
	for i, sel := range calls {
		field, ok := sel.(*ast.Field)
		if !ok {
			return dberr.At(dberr.InvalidArgument, sel.Position(), "a schema block is no part of a query")
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.AppendJSONString(dst, field.Key()), ':')
		switch {
		case field.View == ast.ViewMeta:
			dst, err = f.describe(dst, field)
		case field.Name == "__schema":
			dst, err = f.introspect(ctx, dst, field)
		case field.Name == "__typename":
			dst = append(dst, `"Query"`...)
		case field.View == ast.ViewOne:
			dst, err = f.one(ctx, dst, field)
		default:
			dst, err = plan.Root(ctx, f.env, dst, field)
		}
		if err != nil {
			return locate(err, field)
		}
	}
	dst = append(dst, '}')
	f.parsed.answered(len(dst))
	f.result.whole, f.result.data = dst, dst[len(answerHead):]
	if max := f.db.opts.Limits.AnswerBytes; max > 0 && len(f.result.data) > max {
		return dberr.New(dberr.LimitExceeded, "the answer is larger than "+strconv.Itoa(max)+" bytes")
	}
	return nil
}

// locate gives an error the place and path of the root field if it has none.
func locate(err error, field *ast.Field) error {
	e := *asError(err)
	if e.Pos.IsZero() && !isOutside(e.Code) {
		e.Pos = field.Pos
	}
	if e.Path == nil {
		e.Path = []any{field.Key()}
	}
	return &e
}

// isOutside tells errors that no token of the text is to blame for.
func isOutside(c dberr.Code) bool {
	switch c {
	case dberr.Timeout, dberr.Canceled, dberr.Closed, dberr.Corrupt, dberr.Unavailable, dberr.Internal, dberr.ReadOnly, dberr.QuotaExceeded, dberr.Conflict:
		return true
	}
	return false
}

// Explain plans the queries of a text without running them and returns the
// operator trees of their root fields as JSON.
//
// Errors: those of the text; UNSUPPORTED for anything but queries.
func (db *DB) Explain(ctx context.Context, req Request) (plans []byte, err error) {
	defer recovered(&err)
	plans, err = db.explain(ctx, &req)
	return plans, edge("explain", err)
}

func (db *DB) explain(ctx context.Context, req *Request) ([]byte, error) {
	p, err := db.parse(req.Text, db.Catalog())
	if err != nil {
		return nil, err
	}
	ops, err := selected(p.doc, req.OperationName)
	if err != nil {
		return nil, err
	}
	snap, cat, err := db.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	trace := &exec.Trace{}
	for _, op := range ops {
		if op.Kind != ast.Query {
			return nil, dberr.At(dberr.Unsupported, op.Pos, "only queries are explained, not a "+op.Kind.String())
		}
		f, err := db.frame(req, p, op)
		if err != nil {
			return nil, err
		}
		f.env.Reader, f.env.Catalog, f.env.Trace = snap, cat, trace
		calls, err := plan.Calls(f.env, op.Selections)
		if err != nil {
			return nil, err
		}
		for _, sel := range calls {
			field, ok := sel.(*ast.Field)
			if !ok || field.View == ast.ViewMeta || field.Name == "__schema" || field.Name == "__typename" {
				continue
			}
			if err := plan.Explain(ctx, f.env, field); err != nil {
				return nil, locate(err, field)
			}
		}
	}
	return trace.AppendJSON(nil), nil
}

// recovered turns a panic into INTERNAL: the only place where one is caught is
// the public edge.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = panicked(r)
	}
}

func panicked(r any) *dberr.Error {
	msg := "a fault inside the database"
	switch r := r.(type) {
	case error:
		return dberr.Wrap(dberr.Internal, msg, r)
	case string:
		return dberr.New(dberr.Internal, msg+": "+r)
	}
	return dberr.New(dberr.Internal, msg)
}

// now is the clock of the database.
func (db *DB) now() time.Time { return db.opts.Clock() }
