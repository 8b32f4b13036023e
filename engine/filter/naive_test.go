package filter

import (
	"regexp"
	"strings"
	"testing"

	"github.com/auroradb/aurora/engine/bind"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
	"pgregory.net/rapid"
)

// naive evaluates a filter as the contract words it, on decoded values.
func naive(n *bind.Node, d value.Value) truth {
	if n.Missing {
		return unknown
	}
	out := yes
	for _, m := range n.Members {
		out = min(out, naiveMember(m, d))
	}
	return out
}

func naiveMember(m bind.Member, d value.Value) truth {
	if m.Key == "not" {
		return -naive(m.Node, d)
	}
	if m.Key == "and" || m.Key == "or" {
		if m.Node.Missing {
			return unknown
		}
		all, some := yes, no
		for _, x := range m.Node.Items {
			all, some = min(all, naive(x, d)), max(some, naive(x, d))
		}
		if m.Key == "and" {
			return all
		}
		return some
	}
	if m.Node.Missing {
		return unknown
	}
	out := yes
	for _, o := range m.Node.Members {
		x, ok := d.Get(m.Key)
		if !ok {
			x, ok = d.Path(strings.Split(m.Key, "."))
		}
		out = min(out, naiveOp(opOf(o.Key), o.Node, x, ok))
	}
	return out
}

func naiveOp(op Op, n *bind.Node, x value.Value, ok bool) truth {
	if n.Missing {
		return unknown
	}
	if n.IsNull() && (op.isRange() || op.isText()) {
		return unknown
	}
	v := n.Value()
	null := !ok || x.IsNull()
	inList := func(x value.Value) truth { // is x one of the operands?
		out := no
		for _, item := range n.Items {
			switch {
			case item.Missing:
				out = max(out, unknown)
			case value.Equal(item.Value(), x):
				out = yes
			}
		}
		return out
	}
	in := no
	if op == In || op == Nin {
		in = inList(x)
		if !ok {
			in = no
			for _, item := range n.Items {
				if item.Missing {
					in = unknown
				}
			}
		}
	}
	c := value.Compare(x, v)
	ranged := ok && value.SameKind(x, v)
	text := ok && x.Kind() == value.String
	switch op {
	case Eq:
		return truthOf(ok && c == 0)
	case Ne:
		return truthOf(!ok || c != 0)
	case Gt:
		return truthOf(ranged && c > 0)
	case Gte:
		return truthOf(ranged && c >= 0)
	case Lt:
		return truthOf(ranged && c < 0)
	case Lte:
		return truthOf(ranged && c <= 0)
	case In:
		return in
	case Nin:
		return -in
	case IsNull:
		return truthOf(null == v.Bool())
	case IsNotNull:
		return truthOf(null != v.Bool())
	case StartsWith:
		return truthOf(text && strings.HasPrefix(x.Str(), v.Str()))
	case EndsWith:
		return truthOf(text && strings.HasSuffix(x.Str(), v.Str()))
	case Matches:
		return truthOf(text && regexp.MustCompile(v.Str()).MatchString(x.Str()))
	case Contains:
		if text {
			return truthOf(v.Kind() == value.String && strings.Contains(x.Str(), v.Str()))
		}
		for _, e := range x.Items() {
			if value.Equal(e, v) {
				return yes
			}
		}
		return no
	}
	if !ok || x.Kind() != value.Array {
		return no
	}
	if op == ContainsAny {
		out := no
		for _, e := range x.Items() {
			out = max(out, inList(e))
		}
		for _, item := range n.Items { // an unknown operand may be in any list
			if item.Missing {
				out = max(out, unknown)
			}
		}
		return out
	}
	out := yes
	for _, item := range n.Items {
		has := no
		for _, e := range x.Items() {
			if !item.Missing && value.Equal(e, item.Value()) {
				has = yes
			}
		}
		if item.Missing {
			has = unknown
		}
		out = min(out, has)
	}
	return out
}

