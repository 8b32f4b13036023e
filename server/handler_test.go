package server_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/server"
	"github.com/auroradb/aurora/storage/memory"
)

// start serves a database with one collection.
func start(t *testing.T, opts *server.Options) (string, *engine.DB) {
	t.Helper()
	db, err := engine.Open(context.Background(), memory.New(), &engine.Options{GraphQL: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Execute(context.Background(), `schema { define collection users { name: String! } }
		mutation { insertInto(collection: "users", data: {id: "u1", name: "Ada"}) { id } }`, nil); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(server.New(db, opts))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.URL, db
}

type call struct {
	method, path, kind, accept, body, origin, host string
}

func do(t *testing.T, base string, c call) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(c.method, base+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]string{"Content-Type": c.kind, "Accept": c.accept, "Origin": c.origin} {
		if v != "" {
			req.Header.Set(name, v)
		}
	}
	if c.host != "" {
		req.Host = c.host
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestRequests(t *testing.T) {
	base, _ := start(t, &server.Options{Origins: []string{"http://app.test"}, BodyBytes: 2000})
	const j, g = "application/json", "application/graphql-response+json"
	get := func(q string) string { return "/graphql?query=" + url.QueryEscape(q) }
	for name, c := range map[string]struct {
		call
		status int
		want   string
	}{
		"post":                  {call{method: "POST", kind: j, body: `{"query":"{ users { name __typename } }"}`}, 200, `{"data":{"users":[{"name":"Ada","__typename":"User"}]}}`},
		"variables":             {call{method: "POST", kind: j, body: `{"query":"query Q($id: ID!) { user(id: $id) { name } }","variables":{"id":"u1"},"operationName":"Q"}`}, 200, `{"data":{"user":{"name":"Ada"}}}`},
		"get":                   {call{method: "GET", path: get(`{ users { name } }`)}, 200, `{"data":{"users":[{"name":"Ada"}]}}`},
		"get with variables":    {call{method: "GET", path: get(`query($id: ID!) { user(id: $id) { id } }`) + "&variables=" + url.QueryEscape(`{"id":"u1"}`)}, 200, `{"data":{"user":{"id":"u1"}}}`},
		"a mutation by get":     {call{method: "GET", path: get(`mutation { deleteUsers(all: true) { id } }`)}, 405, "use POST"},
		"a schema block by get": {call{method: "GET", path: get(`schema { drop collection users }`)}, 405, "use POST"},
		"wrong method":          {call{method: "PUT", kind: j, body: "{}"}, 405, "use GET"},
		"a form":                {call{method: "POST", kind: "text/plain", body: `{"query":"{ users { name } }"}`}, 415, "application/json"},
		"no JSON":               {call{method: "POST", kind: j, body: `{`}, 400, "errors"},
		"no object":             {call{method: "POST", kind: j, body: `[1]`}, 400, "JSON object"},
		"no query":              {call{method: "POST", kind: j, body: `{}`}, 400, "query"},
		"variables of a list":   {call{method: "POST", kind: j, body: `{"query":"{ users { id } }","variables":[1]}`}, 400, "variables"},
		"too large":             {call{method: "POST", kind: j, body: `{"query":"` + strings.Repeat(" ", 3000) + `"}`}, 413, "LIMIT_EXCEEDED"},
		"an error, plain":       {call{method: "POST", kind: j, accept: j, body: `{"query":"{ nope { id } }"}`}, 200, "COLLECTION_NOT_FOUND"},
		"an error, new type":    {call{method: "POST", kind: j, accept: g, body: `{"query":"{ nope { id } }"}`}, 400, "COLLECTION_NOT_FOUND"},
		"schema":                {call{method: "GET", path: "/schema.graphql"}, 200, "type User {"},
		"another page":          {call{method: "POST", kind: j, origin: "http://evil.test", body: `{"query":"{ users { id } }"}`}, 403, "FORBIDDEN"},
		"a page that may":       {call{method: "POST", kind: j, origin: "http://app.test", body: `{"query":"{ users { id } }"}`}, 200, "u1"},
		"its preflight":         {call{method: "OPTIONS", origin: "http://app.test"}, 204, ""},
		"another host":          {call{method: "POST", kind: j, host: "evil.test", body: `{"query":"{ users { id } }"}`}, 403, "evil.test"},
		"one event":             {call{method: "POST", kind: j, accept: "text/event-stream", body: `{"query":"{ users { id } }"}`}, 200, "event: next\nid: 0\ndata: {\"data\":{\"users\":[{\"id\":\"u1\"}]}}\n\nevent: complete"},
		"a stream's refusal":    {call{method: "POST", kind: j, accept: "text/event-stream", body: `{"query":"subscription { nope { id } }"}`}, 200, "COLLECTION_NOT_FOUND"},
	} {
		resp, body := do(t, base, c.call)
		if resp.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s, want %d %s", name, resp.StatusCode, body, c.status, c.want)
		}
	}
	if _, body := do(t, base, call{method: "POST", kind: j, body: `{"query":"{ users { totalCount } }"}`}); body != `{"data":{"users":{"totalCount":1}}}` {
		t.Errorf("a refused request changed something: %s", body)
	}
}

// A subscription goes on after the event whose id a client has seen last.
func TestSubscription(t *testing.T) {
	base, db := start(t, nil)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	listen := func(last string) *bufio.Scanner {
		req, err := http.NewRequestWithContext(ctx, "POST", base+"/graphql", strings.NewReader(`{"query":"subscription { usersChanges { type document { name } } }"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "text/event-stream")
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return bufio.NewScanner(resp.Body)
	}
	next := func(s *bufio.Scanner) (id, data string) {
		for s.Scan() && s.Text() != "" {
			id, _ = cut(id, s.Text(), "id: ")
			data, _ = cut(data, s.Text(), "data: ")
		}
		return id, data
	}
	live := listen("")
	for _, name := range []string{"Bob", "Cid"} {
		if _, err := db.Execute(ctx, `mutation($n: String!) { insertUsers(data: {name: $n}) { id } }`, map[string]any{"n": name}); err != nil {
			t.Fatal(err)
		}
	}
	id, data := next(live)
	if data != `{"data":{"usersChanges":{"type":"insert","document":{"name":"Bob"}}}}` {
		t.Errorf("%s", data)
	}
	if _, data = next(listen(id)); !strings.Contains(data, "Cid") {
		t.Errorf("after %s: %s", id, data)
	}
}

func cut(old, line, prefix string) (string, bool) {
	if s, ok := strings.CutPrefix(line, prefix); ok {
		return s, true
	}
	return old, false
}
