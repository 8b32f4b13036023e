package plan

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/exec"
)

var rewrite = flag.Bool("rewrite", false, "write the golden files anew")

// TestPlansAreThoseOfTheGoldenFile pins the plan of each query of
// testdata/plans.txt: a line with the query, then its plan.
func TestPlansAreThoseOfTheGoldenFile(t *testing.T) {
	const file = "testdata/plans.txt"
	s := goods(t)
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, line := range strings.Split(string(old), "\n") {
		if !strings.HasPrefix(line, "{ ") {
			continue
		}
		env, op := s.env(t, line, "")
		env.Memo, env.Trace = nil, new(exec.Trace)
		if err := Explain(context.Background(), env, op.Selections[0].(*ast.Field)); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out.WriteString(line + "\n" + indent(env.Trace.AppendJSON(nil)) + "\n")
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if out.String() != string(old) {
		t.Errorf("plans changed; -rewrite writes %s anew:\n%s", file, out.String())
	}
}

// A deep offset in an order passes over entries of the index; nothing is sorted.
func TestDeepOffset(t *testing.T) {
	env, op := orders(t, 1000).env(t, `{ orders(orderBy: {total: ASC}, offset: 900, limit: 10) { no } }`, "")
	env.Memo, env.Trace = nil, new(exec.Trace)
	if err := Explain(context.Background(), env, op.Selections[0].(*ast.Field)); err != nil {
		t.Fatal(err)
	}
	if plan := string(env.Trace.AppendJSON(nil)); strings.Contains(plan, `"op":"scan"`) || !strings.Contains(plan, `"index":"total"`) {
		t.Error(plan)
	}
}

// indent puts each operator on a line of its own.
func indent(plan []byte) string {
	var b strings.Builder
	depth := 0
	rest := string(plan)
	for {
		i := strings.Index(rest, `{"op":`)
		if i < 0 {
			break
		}
		rest = rest[i:]
		end := strings.Index(rest, `,"inputs":[`)
		close := strings.IndexByte(rest, '}')
		if end < 0 || close >= 0 && close < end {
			end = close
		}
		b.WriteString("\n" + strings.Repeat("  ", depth+1) + rest[1:end])
		depth++
		rest = rest[end:]
	}
	return strings.TrimLeft(b.String(), "\n") + "\n"
}
