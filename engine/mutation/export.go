package mutation

import (
	"context"
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/plan"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/engine/write"
)

// export is export(collection:, where:, format:): documents, or text for CSV.
func (s *Session) export(ctx context.Context, dst []byte, f *ast.Field) ([]byte, error) {
	a, err := s.args(f)
	if err != nil {
		return dst, err
	}
	c, err := a.collection(false, false)
	if err != nil {
		return dst, err
	}
	format, n, err := a.text("format")
	if err != nil {
		return dst, err
	}
	if n != nil && format != "JSON" && format != "CSV" {
		return dst, dberr.At(dberr.InvalidArgument, n.Pos, "unknown export format "+quote(format)+": JSON or CSV")
	}
	s.sync()
	t := &target{coll: c}
	if t.filter, _, err = plan.Where(s.Env, c, f.Args); err != nil {
		return dst, err
	}
	rows, err := s.rows(ctx, t)
	if err != nil {
		return dst, err
	}
	if format == "CSV" {
		return s.csv(ctx, dst, f, c, rows)
	}
	return s.documents(ctx, dst, f, c, rows, false)
}

// csv appends the rows as a JSON string that holds CSV of RFC 4180: a header,
// lines ended by CR LF, cells quoted where they must be.
func (s *Session) csv(ctx context.Context, dst []byte, f *ast.Field, c *catalog.Collection, rows []write.Row) ([]byte, error) {
	p, err := plan.Projection(s.Env, c, f)
	if err != nil {
		return dst, err
	}
	docs := make([]value.Value, len(rows))
	for i, r := range rows {
		if !f.HasSet {
			if docs[i], err = r.Doc.Decode(); err != nil {
				return dst, err
			}
			continue
		}
		w := exec.NewWriter(ctx, s.Env, nil, f.Key())
		if err := p.Append(w, &exec.Row{Num: r.Num, Doc: r.Doc}); err != nil {
			return dst, err
		}
		if docs[i], err = value.ParseJSON(w.Buf, value.Limits{}); err != nil {
			return dst, err
		}
	}
	columns, err := s.columns(f, c, docs)
	if err != nil {
		return dst, err
	}
	return value.AppendJSONString(dst, CSV(columns, docs)), nil
}

// columns are those selected, or id, the declared fields and then what else the
// documents hold, by name.
func (s *Session) columns(f *ast.Field, c *catalog.Collection, docs []value.Value) ([]string, error) {
	var out []string
	if f.HasSet {
		fields, err := plan.Fields(s.Env, c, f.Selections)
		for _, x := range fields {
			out = append(out, x.Key())
		}
		return out, err
	}
	out = append(out, "id")
	for _, x := range c.Fields {
		if x.Name != "id" {
			out = append(out, x.Name)
		}
	}
	known := len(out)
	for _, d := range docs {
		for _, x := range d.Fields() {
			if !slices.Contains(out, x.Name) {
				out = append(out, x.Name)
			}
		}
	}
	sorting.Ordered(out[known:])
	return out, nil
}

// CSV writes documents as CSV (RFC 4180) with a header line. Lists and objects
// are JSON inside their cell. A text that a spreadsheet would run as a formula
// gets an apostrophe in front.
func CSV(columns []string, docs []value.Value) string {
	var b strings.Builder
	line := func(cell func(i int) string) {
		for i := range columns {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCell(&b, cell(i))
		}
		b.WriteString("\r\n")
	}
	line(func(i int) string { return guard(columns[i]) })
	for _, d := range docs {
		line(func(i int) string {
			v, _ := d.Get(columns[i])
			if v.Kind() == value.String {
				return guard(v.Str())
			}
			return v.Text()
		})
	}
	return b.String()
}

// guard makes a text harmless that begins like a formula.
func guard(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func writeCell(b *strings.Builder, s string) {
	if !strings.ContainsAny(s, ",\"\r\n") {
		b.WriteString(s)
		return
	}
	b.WriteByte('"')
	b.WriteString(strings.ReplaceAll(s, `"`, `""`))
	b.WriteByte('"')
}
