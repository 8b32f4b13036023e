package server

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// The types of an answer.
const (
	plainJSON = "application/json"
	graphJSON = "application/graphql-response+json"
	events    = "text/event-stream"
)

// accepted returns the type in which the client wants its answer.
func accepted(r *http.Request) string {
	for _, part := range strings.Split(r.Header.Get("Accept"), ",") {
		kind, _, err := mime.ParseMediaType(part)
		if err == nil && (kind == plainJSON || kind == graphJSON || kind == events) {
			return kind
		}
	}
	return plainJSON
}

// read reads a request: JSON in a POST, parameters in a GET. status is that of
// a refusal.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (req engine.Request, status int, err error) {
	if r.Method == http.MethodGet {
		return fromQuery(r)
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != plainJSON {
		return req, http.StatusUnsupportedMediaType, dberr.New(dberr.InvalidArgument, "the body of a request must be "+plainJSON)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.opts.BodyBytes))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return req, http.StatusRequestEntityTooLarge, dberr.New(dberr.LimitExceeded, "the request is too large")
		}
		return req, http.StatusBadRequest, dberr.Wrap(dberr.InvalidArgument, "the request cannot be read", err)
	}
	v, err := value.ParseJSON(body, value.Limits{})
	if err != nil {
		return req, http.StatusBadRequest, err
	}
	if v.Kind() != value.Object {
		return req, http.StatusBadRequest, dberr.New(dberr.InvalidArgument, "the request must be a JSON object with query, variables and operationName")
	}
	query, _ := v.Get("query")
	name, _ := v.Get("operationName")
	variables, _ := v.Get("variables")
	return fromParts(query, name, variables)
}

func fromQuery(r *http.Request) (engine.Request, int, error) {
	q := r.URL.Query()
	text := func(name string) value.Value {
		if !q.Has(name) {
			return value.Value{}
		}
		return value.StringValue(q.Get(name))
	}
	var variables value.Value
	if s := q.Get("variables"); s != "" {
		var err error
		if variables, err = value.ParseJSON([]byte(s), value.Limits{}); err != nil {
			return engine.Request{}, http.StatusBadRequest, err
		}
	}
	return fromParts(text("query"), text("operationName"), variables)
}

func fromParts(query, name, variables value.Value) (req engine.Request, status int, err error) {
	bad := func(msg string) (engine.Request, int, error) {
		return req, http.StatusBadRequest, dberr.New(dberr.InvalidArgument, msg)
	}
	switch {
	case query.Kind() != value.String || query.Str() == "":
		return bad(`the request needs a "query", a text`)
	case name.Kind() != value.String && !name.IsNull():
		return bad(`"operationName" must be a text`)
	case variables.Kind() != value.Object && !variables.IsNull():
		return bad(`"variables" must be an object`)
	}
	req.Text, req.Variables = query.Str(), variables
	if name.Kind() == value.String {
		req.OperationName = name.Str()
	}
	return req, http.StatusOK, nil
}
