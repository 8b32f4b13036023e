package expr

import (
	"github.com/auroradb/aurora/engine/value"
)

func listFunctions() []function {
	return []function{
		{"coalesce", 1, -1, true, coalesce},
		{"isNull", 1, 1, true, func(c *call) (value.Value, error) { return value.BoolValue(c.args[0].IsNull()), nil }},
		{"isNotNull", 1, 1, true, func(c *call) (value.Value, error) { return value.BoolValue(!c.args[0].IsNull()), nil }},
		{"sum", 1, -1, true, sum},
		{"avg", 1, -1, true, avg},
		{"min", 1, -1, true, extreme(-1)},
		{"max", 1, -1, true, extreme(1)},
		{"count", 1, -1, true, count},
		{"first", 1, -1, true, first},
		{"last", 1, -1, true, last},
	}
}

func coalesce(c *call) (value.Value, error) {
	for _, v := range c.args {
		if !v.IsNull() {
			return v, nil
		}
	}
	return value.NullValue(), nil
}

// alone reports whether the only argument is null: the list itself is absent,
// which is not the same as an empty one.
func (c *call) alone() bool { return len(c.args) == 1 && c.args[0].IsNull() }

func sum(c *call) (value.Value, error) {
	if c.alone() {
		return value.NullValue(), nil
	}
	total, _, err := c.total()
	return total, err
}

func (c *call) total() (total value.Value, n int64, err error) {
	total = value.IntValue(0)
	for _, v := range c.values() {
		if v.IsNull() {
			continue
		}
		if !v.IsNumber() {
			return total, n, mismatch(c.pos, c.name, v)
		}
		if total, err = arithmetic("+", total, v, c.pos); err != nil {
			return total, n, err
		}
		n++
	}
	return total, n, nil
}

func avg(c *call) (value.Value, error) {
	total, n, err := c.total()
	if err != nil || n == 0 {
		return value.NullValue(), err
	}
	return finite(total.Float()/float64(n), c.pos)
}

// extreme picks the smallest (sign -1) or largest (sign 1) value; all must be
// of one kind.
func extreme(sign int) func(*call) (value.Value, error) {
	return func(c *call) (value.Value, error) {
		best := value.NullValue()
		for _, v := range c.values() {
			switch {
			case v.IsNull():
			case best.IsNull():
				best = v
			case !value.SameKind(best, v):
				return value.Value{}, mismatch(c.pos, c.name, best, v)
			case value.Compare(v, best)*sign > 0:
				best = v
			}
		}
		return best, nil
	}
}

func count(c *call) (value.Value, error) {
	n := int64(0)
	for _, v := range c.values() {
		if !v.IsNull() {
			n++
		}
	}
	return value.IntValue(n), nil
}

func first(c *call) (value.Value, error) {
	if vs := c.values(); len(vs) > 0 {
		return vs[0], nil
	}
	return value.NullValue(), nil
}

func last(c *call) (value.Value, error) {
	if vs := c.values(); len(vs) > 0 {
		return vs[len(vs)-1], nil
	}
	return value.NullValue(), nil
}
