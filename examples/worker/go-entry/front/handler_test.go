package front

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

type object struct{ name string }

func (o object) Fetch(req *http.Request) (*http.Response, error) {
	if o.name == "gone" {
		return nil, errors.New("the object was reset")
	}
	header := http.Header{"Content-Type": {"application/json"}, "X-Name": {o.name}}
	return &http.Response{StatusCode: http.StatusTeapot, Header: header, Body: io.NopCloser(strings.NewReader(req.URL.Path))}, nil
}

func find(name string) (Object, error) {
	if name == "nowhere" {
		return nil, errors.New("no binding")
	}
	return object{name}, nil
}

func TestHandler(t *testing.T) {
	long := strings.Repeat("n", 65)
	cases := []struct {
		method, path string
		status       int
		body         string
	}{
		{"POST", "/db/shop/aql", http.StatusTeapot, "/db/shop/aql"},
		{"GET", "/db/shop/listen", http.StatusTeapot, "/db/shop/listen"},
		{"POST", "/db/a.b-c_9/aql", http.StatusTeapot, "/db/a.b-c_9/aql"},
		{"GET", "/db/shop/aql", http.StatusMethodNotAllowed, "INVALID_ARGUMENT"},
		{"POST", "/db/shop/listen", http.StatusMethodNotAllowed, "INVALID_ARGUMENT"},
		{"GET", "/", http.StatusNotFound, "NOT_FOUND"},
		{"GET", "/db", http.StatusNotFound, "NOT_FOUND"},
		{"POST", "/db/shop", http.StatusNotFound, "NOT_FOUND"},
		{"POST", "/db//aql", http.StatusNotFound, "NOT_FOUND"},
		{"POST", "/db/shop/aql/more", http.StatusNotFound, "NOT_FOUND"},
		{"POST", "/db/.hidden/aql", http.StatusBadRequest, "INVALID_ARGUMENT"},
		{"POST", "/db/a%20b/aql", http.StatusBadRequest, "INVALID_ARGUMENT"},
		{"POST", "/db/" + long + "/aql", http.StatusBadRequest, "INVALID_ARGUMENT"},
		{"POST", "/db/nowhere/aql", http.StatusServiceUnavailable, "UNAVAILABLE"},
		{"POST", "/db/gone/aql", http.StatusServiceUnavailable, "UNAVAILABLE"},
	}
	handler := Handler(find)
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.body) {
				t.Errorf("got %d %s, want %d with %q", w.Code, w.Body, c.status, c.body)
			}
			if c.status == http.StatusTeapot && w.Header().Get("X-Name") == "" {
				t.Error("the object's headers are missing")
			}
		})
	}
}
