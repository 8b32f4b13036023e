package main

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestSchemaPrint(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop.aql")
	if err := os.WriteFile(file, []byte(`schema { define collection goods { sku: String! @unique  price: Float } }`), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := ok(t, "", "schema", "print", file); !strings.Contains(out, "type Good {") || !strings.Contains(out, "  sku: String!") {
		t.Errorf("%s", out)
	}
	path := filepath.Join(t.TempDir(), "db")
	ok(t, "", "exec", "--path", path, `schema { define collection users { name: String } }`)
	if out := ok(t, "", "schema", "print", "--path", path); !strings.Contains(out, "usersConnection(") {
		t.Errorf("%s", out)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"no verb":          {[]string{"schema"}, 2, "Usage"},
		"unknown file":     {[]string{"schema", "print", file + "x"}, 1, "no such file"},
		"files and a path": {[]string{"schema", "print", "--path", path, file}, 2, "in memory"},
	} {
		if _, stderr, code := aurora(t, "", c.args...); code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: status %d, %s", name, code, stderr)
		}
	}
	bad := filepath.Join(t.TempDir(), "bad.aql")
	if err := os.WriteFile(bad, []byte("schema { define collection goods { sku: Strin } }"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := aurora(t, "", "schema", "print", bad); code != 1 || !strings.Contains(stderr, "INVALID_DEFINITION") || !strings.Contains(stderr, "bad.aql") {
		t.Errorf("status %d, %s", code, stderr)
	}
}

// The server answers until it is told to end, and ends in order.
func TestServe(t *testing.T) {
	cmd := program(t, "serve", "--addr", "127.0.0.1:0", "--path", filepath.Join(t.TempDir(), "db"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	url := strings.TrimSuffix(strings.Fields(line)[2], ",")
	resp, err := http.Post(url, "application/json", strings.NewReader(`{"query":"{ __schema { queryType { name } } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || string(body) != `{"data":{"__schema":{"queryType":{"name":"Query"}}}}` {
		t.Errorf("%s %v", body, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the server did not end in order: %v", err)
	}
	for _, args := range [][]string{{"serve", "more"}, {"serve", "--storage", "tape"}} {
		if _, stderr, code := aurora(t, "", args...); code != 2 || !strings.Contains(stderr, "aurora serve:") {
			t.Errorf("%q: status %d %s", args, code, stderr)
		}
	}
	if _, stderr, code := aurora(t, "", "serve", "--addr", "nowhere:x"); code != 1 || stderr == "" {
		t.Errorf("an address that is none: status %d %s", code, stderr)
	}
}
