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

// defaultRetries is how often a job is tried again unless it says otherwise.
const defaultRetries = 3

// enqueue is enqueueJob and, with several payloads, enqueueJobs.
func (s *Session) enqueue(ctx context.Context, dst []byte, f *ast.Field, many bool) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	job, unique, err := a.job()
	if err != nil {
		return dst, err
	}
	payloads, err := a.payloads(many)
	if err != nil {
		return dst, err
	}
	if many && unique != "" && len(payloads) > 1 {
		return dst, dberr.At(dberr.InvalidArgument, f.NamePos, "a unique key belongs to one job, not to several")
	}
	c := s.W.Catalog.Collection(catalog.Jobs)
	rows := make([]write.Row, 0, len(payloads))
	for _, p := range payloads {
		r, found, err := s.waiting(ctx, c, unique)
		if err == nil && !found {
			r, err = s.W.Insert(ctx, c, value.ObjectValue(append(job[:len(job):len(job)], value.Field{Name: "payload", Value: p})))
		}
		if err != nil {
			return dst, err
		}
		rows = append(rows, r)
	}
	return s.answer(ctx, dst, f, c, rows, !many)
}

// job reads what all jobs of a call share.
func (a *args) job() (fields []value.Field, unique string, err error) {
	kind, n, err := a.text("jobType", "type")
	if err != nil {
		return nil, "", err
	}
	if n == nil || kind == "" {
		return nil, "", dberr.At(dberr.InvalidArgument, a.f.NamePos, quote(a.f.Name)+` needs the argument "jobType"`)
	}
	priority, n, err := a.text("priority")
	if err != nil {
		return nil, "", err
	}
	switch priority {
	case "LOW", "NORMAL", "HIGH", "CRITICAL":
	case "":
		if n != nil {
			return nil, "", dberr.At(dberr.InvalidArgument, n.Pos, "the priority is empty")
		}
		priority = "NORMAL"
	default:
		return nil, "", dberr.At(dberr.InvalidArgument, n.Pos, "unknown priority "+quote(priority)+": LOW, NORMAL, HIGH or CRITICAL")
	}
	retries := int64(defaultRetries)
	if n, err := a.get("maxRetries", "retries"); err != nil {
		return nil, "", err
	} else if n != nil && !n.IsNull() {
		v, ok := n.Value().AsInt()
		if !ok || v < 0 {
			return nil, "", dberr.At(dberr.InvalidArgument, n.Pos, `"maxRetries" must be an Int from 0`)
		}
		retries = v
	}
	now := a.s.Env.Now()
	scheduled := value.TimeValue(now)
	if at, n, err := a.text("scheduledAt"); err != nil {
		return nil, "", err
	} else if n != nil {
		v, ok := value.ParseDateTime(at)
		if !ok {
			return nil, "", dberr.At(dberr.InvalidArgument, n.Pos, quote(at)+" is no DateTime")
		}
		scheduled = v
	}
	unique, _, err = a.text("uniqueKey")
	fields = []value.Field{
		{Name: "jobType", Value: value.StringValue(kind)},
		{Name: "status", Value: value.StringValue("pending")},
		{Name: "priority", Value: value.StringValue(priority)},
		{Name: "maxRetries", Value: value.IntValue(retries)},
		{Name: "scheduledAt", Value: scheduled},
		{Name: "createdAt", Value: value.TimeValue(now)},
	}
	if unique != "" {
		fields = append(fields, value.Field{Name: "uniqueKey", Value: value.StringValue(unique)})
	}
	return fields, unique, err
}

func (a *args) payloads(many bool) ([]value.Value, error) {
	if !many {
		n, err := a.get("payload")
		if err != nil || n == nil {
			return []value.Value{value.NullValue()}, err
		}
		return []value.Value{n.Value()}, nil
	}
	n, err := a.must("payloads")
	if err != nil {
		return nil, err
	}
	if n.Kind != bind.List {
		return nil, dberr.At(dberr.TypeMismatch, n.Pos, `"payloads" must be a list, not `+n.Value().Kind().String())
	}
	return n.Value().Items(), nil
}

// waiting returns the job that holds a unique key: one that has not ended.
func (s *Session) waiting(ctx context.Context, c *catalog.Collection, unique string) (write.Row, bool, error) {
	if unique == "" {
		return write.Row{}, false, nil
	}
	rows, err := s.W.Find(ctx, c, "uniqueKey", value.StringValue(unique), 0)
	if err != nil {
		return write.Row{}, false, err
	}
	for _, r := range rows {
		if st, ok := r.Doc.Field("status"); ok {
			switch string(st.StrBytes()) {
			case "pending", "running":
				return r, true, nil
			}
		}
	}
	return write.Row{}, false, nil
}
