package expr

import (
	"strings"
	"time"

	"github.com/auroradb/aurora/engine/value"
)

func dateFunctions() []function {
	return []function{
		{"now", 0, 0, false, now},
		{"year", 1, 1, false, part(func(t time.Time) int { return t.Year() })},
		{"month", 1, 1, false, part(func(t time.Time) int { return int(t.Month()) })},
		{"day", 1, 1, false, part(func(t time.Time) int { return t.Day() })},
		{"hour", 1, 1, false, part(func(t time.Time) int { return t.Hour() })},
		{"minute", 1, 1, false, part(func(t time.Time) int { return t.Minute() })},
		{"second", 1, 1, false, part(func(t time.Time) int { return t.Second() })},
		{"dateAdd", 3, 3, false, dateAdd},
		{"dateDiff", 2, 3, false, dateDiff},
		{"formatDate", 2, 2, false, formatDate},
	}
}

func now(c *call) (value.Value, error) {
	if c.now == nil {
		return value.Value{}, c.invalid("no clock here")
	}
	return value.TimeValue(c.now()), nil
}

// date reads argument i: a DateTime, or a text that is one.
func (c *call) date(i int) (time.Time, error) {
	v := c.args[i]
	if v.Kind() == value.String {
		v, _ = value.ParseDateTime(v.Str())
	}
	if v.Kind() != value.DateTime {
		return time.Time{}, c.mismatch(i, "a DateTime")
	}
	sec, nsec := v.Time()
	return time.Unix(sec, int64(nsec)).UTC(), nil
}

func part(f func(time.Time) int) func(*call) (value.Value, error) {
	return func(c *call) (value.Value, error) {
		t, err := c.date(0)
		if err != nil {
			return value.Value{}, err
		}
		return value.IntValue(int64(f(t))), nil
	}
}

// unit is a span of time: a fixed duration, or calendar months.
type unit struct {
	span   time.Duration
	months int
}

func (c *call) unit(i int) (unit, error) {
	name, err := c.text(i)
	if err != nil {
		return unit{}, err
	}
	long := strings.TrimSuffix(strings.ToLower(name), "s")
	switch {
	case name == "ms" || long == "millisecond":
		return unit{span: time.Millisecond}, nil
	case name == "s" || long == "second":
		return unit{span: time.Second}, nil
	case name == "m" || long == "minute":
		return unit{span: time.Minute}, nil
	case long == "h" || long == "hour":
		return unit{span: time.Hour}, nil
	case long == "d" || long == "day":
		return unit{span: 24 * time.Hour}, nil
	case long == "w" || long == "week":
		return unit{span: 7 * 24 * time.Hour}, nil
	case long == "month":
		return unit{months: 1}, nil
	case long == "y" || long == "year":
		return unit{months: 12}, nil
	}
	return unit{}, c.invalid("unknown unit \"" + name + "\": ms, s, m, h, d, w, month or year")
}

// maxUnits keeps sums of dates far from the ends of the number range.
const maxUnits = 400_000_000_000

func dateAdd(c *call) (value.Value, error) {
	t, err := c.date(0)
	if err != nil {
		return value.Value{}, err
	}
	n, err := c.int(1)
	if err != nil {
		return value.Value{}, err
	}
	u, err := c.unit(2)
	if err != nil {
		return value.Value{}, err
	}
	if n > maxUnits || n < -maxUnits {
		return value.Value{}, c.invalid("the number of units is too large")
	}
	switch {
	case u.months > 0:
		if n > 120_000 || n < -120_000 {
			return value.Value{}, c.invalid("the number of units is too large")
		}
		t = addMonths(t, int(n)*u.months)
	case u.span >= time.Second:
		seconds, ok := mulInt(n, int64(u.span/time.Second))
		if !ok {
			return value.Value{}, c.invalid("the number of units is too large")
		}
		t = time.Unix(t.Unix()+seconds, int64(t.Nanosecond())).UTC()
	default:
		ms := int64(u.span / time.Millisecond)
		t = time.Unix(t.Unix()+n*ms/1000, int64(t.Nanosecond())+n*ms%1000*int64(time.Millisecond)).UTC()
	}
	if y := t.Year(); y < 1 || y > 9999 {
		return value.Value{}, c.invalid("the date leaves the years 1 to 9999")
	}
	return value.TimeValue(t), nil
}

// addMonths keeps the day, or takes the last one of a shorter month.
func addMonths(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	firstDay := time.Date(y, m+time.Month(n), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	lastDay := firstDay.AddDate(0, 1, -1).Day()
	return firstDay.AddDate(0, 0, min(d, lastDay)-1)
}

func dateDiff(c *call) (value.Value, error) {
	from, err := c.date(0)
	if err != nil {
		return value.Value{}, err
	}
	to, err := c.date(1)
	if err != nil {
		return value.Value{}, err
	}
	u := unit{span: 24 * time.Hour}
	if len(c.args) == 3 {
		if u, err = c.unit(2); err != nil {
			return value.Value{}, err
		}
	}
	if u.months > 0 {
		return value.IntValue(int64(monthsBetween(from, to) / u.months)), nil
	}
	seconds := to.Unix() - from.Unix()
	nanos := int64(to.Nanosecond() - from.Nanosecond())
	switch { // seconds and nanos get one sign, so that division truncates
	case seconds > 0 && nanos < 0:
		seconds, nanos = seconds-1, nanos+int64(time.Second)
	case seconds < 0 && nanos > 0:
		seconds, nanos = seconds+1, nanos-int64(time.Second)
	}
	if u.span < time.Second {
		return value.IntValue(seconds*1000 + nanos/int64(time.Millisecond)), nil
	}
	return value.IntValue(seconds / int64(u.span/time.Second)), nil
}

// monthsBetween counts whole months, towards zero.
func monthsBetween(from, to time.Time) int {
	sign := 1
	if to.Before(from) {
		from, to, sign = to, from, -1
	}
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if addMonths(from, n).After(to) {
		n--
	}
	return sign * n
}

func formatDate(c *call) (value.Value, error) {
	t, err := c.date(0)
	if err != nil {
		return value.Value{}, err
	}
	pattern, err := c.text(1)
	if err != nil {
		return value.Value{}, err
	}
	var out []byte
	for i := 0; i < len(pattern); {
		n := datePart(&out, pattern[i:], t)
		if n == 0 {
			out = append(out, pattern[i])
			n = 1
		}
		i += n
	}
	return value.StringValue(string(out)), nil
}

// datePart writes the part that the pattern begins with and returns its length
// in the pattern, 0 if it begins with none.
func datePart(out *[]byte, pattern string, t time.Time) int {
	parts := [...]struct {
		mark   string
		n      int
		digits int
	}{
		{"YYYY", t.Year(), 4}, {"YY", t.Year() % 100, 2}, {"MM", int(t.Month()), 2}, {"DD", t.Day(), 2},
		{"HH", t.Hour(), 2}, {"mm", t.Minute(), 2}, {"SSS", t.Nanosecond() / int(time.Millisecond), 3}, {"ss", t.Second(), 2},
	}
	for _, p := range parts {
		if strings.HasPrefix(pattern, p.mark) {
			for scale := pow10(p.digits - 1); scale > 0; scale /= 10 {
				*out = append(*out, byte('0'+p.n/scale%10))
			}
			return len(p.mark)
		}
	}
	return 0
}

func pow10(n int) int {
	p := 1
	for ; n > 0; n-- {
		p *= 10
	}
	return p
}
