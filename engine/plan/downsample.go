package plan

import (
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
)

// sampleFuncs are the aggregations of downsample.
var sampleFuncs = []string{"avg", "sum", "min", "max", "count", "first", "last"}

// downsample compiles `downsample(time: "t", value: "v", interval: "5m",
// aggregation: "avg") { time value count }`.
func (c *compiler) downsample(f *ast.Field) (*exec.Downsample, error) {
	if err := checkArgs(f.Args, "downsample", "time", "value", "interval", "aggregation"); err != nil {
		return nil, err
	}
	if err := needsSelection(f, "downsample(…) { time value }"); err != nil {
		return nil, err
	}
	d := new(exec.Downsample)
	if err := c.sampleArgs(d, f); err != nil {
		return nil, err
	}
	fields, err := Fields(c.env, c.coll, f.Selections)
	if err != nil {
		return nil, err
	}
	inner := c.below(f)
	for _, sub := range fields {
		if inner.deferred(sub) {
			continue
		}
		if sub.HasSet {
			return nil, scalarSelection(sub)
		}
		if err := checkArgs(sub.Args, "\""+sub.Name+"\""); err != nil {
			return nil, err
		}
		switch sub.Name {
		case "time":
			d.Add(sub.Key(), exec.SampleTime)
		case "value":
			d.Add(sub.Key(), exec.SampleValue)
		case "count":
			d.Add(sub.Key(), exec.SampleCount)
		case "__typename":
			d.AddText(sub.Key(), typename(sub, c.coll))
		default:
			return nil, unknownPart(sub, "downsample", "time", "value", "count")
		}
	}
	return d, nil
}

func (c *compiler) sampleArgs(d *exec.Downsample, f *ast.Field) error {
	name, pos, err := needText(c.env, f.Args, "time", "downsample", f.NamePos)
	if err != nil {
		return err
	}
	r, t, err := ref(c.coll, name, pos)
	if err != nil {
		return err
	}
	if !temporal(t) {
		return dberr.At(dberr.TypeMismatch, pos, "field \""+name+"\" holds no moments")
	}
	d.Time = r
	if name, pos, err = needText(c.env, f.Args, "value", "downsample", f.NamePos); err != nil {
		return err
	}
	if d.Value, t, err = ref(c.coll, name, pos); err != nil {
		return err
	}
	valuePos := pos
	if name, pos, err = needText(c.env, f.Args, "interval", "downsample", f.NamePos); err != nil {
		return err
	}
	if d.Interval, err = interval(name, pos); err != nil {
		return err
	}
	if name, pos, err = needText(c.env, f.Args, "aggregation", "downsample", f.NamePos); err != nil {
		return err
	}
	var known bool
	if d.Func, known = sampleFunc(name); !known {
		return dberr.At(dberr.UnknownFunction, pos, "downsample has no aggregation \""+name+"\""+dberr.DidYouMean(name, sampleFuncs...))
	}
	if (d.Func == exec.Sum || d.Func == exec.Avg) && !numeric(t) {
		return dberr.At(dberr.TypeMismatch, valuePos, "\""+name+"\" of field \""+d.Value.Name+"\", which holds no numbers")
	}
	return nil
}

func sampleFunc(name string) (exec.Func, bool) {
	switch name {
	case "first":
		return exec.First, true
	case "last":
		return exec.Last, true
	}
	return aggregateFunc(name)
}
