package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// client talks to a running exec --jsonl.
type client struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string
}

func dial(t *testing.T, args ...string) *client {
	t.Helper()
	c := &client{t: t, cmd: program(t, append([]string{"exec", "--jsonl"}, args...)...), lines: make(chan string, 4096)}
	c.cmd.Stderr = os.Stderr
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	return c
}

func (c *client) send(line string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		c.t.Fatal(err)
	}
}

// next returns the next line of the program.
func (c *client) next() string {
	c.t.Helper()
	select {
	case line, open := <-c.lines:
		if !open {
			c.t.Fatal("the program has ended")
		}
		return line
	case <-time.After(10 * time.Second):
		c.t.Fatal("no answer")
	}
	return ""
}

// ask sends a line and wants an answer.
func (c *client) ask(line, want string) {
	c.t.Helper()
	c.send(line)
	c.want(want)
}

func (c *client) want(want string) {
	c.t.Helper()
	if got := c.next(); got != want {
		c.t.Fatalf("got  %s\nwant %s", got, want)
	}
}

// code sends a line and wants a refusal with a code and, by its id, this answer.
func (c *client) code(line, id, code string) {
	c.t.Helper()
	c.send(line)
	var answer struct {
		ID       json.RawMessage
		Response struct {
			Errors []struct{ Extensions struct{ Code string } }
		}
	}
	got := c.next()
	if err := json.Unmarshal([]byte(got), &answer); err != nil {
		c.t.Fatalf("%s: %v", got, err)
	}
	if string(answer.ID) != id || len(answer.Response.Errors) != 1 || answer.Response.Errors[0].Extensions.Code != code {
		c.t.Fatalf("%s\ngot  %s\nwant id %s and %s", line, got, id, code)
	}
}

func (c *client) close() {
	c.t.Helper()
	if err := c.in.Close(); err != nil {
		c.t.Fatal(err)
	}
	for range c.lines { // until the program closes its output
	}
	if err := c.cmd.Wait(); err != nil {
		c.t.Fatal(err)
	}
}

func TestLines(t *testing.T) {
	c := dial(t, "--auto-collections")
	c.ask(`{"id":1,"aql":"mutation { insertInto(collection: \"t\", data: {n: 9007199254740993}) { n } }"}`, `{"id":1,"response":{"data":{"insertInto":{"n":9007199254740993}}}}`)
	c.ask(`{"id":"two","aql":"query Q($n: Int) { t(where: {n: {eq: $n}}) { n } }","variables":{"n":9007199254740993},"operationName":"Q"}`, `{"id":"two","response":{"data":{"t":[{"n":9007199254740993}]}}}`)
	c.ask(`{"id":3,"aql":"{ t(where: {n: {eq: 9007199254740992}}) { n } }","variables":null,"operationName":null}`, `{"id":3,"response":{"data":{"t":[]}}}`)
	c.ask(`{"id":4,"reset":true}`, `{"id":4,"ok":true}`)
	c.code(`{"id":5,"aql":"{ t { n } }"}`, "5", "COLLECTION_NOT_FOUND")
	c.close()
}

// A line that is no request is answered with an error; the program goes on.
func TestMalformedLines(t *testing.T) {
	c := dial(t)
	for line, want := range map[string][2]string{
		`nonsense`:              {"null", "INVALID_ARGUMENT"},
		`[1]`:                   {"null", "INVALID_ARGUMENT"},
		`{"id":1}`:              {"1", "INVALID_ARGUMENT"},
		`{"aql":"{ a { b } }"}`: {"null", "INVALID_ARGUMENT"},
		`{"id":2,"aql":7}`:      {"2", "INVALID_ARGUMENT"},
		`{"id":3,"aql":"{ a { b } }","variables":[]}`:           {"3", "INVALID_ARGUMENT"},
		`{"id":4,"aql":"{ a { b } }","veriables":{}}`:           {"4", "UNKNOWN_ARGUMENT"},
		`{"id":5,"aql":"{ a { b } }","reset":true}`:             {"5", "INVALID_ARGUMENT"},
		`{"id":6,"reset":false}`:                                {"6", "INVALID_ARGUMENT"},
		`{"id":7,"subscribe":"subscription { a { b } }"}`:       {"7", "INVALID_ARGUMENT"},
		`{"id":8,"stream":"none","end":true}`:                   {"8", "NOT_FOUND"},
		`{"id":9,"aql":"{ a { b }"}`:                            {"9", "SYNTAX"},
		"{\"id\":10,\"aql\":\"\xff\"}":                          {"null", "INVALID_ARGUMENT"},
		`{"id":11,"aql":"{ a { b } }","variables":{"x":1e999}}`: {"11", "TYPE_MISMATCH"},
	} {
		c.code(line, want[0], want[1])
	}
	c.ask(`{"id":12,"reset":true}`, `{"id":12,"ok":true}`)
	c.close()
}

