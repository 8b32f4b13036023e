package plan

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/filter"
	"github.com/auroradb/aurora/engine/value"
)

// TestEveryPlanGivesTheSameRows builds every path that any rule offers for a
// random query over random documents and compares its rows with those of a
// naive evaluator.
func TestEveryPlanGivesTheSameRows(t *testing.T) { rapid.Check(t, everyPlan) }

func FuzzEveryPlan(f *testing.F) { f.Fuzz(rapid.MakeFuzz(everyPlan)) }

func everyPlan(t *rapid.T) {
	s, c := randomShop(t)
	for range 8 {
		q := randomQuery(t, s, c)
		want := naive(s, q)
		snap, err := s.store.Snapshot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		env := &exec.Env{Reader: snap, Catalog: s.cat, Now: time.Now}
		if q.filter.Never() && len(want) > 0 {
			t.Fatalf("a filter that never matches has %d rows", len(want))
		}
		q.measure(context.Background(), env)
		if q.documents(); q.err != nil {
			t.Fatal(q.err)
		}
		b := builder{q: &q}
		for rule := range rules {
			for _, p := range q.paths(rule) {
				compare(t, env, &q, p.rule, b.build(p), want)
			}
		}
		chosen, err := q.plan(context.Background(), env)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, env, &q, "chosen", chosen, want)
		for _, x := range c.Indexes {
			forced := q
			forced.useIndex = x
			op, err := forced.plan(context.Background(), env)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, env, &forced, "useIndex "+x.Name, op, want)
		}
		counted := q
		counted.after, counted.before, counted.want, counted.skip = nil, nil, -1, 0
		n, err := counted.count(exec.NewWriter(context.Background(), env, nil), "")
		if err != nil {
			t.Fatal(err)
		}
		if all := len(naive(s, counted)); n != all {
			t.Fatalf("counted %d of %d: %s", n, all, q.filter)
		}
		snap.Close()
	}
}

