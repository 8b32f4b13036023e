package schema

import (
	"slices"
	"strconv"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// args are the arguments of a directive on a field. The first fault is kept.
type args struct {
	directive string
	field     string
	pos       ast.Pos
	vals      map[string]value.Value
	places    map[string]ast.Pos
	err       error
}

// readArgs reads constants and refuses what the directive does not know.
func readArgs(d *ast.Directive, field, name string) (*args, error) {
	a := &args{directive: d.Name, field: field, pos: d.Pos, vals: map[string]value.Value{}, places: map[string]ast.Pos{}}
	known := directiveArgs(name)
	for _, x := range d.Args {
		if !slices.Contains(known, x.Name) {
			return nil, dberr.At(dberr.UnknownArgument, x.Pos, "unknown argument "+quote(x.Name)+" of @"+d.Name+" on field "+quote(field))
		}
		if _, twice := a.vals[x.Name]; twice {
			return nil, invalid(x.Pos, "argument "+quote(x.Name)+" of @"+d.Name+" is given twice")
		}
		v, err := Literal(x.Value)
		if err != nil {
			return nil, err
		}
		a.vals[x.Name], a.places[x.Name] = v, x.Pos
	}
	return a, nil
}

func (a *args) get(name string) (value.Value, bool) {
	v, ok := a.vals[name]
	return v, ok
}

// text returns a text argument, "" if it is absent.
func (a *args) text(name string) string {
	v, ok := a.vals[name]
	if !ok {
		return ""
	}
	if v.Kind() != value.String {
		if a.err == nil {
			a.err = a.bad(name, "a text")
		}
		return ""
	}
	return v.Str()
}

func (a *args) bad(name, want string) error {
	pos, ok := a.places[name]
	if !ok {
		return invalid(a.pos, "@"+a.directive+" of field "+quote(a.field)+" needs "+quote(name)+": "+want)
	}
	return invalid(pos, quote(name)+" of @"+a.directive+" on field "+quote(a.field)+" must be "+want)
}

// bound reads min or max, which are of the field's own type.
func (a *args) bound(name string, f *catalog.Field, kind catalog.TypeKind) (*value.Value, error) {
	v, ok := a.vals[name]
	if !ok {
		return nil, nil
	}
	switch kind {
	case catalog.Int, catalog.Float:
		if !v.IsNumber() {
			return nil, a.bad(name, "a number")
		}
	case catalog.DateTime, catalog.Date, catalog.Time:
		var c converter
		var err error
		if v, err = c.convert(scalar(&f.Type), v, f.Name); err != nil {
			return nil, a.bad(name, "of the field's type "+TypeName(scalar(&f.Type)))
		}
	default:
		return nil, invalid(a.places[name], quote(name)+" does not fit field "+quote(f.Name)+" of type "+TypeName(&f.Type))
	}
	return &v, nil
}

func (a *args) length(name string, fits bool) (*int64, error) {
	v, ok := a.vals[name]
	if !ok {
		return nil, nil
	}
	n, isInt := v.AsInt()
	if !isInt || n < 0 {
		return nil, a.bad(name, "an Int from 0")
	}
	if !fits {
		return nil, invalid(a.places[name], quote(name)+" does not fit field "+quote(a.field))
	}
	return &n, nil
}

// ParseInterval reads "30d": a number and one of ms s m h d w, in nanoseconds.
func ParseInterval(s string) (int64, bool) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, err := strconv.ParseInt(s[:i], 10, 64)
	if err != nil {
		return 0, false
	}
	unit := int64(0)
	switch s[i:] {
	case "ms":
		unit = 1e6
	case "s":
		unit = 1e9
	case "m":
		unit = 60e9
	case "h":
		unit = 3600e9
	case "d":
		unit = 86400e9
	case "w":
		unit = 7 * 86400e9
	}
	if unit == 0 || n > (1<<63-1)/unit {
		return 0, false
	}
	return n * unit, true
}