func TestStreams(t *testing.T) {
	c := dial(t, "--auto-collections")
	c.ask(`{"id":1,"aql":"schema { define collection t { a: Int } }"}`, `{"id":1,"response":{"data":{"schema":[{"operation":"defineCollection","collection":"t","status":"created"}]}}}`)
	c.ask(`{"id":2,"subscribe":"subscription { t(where: {a: {gt: 1}}) { a } }","stream":"s1"}`, `{"id":2,"ok":true}`)
	c.code(`{"id":3,"subscribe":"subscription { t { a } }","stream":"s1"}`, "3", "INVALID_ARGUMENT")
	c.code(`{"id":4,"subscribe":"subscription { nothing { a } }","stream":"s2"}`, "4", "COLLECTION_NOT_FOUND")
	c.send(`{"id":5,"aql":"mutation { insertMany(collection: \"t\", data: [{a: 1}, {a: 2}]) { a } }"}`)
	var answered, event bool
	for range 2 {
		line := c.next()
		answered = answered || strings.HasPrefix(line, `{"id":5,"response":{"data"`)
		event = event || strings.HasPrefix(line, `{"stream":"s1","event":{`) && strings.Contains(line, `"document":{"a":2}`)
	}
	if !answered || !event {
		t.Fatalf("answered %v, event %v", answered, event)
	}
	c.send(`{"id":6,"stream":"s1","end":true}`)
	if got := []string{c.next(), c.next()}; !(got[0] == `{"id":6,"ok":true}` && got[1] == `{"stream":"s1","end":true}`) && !(got[1] == `{"id":6,"ok":true}` && got[0] == `{"stream":"s1","end":true}`) {
		t.Fatalf("got %q", got)
	}
	c.close()
}

// Requests sent at once take effect in their order.
func TestPipelined(t *testing.T) {
	const n = 200
	c := dial(t, "--auto-collections")
	for i := range n {
		c.send(fmt.Sprintf(`{"id":%d,"aql":"mutation { insertInto(collection: \"t\", data: {i: %d}) { i } }"}`, 2*i, i))
		c.send(fmt.Sprintf(`{"id":%d,"aql":"{ t(orderBy: {i: DESC}, limit: 1) { i } }"}`, 2*i+1))
	}
	seen := map[string]bool{}
	for range 2 * n {
		seen[c.next()] = true
	}
	for i := range n {
		for _, want := range []string{
			fmt.Sprintf(`{"id":%d,"response":{"data":{"insertInto":{"i":%d}}}}`, 2*i, i),
			fmt.Sprintf(`{"id":%d,"response":{"data":{"t":[{"i":%d}]}}}`, 2*i+1, i),
		} {
			if !seen[want] {
				t.Fatalf("no answer %s", want)
			}
		}
	}
	c.close()
}

// reset would lose what a file holds: it is refused.
func TestResetOfFile(t *testing.T) {
	c := dial(t, "--storage", "file", "--path", filepath.Join(t.TempDir(), "db"))
	c.code(`{"id":1,"reset":true}`, "1", "UNSUPPORTED")
	c.close()
}

// A directory has one owner.
func TestSecondProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	c := dial(t, "--path", path)
	c.code(`{"id":1,"aql":"{ t { a } }"}`, "1", "COLLECTION_NOT_FOUND")
	_, stderr, code := aurora(t, "", "exec", "--path", path, "{ t { a } }")
	if code != 1 || !strings.Contains(stderr, "(LOCKED)") {
		t.Errorf("status %d, stderr %s", code, stderr)
	}
	c.close()
}

// The end of standard input loses no answer.
func TestAnswersAfterTheEnd(t *testing.T) {
	lines := strings.Repeat(`{"id":1,"aql":"mutation { insertInto(collection: \"t\", data: {a: 1}) { a } }"}`+"\n", 100)
	out := ok(t, strings.TrimSuffix(lines, "\n"), "exec", "--jsonl", "--auto-collections")
	if got := strings.Count(out, `{"id":1,"response":{"data":{"insertInto":{"a":1}}}}`+"\n"); got != 100 {
		t.Errorf("%d answers, want 100", got)
	}
}
