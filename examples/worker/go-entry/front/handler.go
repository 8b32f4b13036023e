// Package front is the Worker's front door in Go: an http.Handler that reads
// the database's name from the path and hands the request to the object that
// holds it. It knows nothing of JavaScript, so it is tested natively; main_js.go
// gives it the stubs of a real Worker.
package front

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// Object answers requests for one database: in a Worker, a Durable Object's stub.
type Object interface {
	Fetch(req *http.Request) (*http.Response, error)
}

// Objects finds the object of a database's name.
type Objects func(name string) (Object, error)

// nameBytes is the longest name of a database.
const nameBytes = 64

// Handler answers POST /db/:name/aql and GET /db/:name/listen, and refuses
// everything else with a GraphQL error, as the JavaScript entry does.
func Handler(objects Objects) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		name, verb, ok := split(req.URL.Path)
		if !ok {
			refuse(w, http.StatusNotFound, "NOT_FOUND", "there is only /db/:name/aql and /db/:name/listen")
			return
		}
		if !valid(name) {
			refuse(w, http.StatusBadRequest, "INVALID_ARGUMENT", "a database's name has up to 64 letters, digits, dots, dashes and underscores")
			return
		}
		method := methodOf(verb)
		if req.Method != method {
			w.Header().Set("Allow", method)
			refuse(w, http.StatusMethodNotAllowed, "INVALID_ARGUMENT", verb+" takes "+method+" only")
			return
		}
		forward(w, req, objects, name)
	})
}

func split(path string) (name, verb string, ok bool) {
	rest, found := strings.CutPrefix(path, "/db/")
	if !found {
		return "", "", false
	}
	name, verb, found = strings.Cut(rest, "/")
	return name, verb, found && name != "" && (verb == "aql" || verb == "listen")
}

func valid(name string) bool {
	if len(name) > nameBytes {
		return false
	}
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
		if !letter && (i == 0 || c != '.' && c != '-') {
			return false
		}
	}
	return true
}

func methodOf(verb string) string {
	if verb == "aql" {
		return http.MethodPost
	}
	return http.MethodGet
}

// forward copies the object's answer; in a Worker the body stays a JavaScript
// stream, so that events pass as they come.
func forward(w http.ResponseWriter, req *http.Request, objects Objects, name string) {
	object, err := objects(name)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the object of database \""+name+"\" cannot be reached")
		return
	}
	if req.Method == http.MethodGet {
		req.Body = nil
	}
	res, err := object.Fetch(req)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the object of database \""+name+"\" did not answer")
		return
	}
	for key, values := range res.Header {
		w.Header()[key] = values
	}
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, res.Body)
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	type extensions struct {
		Code string `json:"code"`
	}
	type failure struct {
		Message    string     `json:"message"`
		Extensions extensions `json:"extensions"`
	}
	body, err := json.Marshal(map[string][]failure{"errors": {{Message: message, Extensions: extensions{Code: code}}}})
	if err != nil {
		body = []byte(`{"errors":[{"message":"the error has no text","extensions":{"code":"INTERNAL"}}]}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
