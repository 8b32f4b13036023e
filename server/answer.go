package server

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// answer runs a request: once, or as a stream of events.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request) {
	req, status, err := h.read(w, r)
	if err != nil {
		refuse(w, status, err)
		return
	}
	kind := accepted(r)
	if r.Method == http.MethodGet && kind != events && !onlyReads(req) {
		wrongMethod(w, "POST")
		return
	}
	if kind == events {
		h.stream(w, r, req)
		return
	}
	resp := h.db.Do(r.Context(), req)
	status = http.StatusOK
	if resp.Err() != nil && kind == graphJSON {
		status = statusOf(dberr.CodeOf(resp.Err()))
	}
	write(w, kind+"; charset=utf-8", status, resp.JSON())
}

// onlyReads reports whether a text holds nothing but queries. One that cannot
// be parsed changes nothing either.
func onlyReads(req engine.Request) bool {
	doc, err := aql.Parse(req.Text, aql.Limits{})
	if err != nil {
		return true
	}
	for _, op := range doc.Operations {
		if op.Kind != ast.Query && (req.OperationName == "" || op.Name == req.OperationName) {
			return false
		}
	}
	return true
}

// statusOf is the HTTP status of a refusal.
func statusOf(code dberr.Code) int {
	switch code {
	case dberr.Internal, dberr.Corrupt:
		return http.StatusInternalServerError
	case dberr.Unavailable, dberr.Closed, dberr.Locked, dberr.ReadOnly, dberr.QuotaExceeded:
		return http.StatusServiceUnavailable
	case dberr.Timeout:
		return http.StatusGatewayTimeout
	}
	return http.StatusBadRequest
}

// stream answers server-sent events: next for each event, complete at the end.
// A query or mutation is one event.
func (h *Handler) stream(w http.ResponseWriter, r *http.Request, req engine.Request) {
	if r.Method == http.MethodGet && !onlyReads(req) && !subscribes(req) {
		wrongMethod(w, "POST")
		return
	}
	if !subscribes(req) {
		body := h.db.Do(r.Context(), req).JSON()
		startEvents(w)
		sendNext(w, 0, body)
		complete(w)
		return
	}
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		seq, err := strconv.ParseUint(last, 10, 64)
		if err != nil {
			refuse(w, http.StatusBadRequest, dberr.New(dberr.InvalidArgument, "Last-Event-ID must be the id of an earlier event"))
			return
		}
		req.After = &seq
	}
	sub, err := h.db.Stream(r.Context(), req)
	if err != nil {
		startEvents(w)
		sendNext(w, 0, engine.ErrorResponse(err).JSON())
		complete(w)
		return
	}
	defer sub.Close()
	startEvents(w)
	for {
		ev, err := sub.Next(r.Context())
		if err != nil {
			if r.Context().Err() == nil && !errors.Is(err, dberr.Closed) {
				sendNext(w, sub.Seq(), engine.ErrorResponse(err).JSON())
			}
			complete(w)
			return
		}
		sendNext(w, sub.Seq(), result(ev)) // a commit's own position stands at its last event
	}
}

// result is an event as a GraphQL client expects it; AQL's own stays as it is.
func result(ev engine.Event) []byte {
	if ev.Data == nil {
		return ev.JSON
	}
	return append(append([]byte(`{"data":`), ev.Data...), '}')
}

// subscribes reports whether the operation that is asked for is a subscription
// or a live query.
func subscribes(req engine.Request) bool {
	doc, err := aql.Parse(req.Text, aql.Limits{})
	if err != nil {
		return false
	}
	for _, op := range doc.Operations {
		if req.OperationName != "" && op.Name != req.OperationName {
			continue
		}
		if op.Kind == ast.Subscription {
			return true
		}
		for _, d := range op.Directives {
			if d.Name == "live" {
				return true
			}
		}
	}
	return false
}

func startEvents(w http.ResponseWriter) {
	w.Header().Set("Content-Type", events)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	flush(w)
}

func sendNext(w http.ResponseWriter, seq uint64, body []byte) {
	b := append([]byte("event: next\n"), "id: "...)
	b = strconv.AppendUint(b, seq, 10)
	b = append(append(append(b, "\ndata: "...), body...), "\n\n"...)
	_, _ = w.Write(b) // a client that has gone ends the request's context
	flush(w)
}

func complete(w http.ResponseWriter) {
	_, _ = w.Write([]byte("event: complete\ndata:\n\n")) // a client that has gone ends the request's context
	flush(w)
}

func flush(w http.ResponseWriter) {
	_ = http.NewResponseController(w).Flush() // a writer that cannot flush sends at the end
}
