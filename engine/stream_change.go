package engine

import (
	"context"
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/value"
)

// changeShape is what a subscription over the GraphQL view selects of an event.
type changeShape struct{ parts []changePart }

type changePart struct {
	key, name string
	typ       string           // of __typename
	shape     *exec.Projection // of document and old
}

// changeOf compiles the selection of usersChanges { type document { … } }.
func (s *selection) changeOf(f *ast.Field, coll *catalog.Collection) (*changeShape, error) {
	calls, err := plan.Calls(s.frame.env, f.Selections)
	if err != nil {
		return nil, err
	}
	if len(calls) == 0 {
		return nil, dberr.At(dberr.InvalidArgument, f.NamePos, quote(f.Key())+" needs a selection")
	}
	shape := &changeShape{parts: make([]changePart, len(calls))}
	for i, sel := range calls {
		sub, ok := sel.(*ast.Field)
		if !ok || sub.Expr != nil {
			return nil, dberr.At(dberr.InvalidArgument, sel.Position(), "only fields of the event are selected here")
		}
		p := changePart{key: sub.Key(), name: sub.Name, typ: sub.Type}
		switch sub.Name {
		case "document", "old":
			if p.shape, err = plan.Projection(s.frame.env, coll, sub); err != nil {
				return nil, err
			}
		case "seq", "type", "id", "changed", "__typename":
			if sub.HasSet {
				return nil, dberr.At(dberr.TypeMismatch, sub.NamePos, "field "+quote(sub.Name)+" is no object and takes no selection")
			}
		default:
			return nil, dberr.At(dberr.FieldNotFound, sub.NamePos, "an event has no field "+quote(sub.Name))
		}
		shape.parts[i] = p
	}
	return shape, nil
}

// tellChange makes an event of the GraphQL view: AQL's heading and, as data,
// what a GraphQL client expects.
func (s *selection) tellChange(ctx context.Context, sub *Subscription, r *streamRoot, seq uint64, c *feed.Change, is bool) error {
	dst := append([]byte(`{"seq":`), strconv.FormatUint(seq, 10)...)
	dst = value.AppendJSONString(append(dst, `,"collection":`...), c.Collection)
	dst = append(append(append(dst, `,"type":"`...), c.Type.String()...), `","id":`...)
	dst = value.AppendJSONString(dst, c.ID)
	dst = append(dst, `,"data":`...)
	from := len(dst)
	dst = value.AppendJSONString(append(dst, '{'), r.field.Key())
	dst = append(dst, `:{`...)
	for i := range r.change.parts {
		p := &r.change.parts[i]
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(value.AppendJSONString(dst, p.key), ':')
		var err error
		if dst, err = s.changePart(ctx, dst, p, seq, c, is); err != nil {
			return err
		}
	}
	dst = append(dst, `}}}`...)
	data := dst[from : len(dst)-1 : len(dst)-1]
	sub.ready = append(sub.ready, Event{Seq: seq, Collection: c.Collection, Type: c.Type.String(), ID: c.ID, JSON: dst, Data: data})
	return nil
}

func (s *selection) changePart(ctx context.Context, dst []byte, p *changePart, seq uint64, c *feed.Change, is bool) ([]byte, error) {
	switch p.name {
	case "seq":
		return strconv.AppendUint(dst, seq, 10), nil
	case "type":
		return value.AppendJSONString(dst, c.Type.String()), nil
	case "id":
		return value.AppendJSONString(dst, c.ID), nil
	case "changed":
		return appendNames(dst, changed(c)), nil
	case "__typename":
		return value.AppendJSONString(dst, p.typ), nil
	}
	doc := c.Old
	if p.name == "document" {
		doc = c.New
		if !is {
			doc = nil
		}
	}
	if doc == nil {
		return append(dst, "null"...), nil
	}
	body, err := s.project(ctx, p.key, p.shape, c.Row, doc)
	return append(dst, body...), err
}

func appendNames(dst []byte, names []string) []byte {
	dst = append(dst, '[')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = value.AppendJSONString(dst, name)
	}
	return append(dst, ']')
}