func compare(t *rapid.T, env *exec.Env, q *query, rule string, op exec.Op, want []uint64) {
	t.Helper()
	var got []uint64
	err := op.Run(context.Background(), env, func(r *exec.Row) bool {
		got = append(got, r.Num)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		tr := exec.Trace{Roots: []exec.TracedRoot{{Key: rule, Op: op}}}
		t.Fatalf("%s, order %s, backward %v, want %d, skip %d, after %x, before %x\n got %v\nwant %v\nplan %s",
			q.filter, q.order, q.backward, q.want, q.skip, q.after, q.before, got, want, tr.AppendJSON(nil))
	}
}

// naive answers a query by looking at every document.
func naive(s *shop, q query) []uint64 {
	type row struct {
		num uint64
		key []byte
	}
	var rows []row
	for i, d := range s.docs[q.coll.Name] {
		num := uint64(i + 1)
		key := q.order.AppendKey(nil, &exec.Row{Doc: d, Num: num})
		if !q.filter.Match(d) || q.after != nil && bytes.Compare(key, q.after) <= 0 || q.before != nil && bytes.Compare(key, q.before) >= 0 {
			continue
		}
		rows = append(rows, row{num, key})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		x, y := s.docs[q.coll.Name][a.num-1], s.docs[q.coll.Name][b.num-1]
		for i := range q.order {
			v, _ := q.order[i].Get(x)
			w, _ := q.order[i].Get(y)
			c := value.CompareRaw(v, w)
			if q.order[i].Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return int(a.num) - int(b.num)
	})
	if q.backward {
		slices.Reverse(rows)
	}
	rows = rows[min(q.skip, len(rows)):]
	if q.want >= 0 {
		rows = rows[:min(q.want, len(rows))]
	}
	var out []uint64
	for _, r := range rows {
		out = append(out, r.num)
	}
	return out
}

func randomShop(t *rapid.T) (*shop, *catalog.Collection) {
	s := newShop()
	pool := []*catalog.Index{
		indexOn("a", "a"), indexOn("a_desc", "-a"), indexOn("b", "b"), indexOn("a_b", "a", "b"),
		indexOn("a_b_desc", "a", "-b"), indexOn("b_a_v", "b", "-a", "v"), indexOn("v", "v"), indexOn("v_desc", "-v"),
		indexOn("deep", "o.x"),
		{Name: "c", Multi: true, Parts: []catalog.Part{{Path: []string{"c"}}}},
		{Name: "c_desc", Multi: true, Parts: []catalog.Part{{Path: []string{"c"}, Desc: true}}},
		{Name: "u", Unique: true, Parts: []catalog.Part{{Path: []string{"u"}}}},
	}
	c := &catalog.Collection{Name: "r", Fields: []*catalog.Field{field("b", catalog.String), field("c", catalog.List)}}
	for _, x := range pool {
		if rapid.Bool().Draw(t, "index "+x.Name) {
			c.Indexes = append(c.Indexes, x)
		}
	}
	s.define(c)
	var docs []value.Value
	for i := range rapid.IntRange(0, 90).Draw(t, "docs") {
		var f []value.Field
		add := func(name string, v value.Value, ok bool) {
			if ok {
				f = append(f, value.Field{Name: name, Value: v})
			}
		}
		add("a", randomNumber(t), rapid.IntRange(0, 5).Draw(t, "a?") > 0)
		add("b", value.StringValue(randomText(t)), rapid.IntRange(0, 5).Draw(t, "b?") > 0)
		add("v", randomValue(t), rapid.Bool().Draw(t, "v?"))
		add("u", value.IntValue(int64(i)), rapid.Bool().Draw(t, "u?"))
		add("o", value.ObjectValue([]value.Field{{Name: "x", Value: randomNumber(t)}}), rapid.Bool().Draw(t, "o?"))
		add("o.x", randomNumber(t), rapid.IntRange(0, 9).Draw(t, "ox?") == 0)
		var list []value.Value
		for range rapid.IntRange(0, 3).Draw(t, "c") {
			list = append(list, value.StringValue(randomText(t)))
		}
		add("c", value.ArrayValue(list), rapid.IntRange(0, 5).Draw(t, "c?") > 0)
		docs = append(docs, value.ObjectValue(f))
	}
	s.insert(t, c, docs...)
	return s, c
}

func randomNumber(t *rapid.T) value.Value {
	n := rapid.IntRange(-1, 4).Draw(t, "n")
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		return value.NullValue()
	case 1:
		return value.FloatValue(float64(n) + 0.5)
	case 2:
		return value.FloatValue(float64(n))
	}
	return value.IntValue(int64(n))
}

func randomText(t *rapid.T) string {
	return rapid.SampledFrom([]string{"", "a", "aa", "ab", "b", "a\x00", "\xff", "é"}).Draw(t, "text")
}

func randomValue(t *rapid.T) value.Value {
	switch rapid.IntRange(0, 8).Draw(t, "value") {
	case 0, 1:
		return randomNumber(t)
	case 2, 3:
		return value.StringValue(randomText(t))
	case 4:
		return value.BoolValue(rapid.Bool().Draw(t, "bool"))
	case 5:
		return value.ArrayValue([]value.Value{randomNumber(t)})
	case 6:
		return value.ObjectValue([]value.Field{{Name: "x", Value: randomNumber(t)}})
	case 7:
		return value.DateTimeValue(int64(rapid.IntRange(0, 3).Draw(t, "sec")), 0)
	}
	return value.NullValue()
}

