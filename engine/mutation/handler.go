package mutation

import (
	"context"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/value"
)

// The bounds of what handlers may set off.
const (
	maxDepth   = 16      // handlers that trigger handlers
	maxActions = 100_000 // actions of one commit
)

// Handler defines or drops a handler and appends its result.
//
// Errors: INVALID_DEFINITION for a trigger that does not exist,
// COLLECTION_NOT_FOUND, NOT_FOUND for dropping an unknown one.
func (s *Session) Handler(dst []byte, h *ast.Handler) ([]byte, error) {
	status := "registered"
	if h.Drop {
		if s.W.Catalog.Handler(h.Name) == nil {
			return dst, dberr.At(dberr.NotFound, h.NamePos, "handler "+quote(h.Name)+" is not defined")
		}
		s.W.DropHandler(h.Name)
		status = "dropped"
	} else {
		event, coll, err := trigger(h)
		if err != nil {
			return dst, err
		}
		if s.W.Catalog.Collection(coll) == nil {
			return dst, s.W.Catalog.Missing(coll, h.OnPos)
		}
		if len(h.Actions) == 0 {
			return dst, dberr.At(dberr.InvalidDefinition, h.Pos, "handler "+quote(h.Name)+" has no action")
		}
		if err := checkAction(h.Actions); err != nil {
			return dst, err
		}
		s.W.DefineHandler(&catalog.Handler{Name: h.Name, Event: event, Collection: coll, Source: h.Source})
	}
	dst = append(dst, `{"name":`...)
	dst = value.AppendJSONString(dst, h.Name)
	dst = append(dst, `,"status":`...)
	dst = value.AppendJSONString(dst, status)
	return append(dst, '}'), nil
}

// trigger reads "insert users" or "insert:users".
func trigger(h *ast.Handler) (event, coll string, err error) {
	event, coll, ok := strings.Cut(strings.TrimSpace(strings.Replace(h.On, ":", " ", 1)), " ")
	coll = strings.TrimSpace(coll)
	switch event {
	case "insert", "update", "delete":
		if ok && coll != "" {
			return event, coll, nil
		}
	}
	return "", "", dberr.At(dberr.InvalidDefinition, h.OnPos,
		"trigger "+quote(h.On)+" of handler "+quote(h.Name)+`: it must be insert, update or delete and a collection, as in "insert users"`)
}

// Finish runs the handlers that the changes have triggered, and those that
// their changes trigger, each before the next change: an endless chain is found
// at its first sixteen links. It is called once, before the commit. An action
// that fails is undone and listed in _handlers; it does not undo the commit.
//
// Errors: LIMIT_EXCEEDED for handlers that trigger each other without end, and
// those of the view.
func (s *Session) Finish(ctx context.Context) error {
	from, to := s.fired, len(s.W.Changes)
	for i := from; i < to; i++ {
		if err := s.trigger(ctx, i, 1); err != nil {
			return err
		}
	}
	s.fired = len(s.W.Changes)
	return nil
}

// trigger runs the handlers of one change; level is how deep in handlers they are.
func (s *Session) trigger(ctx context.Context, change, level int) error {
	ch := s.W.Changes[change]
	for _, h := range s.W.Catalog.Handlers() {
		if h.Collection != ch.Collection || h.Event != ch.Type.String() {
			continue
		}
		if level > maxDepth {
			return dberr.New(dberr.LimitExceeded, "handler "+quote(h.Name)+" triggers handlers more than 16 deep")
		}
		if s.actions++; s.actions > maxActions {
			return dberr.New(dberr.LimitExceeded, "one commit triggers more than 100000 handlers")
		}
		from := len(s.W.Changes)
		if err := s.fire(ctx, h, ch); err != nil {
			return err
		}
		for i, to := from, len(s.W.Changes); i < to; i++ {
			if err := s.trigger(ctx, i, level+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// fire runs the action of a handler for one change.
func (s *Session) fire(ctx context.Context, h *catalog.Handler, ch feed.Change) error {
	doc := ch.New
	if ch.Type == feed.Delete {
		doc = ch.Old
	}
	v, err := doc.Decode()
	if err != nil {
		return err
	}
	mark := s.W.Savepoint()
	err = s.act(ctx, h, v)
	if err == nil {
		return nil
	}
	switch dberr.CodeOf(err) {
	case dberr.Canceled, dberr.Timeout, dberr.Closed, dberr.Corrupt, dberr.ReadOnly, dberr.Unavailable, dberr.QuotaExceeded:
		return err // not the action's fault
	}
	s.W.Rollback(mark)
	_, err = s.W.Insert(ctx, s.W.Catalog.Collection(catalog.Handlers), value.ObjectValue([]value.Field{
		{Name: "handler", Value: value.StringValue(h.Name)},
		{Name: "event", Value: value.StringValue(h.Event)},
		{Name: "collection", Value: value.StringValue(h.Collection)},
		{Name: "document", Value: value.StringValue(ch.ID)},
		{Name: "status", Value: value.StringValue("failed")},
		{Name: "error", Value: value.StringValue(string(dberr.CodeOf(err)) + ": " + err.Error())},
		{Name: "at", Value: value.TimeValue(s.Env.Now())},
	}))
	return err
}

// act runs the calls of an action with the document as its variables.
func (s *Session) act(ctx context.Context, h *catalog.Handler, doc value.Value) error {
	sels, err := s.Opts.Actions(h.Source)
	if err != nil {
		return err
	}
	env := &exec.Env{
		Reader: s.W.Tx, Catalog: s.W.Catalog, Vars: bind.DocVars(doc),
		Now: s.Env.Now, Limits: s.Env.Limits, Functions: s.Env.Functions, Hints: s.Env.Hints,
	}
	inner := &Session{W: s.W, Env: env, Opts: s.Opts, scopes: []scope{{}}}
	env.Chain = inner.chain
	for _, sel := range sels { // nobody reads the values: calls need no names of their own
		body, err := inner.block(ctx, nil, []ast.Selection{sel}, nil)
		if err != nil {
			return err
		}
		if f, ok := sel.(*ast.Field); ok {
			inner.scopes[0][f.Key()] = body[len(`{"":`)+len(f.Key()) : len(body)-1]
		}
	}
	return nil
}
