package expr

import (
	"math"

	"github.com/auroradb/aurora/engine/value"
)

func numberFunctions() []function {
	return []function{
		{"abs", 1, 1, false, abs},
		{"mod", 2, 2, false, mod},
		{"round", 1, 2, false, round},
		{"floor", 1, 1, false, whole(math.Floor)},
		{"ceil", 1, 1, false, whole(math.Ceil)},
		{"pow", 2, 2, false, pow},
		{"sqrt", 1, 1, false, sqrt},
	}
}

func abs(c *call) (value.Value, error) {
	x, err := c.number(0)
	if err != nil {
		return x, err
	}
	if x.Kind() == value.Int && x.Int() >= 0 || x.Kind() == value.Float && x.Float() >= 0 {
		return x, nil
	}
	return arithmetic("-", value.IntValue(0), x, c.pos)
}

func mod(c *call) (value.Value, error) {
	if _, err := c.number(0); err != nil {
		return value.Value{}, err
	}
	if _, err := c.number(1); err != nil {
		return value.Value{}, err
	}
	return arithmetic("%", c.args[0], c.args[1], c.pos)
}

// wholeValue is a whole Float as an Int if it fits.
func wholeValue(f float64) value.Value {
	v := value.FloatValue(f)
	if n, ok := v.AsInt(); ok {
		return value.IntValue(n)
	}
	return v
}

func whole(f func(float64) float64) func(*call) (value.Value, error) {
	return func(c *call) (value.Value, error) {
		x, err := c.number(0)
		if err != nil || x.Kind() == value.Int {
			return x, err
		}
		return wholeValue(f(x.Float())), nil
	}
}

// round rounds half away from zero. The number of places must be 0 to 15.
func round(c *call) (value.Value, error) {
	x, err := c.number(0)
	if err != nil {
		return x, err
	}
	places := int64(0)
	if len(c.args) == 2 {
		if places, err = c.int(1); err != nil {
			return value.Value{}, err
		}
		if places < 0 || places > 15 {
			return value.Value{}, c.invalid("the number of places must be 0 to 15")
		}
	}
	if x.Kind() == value.Int {
		return x, nil
	}
	if places == 0 {
		return wholeValue(math.Round(x.Float())), nil
	}
	scale := math.Pow(10, float64(places))
	scaled := x.Float() * scale
	if math.Abs(scaled) >= 1<<53 {
		return x, nil // no digits behind the point are left to round
	}
	return value.FloatValue(math.Round(scaled) / scale), nil
}

func pow(c *call) (value.Value, error) {
	x, err := c.number(0)
	if err != nil {
		return x, err
	}
	y, err := c.number(1)
	if err != nil {
		return y, err
	}
	if x.Kind() == value.Int && y.Kind() == value.Int && y.Int() >= 0 {
		if n, ok := intPow(x.Int(), y.Int()); ok {
			return value.IntValue(n), nil
		}
	}
	return finite(math.Pow(x.Float(), y.Float()), c.pos)
}

func intPow(base, n int64) (int64, bool) {
	result, ok := int64(1), true
	for n > 0 {
		if n&1 == 1 {
			if result, ok = mulInt(result, base); !ok {
				return 0, false
			}
		}
		if n >>= 1; n > 0 {
			if base, ok = mulInt(base, base); !ok {
				return 0, false
			}
		}
	}
	return result, true
}

func sqrt(c *call) (value.Value, error) {
	x, err := c.number(0)
	if err != nil {
		return x, err
	}
	if x.Float() < 0 {
		return value.Value{}, c.invalid("the square root of a negative number")
	}
	return finite(math.Sqrt(x.Float()), c.pos)
}
