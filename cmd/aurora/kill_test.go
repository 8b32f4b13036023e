package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// What was acknowledged is there after kill -9: 1,000 inserts, each answered
// before the process is killed, in each mode that promises it.
func TestKill(t *testing.T) {
	for _, mode := range []string{"relaxed", "strict"} {
		t.Run(mode, func(t *testing.T) { killAfterAcks(t, mode) })
	}
}

func killAfterAcks(t *testing.T, mode string) {
	const inserts = 1000
	path := filepath.Join(t.TempDir(), "db")
	c := dial(t, "--path", path, "--durability", mode, "--auto-collections")
	send := func(i int) {
		c.send(fmt.Sprintf(`{"id":%d,"aql":"mutation M($i: Int) { insertInto(collection: \"t\", data: {i: $i}) { i } }","variables":{"i":%d}}`, i, i))
	}
	go func() { // more than are waited for: the kill meets commits on their way
		for i := range inserts + 200 {
			send(i)
		}
	}()
	acked := map[string]bool{}
	for len(acked) < inserts {
		line := c.next()
		var answer struct {
			ID       int
			Response struct {
				Data struct{ InsertInto struct{ I int } }
			}
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil || answer.ID != answer.Response.Data.InsertInto.I {
			t.Fatalf("%s: %v", line, err)
		}
		acked[fmt.Sprint(answer.ID)] = true
	}
	if err := c.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.cmd.Wait() // it was killed
	out := ok(t, "", "exec", "--path", path, "--format", "json", "{ t(orderBy: {i: ASC}) { i } }")
	var answer struct {
		Data struct{ T []struct{ I int } }
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	for i, row := range answer.Data.T {
		if row.I != i {
			t.Fatalf("row %d is %d: the state is no prefix of the commits", i, row.I)
		}
		delete(acked, fmt.Sprint(row.I))
	}
	if len(acked) > 0 {
		var lost []string
		for i := range acked {
			lost = append(lost, i)
		}
		t.Fatalf("%d acknowledged inserts are lost: %s", len(lost), strings.Join(lost, " "))
	}
}