var (
	fieldNames = []string{"a", "b", "m", "m.x", "m.y", "m.0", "l.0", "l"}
	atoms      = []value.Value{value.NullValue(), value.BoolValue(true), value.IntValue(1), value.FloatValue(1), value.IntValue(2), value.FloatValue(1.5),
		value.StringValue(""), value.StringValue("x"), value.StringValue("xy"), value.ArrayValue(nil), value.ArrayValue([]value.Value{value.IntValue(1), value.StringValue("x")})}
)

func genAtom() *rapid.Generator[value.Value] { return rapid.SampledFrom(atoms) }

func genList() *rapid.Generator[value.Value] {
	return rapid.Map(rapid.SliceOfN(genAtom(), 0, 5), value.ArrayValue)
}

func genDoc() *rapid.Generator[value.Value] {
	return rapid.Custom(func(t *rapid.T) value.Value {
		var fields []value.Field
		for _, name := range []string{"a", "b", "m", "m.x", "l"} {
			switch rapid.IntRange(0, 4).Draw(t, name) {
			case 0:
				continue
			case 1:
				fields = append(fields, value.Field{Name: name, Value: genList().Draw(t, "list")})
			case 2:
				fields = append(fields, value.Field{Name: name, Value: value.ObjectValue([]value.Field{
					{Name: "x", Value: genAtom().Draw(t, "x")}, {Name: "0", Value: genAtom().Draw(t, "0")}})})
			default:
				fields = append(fields, value.Field{Name: name, Value: genAtom().Draw(t, "atom")})
			}
		}
		return value.ObjectValue(fields)
	})
}

func missingNode(t *rapid.T) bool { return rapid.IntRange(0, 14).Draw(t, "missing") == 7 }

func genOperand(op Op) *rapid.Generator[*bind.Node] {
	return rapid.Custom(func(t *rapid.T) *bind.Node {
		if missingNode(t) {
			return &bind.Node{Missing: true}
		}
		leaf := func(v value.Value) *bind.Node { return bind.FromValue(v, bind.Node{}.Pos) }
		switch {
		case op == IsNull || op == IsNotNull:
			return leaf(value.BoolValue(rapid.Bool().Draw(t, "bool")))
		case op == Matches:
			return leaf(value.StringValue(rapid.SampledFrom([]string{"", "x", "^x$", "y", "[^x]"}).Draw(t, "pattern")))
		case op.isText():
			return leaf(value.StringValue(rapid.SampledFrom([]string{"", "x", "y", "xy"}).Draw(t, "text")))
		case op.takesList():
			n := &bind.Node{Kind: bind.List}
			for range rapid.IntRange(0, 4).Draw(t, "count") {
				if missingNode(t) {
					n.Items = append(n.Items, &bind.Node{Missing: true})
				} else {
					n.Items = append(n.Items, leaf(genAtom().Draw(t, "item")))
				}
			}
			return n
		}
		return leaf(genAtom().Draw(t, "operand"))
	})
}

func genFilter(depth int) *rapid.Generator[*bind.Node] {
	return rapid.Custom(func(t *rapid.T) *bind.Node {
		if missingNode(t) {
			return &bind.Node{Missing: true}
		}
		n := &bind.Node{Kind: bind.Object}
		used := map[string]bool{}
		for range rapid.IntRange(0, 3).Draw(t, "members") {
			key := rapid.SampledFrom(append([]string{"and", "or", "not"}, fieldNames...)).Draw(t, "key")
			if used[key] || (depth == 0 && (key == "and" || key == "or" || key == "not")) {
				continue
			}
			used[key] = true
			var sub *bind.Node
			switch key {
			case "not":
				sub = genFilter(depth-1).Draw(t, "not")
			case "and", "or":
				sub = &bind.Node{Kind: bind.List, Items: rapid.SliceOfN(genFilter(depth-1), 0, 3).Draw(t, "list")}
			default:
				sub = &bind.Node{Kind: bind.Object}
				ops := map[Op]bool{}
				for range rapid.IntRange(0, 2).Draw(t, "ops") {
					op := Op(rapid.IntRange(int(firstOp), int(lastOp)).Draw(t, "op"))
					if !ops[op] {
						ops[op] = true
						sub.Members = append(sub.Members, bind.Member{Key: op.String(), Node: genOperand(op).Draw(t, "operand")})
					}
				}
			}
			n.Members = append(n.Members, bind.Member{Key: key, Node: sub})
		}
		return n
	})
}