func randomQuery(t *rapid.T, s *shop, c *catalog.Collection) query {
	q := query{coll: c, want: -1}
	var err error
	if q.filter, err = filter.Compile(c, bind.FromValue(randomFilter(t, 2), ast.Pos{})); err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "b", "v", "u", "id", "o.x", "c"}
	for range rapid.IntRange(0, 3).Draw(t, "keys") {
		name := rapid.SampledFrom(names).Draw(t, "key")
		if slices.ContainsFunc(q.order, func(k exec.OrderKey) bool { return k.Name == name }) {
			continue
		}
		q.order = append(q.order, exec.OrderKey{Ref: exec.NewRef(name), Desc: rapid.Bool().Draw(t, "desc")})
	}
	q.backward = rapid.Bool().Draw(t, "backward")
	if rapid.Bool().Draw(t, "limited") {
		q.want = rapid.IntRange(0, 10).Draw(t, "want")
		q.skip = rapid.IntRange(0, 5).Draw(t, "skip")
	}
	cursor := func(what string) []byte {
		docs := s.docs[c.Name]
		if len(docs) == 0 || rapid.IntRange(0, 2).Draw(t, what) > 0 {
			return nil
		}
		i := rapid.IntRange(0, len(docs)-1).Draw(t, what)
		return q.order.AppendKey(nil, &exec.Row{Doc: docs[i], Num: uint64(i + 1)})
	}
	q.after, q.before = cursor("after"), cursor("before")
	return q
}

func randomFilter(t *rapid.T, depth int) value.Value {
	var f []value.Field
	for i := range rapid.IntRange(0, 3).Draw(t, "conditions") {
		name := rapid.SampledFrom([]string{"a", "b", "v", "c", "u", "id", "o.x", "and", "or", "not"}).Draw(t, "field")
		if name == "and" || name == "or" || name == "not" {
			if depth == 0 {
				continue
			}
			if name == "not" {
				f = append(f, value.Field{Name: name, Value: randomFilter(t, depth-1)})
				continue
			}
			list := []value.Value{randomFilter(t, depth-1), randomFilter(t, depth-1)}
			f = append(f, value.Field{Name: name, Value: value.ArrayValue(list[:rapid.IntRange(1, 2).Draw(t, "kids")])})
			continue
		}
		_ = i
		f = append(f, value.Field{Name: name, Value: randomCondition(t, name)})
	}
	return value.ObjectValue(dedup(f))
}

func dedup(f []value.Field) []value.Field {
	var out []value.Field
	for _, x := range f {
		if !slices.ContainsFunc(out, func(o value.Field) bool { return o.Name == x.Name }) {
			out = append(out, x)
		}
	}
	return out
}

func randomCondition(t *rapid.T, name string) value.Value {
	operand := func() value.Value {
		switch name {
		case "b":
			return value.StringValue(randomText(t))
		case "id":
			return value.StringValue("id" + strconv.Itoa(rapid.IntRange(1, 30).Draw(t, "id")))
		case "v":
			return randomValue(t)
		case "c":
			return value.StringValue(randomText(t))
		}
		return randomNumber(t)
	}
	ops := []string{"eq", "ne", "in", "nin", "gt", "gte", "lt", "lte", "isNull", "isNotNull"}
	switch name {
	case "b", "id":
		ops = append(ops, "startsWith", "contains")
	case "v":
		ops = append(ops, "startsWith", "contains", "containsAny", "containsAll")
	case "c":
		ops = []string{"contains", "containsAny", "containsAll", "isNull", "isNotNull"}
	}
	var f []value.Field
	for range rapid.IntRange(1, 2).Draw(t, "ops") {
		op := rapid.SampledFrom(ops).Draw(t, "op")
		var v value.Value
		switch op {
		case "in", "nin", "containsAny", "containsAll":
			var list []value.Value
			for range rapid.IntRange(0, 3).Draw(t, "operands") {
				list = append(list, operand())
			}
			v = value.ArrayValue(list)
		case "isNull", "isNotNull":
			v = value.BoolValue(rapid.Bool().Draw(t, "nullness"))
		case "startsWith":
			v = value.StringValue(randomText(t))
		case "contains":
			if v = operand(); name == "b" || name == "id" {
				v = value.StringValue(randomText(t))
			}
		default:
			v = operand()
		}
		f = append(f, value.Field{Name: op, Value: v})
	}
	return value.ObjectValue(dedup(f))
}
