package transfer

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/value"
)

// ExportOptions say what is written.
type ExportOptions struct {
	Collection string
	Format     Format
	// Raw writes the texts of CSV as they are. Without it a text that a
	// spreadsheet would run as a formula gets an apostrophe, which Import takes
	// away.
	Raw bool
	// Fields are the columns of CSV. None: id and the fields of the definition,
	// then those that documents have besides, which takes a second walk.
	Fields   []string
	Progress func(Progress) // may be nil
}

// Export writes the documents of a collection in insertion order and returns how
// many. They are those of one state; for CSV without fields, of two.
//
// Errors: INVALID_ARGUMENT for an unknown format, COLLECTION_NOT_FOUND, those of
// the store and of the writer. Cost: one document in memory at a time.
func Export(ctx context.Context, db *engine.DB, w io.Writer, opts ExportOptions) (rows int, err error) {
	if err := opts.Format.check(); err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	x := &exporter{opts: &opts, out: out}
	docs := db.Collection(opts.Collection).All(ctx)
	if opts.Format == CSV {
		if x.columns = opts.Fields; x.columns == nil {
			if x.columns, err = columns(ctx, db, opts.Collection); err != nil {
				return 0, err
			}
		}
		x.csv = csv.NewWriter(out)
	}
	if err := x.head(); err != nil {
		return 0, err
	}
	for d, err := range docs {
		if err == nil {
			err = x.row(d)
		}
		if err != nil {
			return x.done.Rows, err
		}
		if x.done.Rows++; x.done.Rows%progressRows == 0 && opts.Progress != nil {
			opts.Progress(x.done)
		}
	}
	if err := x.tail(); err != nil {
		return x.done.Rows, err
	}
	if opts.Progress != nil {
		opts.Progress(x.done)
	}
	return x.done.Rows, out.Flush()
}

// columns are id, the defined fields, and what documents have besides.
func columns(ctx context.Context, db *engine.DB, collection string) ([]string, error) {
	out, seen := []string{"id"}, map[string]bool{"id": true}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	if c := db.Catalog().Collection(collection); c != nil {
		for _, f := range c.Fields {
			if f.Computed == "" {
				add(f.Name)
			}
		}
	}
	for d, err := range db.Collection(collection).All(ctx) {
		if err != nil {
			return nil, err
		}
		for name := range d.Raw().Each() {
			add(string(name))
		}
	}
	return out, nil
}

type exporter struct {
	opts    *ExportOptions
	out     *bufio.Writer
	csv     *csv.Writer
	columns []string
	buf     []byte
	done    Progress
}

func (x *exporter) head() error {
	switch x.opts.Format {
	case JSON:
		return x.out.WriteByte('[')
	case CSV:
		return x.cells(x.columns)
	}
	return nil
}

func (x *exporter) tail() error {
	switch x.opts.Format {
	case JSON:
		_, err := x.out.WriteString("\n]\n")
		return err
	case CSV:
		x.csv.Flush()
		return x.csv.Error()
	}
	return nil
}

func (x *exporter) row(d engine.Document) error {
	if x.opts.Format == CSV {
		cells := make([]string, len(x.columns))
		for i, name := range x.columns {
			if v, ok := d.Raw().Field(name); ok {
				cells[i] = x.cell(v)
			}
		}
		return x.cells(cells)
	}
	x.buf = x.buf[:0]
	if x.opts.Format == JSON {
		if x.done.Rows > 0 {
			x.buf = append(x.buf, ',')
		}
		x.buf = append(x.buf, '\n')
	}
	x.buf = d.Raw().AppendJSON(x.buf)
	if x.opts.Format == JSONL {
		x.buf = append(x.buf, '\n')
	}
	x.done.Bytes += int64(len(x.buf))
	_, err := x.out.Write(x.buf)
	return err
}

func (x *exporter) cells(cells []string) error {
	for _, c := range cells {
		x.done.Bytes += int64(len(c)) + 1
	}
	return x.csv.Write(cells)
}

// cell writes a value: texts as they are, null as nothing, the rest as JSON
// without the quotes of times and ids.
func (x *exporter) cell(v value.Raw) string {
	switch v.Kind() {
	case value.Null:
		return ""
	case value.String:
		s := string(v.StrBytes())
		if !x.opts.Raw && guarded(s) {
			s = "'" + s
		}
		return s
	case value.DateTime, value.Uuid, value.Bytes:
		b := v.AppendJSON(nil)
		return string(b[1 : len(b)-1])
	}
	return string(v.AppendJSON(nil))
}