func TestMatchIsNaive(t *testing.T) { rapid.Check(t, matchIsNaive) }

func FuzzMatchIsNaive(f *testing.F) { f.Fuzz(rapid.MakeFuzz(matchIsNaive)) }

// matchIsNaive compares a random filter over random documents with the naive
// evaluator.
func matchIsNaive(t *rapid.T) {
	open := &catalog.Collection{Name: "open"}
	n := genFilter(3).Draw(t, "filter")
	f, err := Compile(open, n)
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		d := genDoc().Draw(t, "doc")
		want, raw := naive(n, d), value.Encode(d)
		if got := f.root.eval(raw); got != want || f.Match(raw) != (want == yes) {
			t.Fatalf("%s of %s: %d, want %d", n.Value().AppendJSON(nil), d.AppendJSON(nil), got, want)
		}
		if want == yes && f.Never() {
			t.Fatal("Never, but it matches")
		}
		if want != yes && f.All() {
			t.Fatal("All, but it does not match")
		}
		fulfilled := true
		for _, p := range f.Conjuncts() {
			if !implied(p, d) {
				fulfilled = false
				if want == yes {
					t.Fatalf("%q %s is not implied", p.Path, p.Op)
				}
			}
		}
		if f.Exact() && fulfilled && want != yes {
			t.Fatalf("%s of %s: Exact, but the conjuncts do not suffice", n.Value().AppendJSON(nil), d.AppendJSON(nil))
		}
	}
}

// implied asks a Pred as a filter of its own.
func implied(p Pred, d value.Value) bool {
	v := value.ArrayValue(p.Values)
	if !p.Op.takesList() {
		v = p.Values[0]
	}
	x, ok := d.Path(p.Path)
	return naiveOp(p.Op, bind.FromValue(v, bind.Node{}.Pos), x, ok) == yes
}

// Every operator with every operand on every value, typed field or not.
func TestOperatorsAreNaive(t *testing.T) {
	open := &catalog.Collection{Name: "open"}
	docs := []value.Value{value.ObjectValue(nil)}
	for _, x := range atoms {
		docs = append(docs, value.ObjectValue([]value.Field{{Name: "a", Value: x}}))
	}
	operands := map[string][]value.Value{"one": atoms, "bool": {value.BoolValue(true), value.BoolValue(false)}}
	for _, x := range atoms {
		if x.Kind() == value.String {
			operands["text"] = append(operands["text"], x)
		}
		for _, y := range atoms {
			operands["list"] = append(operands["list"], value.ArrayValue([]value.Value{x, y}))
		}
	}
	for op := firstOp; op <= lastOp; op++ {
		shape := "one"
		switch {
		case op == IsNull || op == IsNotNull:
			shape = "bool"
		case op.isText():
			shape = "text"
		case op.takesList():
			shape = "list"
		}
		for _, v := range operands[shape] {
			n := bind.FromValue(value.ObjectValue([]value.Field{{Name: "a", Value: value.ObjectValue([]value.Field{{Name: op.String(), Value: v}})}}), bind.Node{}.Pos)
			f, err := Compile(open, n)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range docs {
				if got, want := f.root.eval(value.Encode(d)), naive(n, d); got != want {
					t.Errorf("%s of %s: %d, want %d", n.Value().AppendJSON(nil), d.AppendJSON(nil), got, want)
				}
			}
		}
	}
}
