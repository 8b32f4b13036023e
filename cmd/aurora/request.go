package main

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// requestKind tells the lines of the protocol apart.
type requestKind uint8

const (
	executeRequest   requestKind = iota + 1 // {"id", "aql", "variables"?, "operationName"?}
	subscribeRequest                        // {"id", "subscribe", "stream", "variables"?}
	endRequest                              // {"id", "stream", "end": true}
	resetRequest                            // {"id", "reset": true}
)

// request is one line of standard input.
type request struct {
	kind      requestKind
	id        json.RawMessage // answered as it came
	text      string
	variables value.Value
	operation string
	stream    string
}

func (r *request) engine() engine.Request {
	return engine.Request{Text: r.text, Variables: r.variables, OperationName: r.operation}
}

// parseRequest reads a line. On an error the request still carries the id, if
// the line had one.
func parseRequest(line []byte) (*request, error) {
	r := &request{}
	if !utf8.Valid(line) {
		return r, dberr.New(dberr.InvalidArgument, "a request must be UTF-8")
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil {
		return r, dberr.Wrap(dberr.InvalidArgument, "a request must be one JSON object on a line", err)
	}
	r.id = raw["id"]
	var bad error
	for key, text := range raw {
		if err := r.member(key, text); err != nil {
			bad = err
		}
	}
	if bad == nil {
		bad = r.classify(raw)
	}
	return r, bad
}

// member reads one key of the request.
func (r *request) member(key string, text json.RawMessage) error {
	switch key {
	case "id":
		if !strings.ContainsAny(string(text[:1]), `"-0123456789`) {
			return dberr.New(dberr.InvalidArgument, "the id of a request is a number or a text")
		}
	case "aql", "subscribe":
		return texts(key, text, &r.text)
	case "operationName":
		if string(text) == "null" {
			return nil
		}
		return texts(key, text, &r.operation)
	case "stream":
		return texts(key, text, &r.stream)
	case "variables":
		v, err := value.ParseJSON(text, value.Limits{})
		if err != nil {
			return err
		}
		if v.Kind() != value.Object && !v.IsNull() {
			return dberr.New(dberr.InvalidArgument, "variables must be an object")
		}
		r.variables = v
	case "reset", "end":
		if string(text) != "true" {
			return dberr.New(dberr.InvalidArgument, key+" can only be true")
		}
	default:
		return dberr.New(dberr.UnknownArgument, "a request has no key \""+key+"\"")
	}
	return nil
}

func texts(key string, text json.RawMessage, to *string) error {
	if !strings.HasPrefix(string(text), `"`) {
		return dberr.New(dberr.InvalidArgument, key+" must be a text")
	}
	if err := json.Unmarshal(text, to); err != nil {
		return dberr.Wrap(dberr.InvalidArgument, key+" cannot be read", err)
	}
	return nil
}

// classify finds the kind of a request by its keys.
func (r *request) classify(raw map[string]json.RawMessage) error {
	kinds := []struct {
		key  string
		kind requestKind
		may  string
	}{
		{"aql", executeRequest, "id aql variables operationName"},
		{"subscribe", subscribeRequest, "id subscribe stream variables operationName"},
		{"reset", resetRequest, "id reset"},
		{"end", endRequest, "id stream end"},
	}
	for _, k := range kinds {
		if _, ok := raw[k.key]; !ok {
			continue
		}
		for key := range raw {
			if !strings.Contains(" "+k.may+" ", " "+key+" ") {
				return dberr.New(dberr.InvalidArgument, "a request with \""+k.key+"\" cannot have \""+key+"\"")
			}
		}
		r.kind = k.kind
	}
	switch {
	case r.id == nil:
		return dberr.New(dberr.InvalidArgument, "a request needs an id")
	case r.kind == 0:
		return dberr.New(dberr.InvalidArgument, "a request needs one of aql, subscribe, reset and end")
	case (r.kind == subscribeRequest || r.kind == endRequest) && r.stream == "":
		return dberr.New(dberr.InvalidArgument, "a request for a stream needs its name")
	}
	return nil
}
