package transfer

import (
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// table reads CSV with a header of field names. An empty cell is an absent
// field; the definition says how the others are read.
type table struct {
	r      *csv.Reader
	coll   *catalog.Collection
	raw    bool
	header []string
}

func newTable(r io.Reader, coll *catalog.Collection, raw bool) *table {
	t := &table{r: csv.NewReader(r), coll: coll, raw: raw}
	t.r.ReuseRecord = true
	t.r.FieldsPerRecord = -1
	return t
}

func (t *table) next() (doc value.Value, line int, failed, err error) {
	if t.header == nil {
		if err := t.readHeader(); err != nil {
			return value.Value{}, 1, nil, err
		}
	}
	cells, err := t.r.Read()
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return value.Value{}, wrong.StartLine, dberr.Wrap(dberr.Syntax, "a row of CSV", err), nil
	}
	if err != nil {
		return value.Value{}, 0, nil, err
	}
	line, _ = t.r.FieldPos(0)
	if len(cells) > len(t.header) {
		return value.Value{}, line, dberr.New(dberr.InvalidArgument, "a row has "+strconv.Itoa(len(cells))+" cells and the header "+strconv.Itoa(len(t.header))), nil
	}
	fields := make([]value.Field, 0, len(cells))
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		v, err := t.cell(t.header[i], cell)
		if err != nil {
			return value.Value{}, line, err, nil
		}
		fields = append(fields, value.Field{Name: t.header[i], Value: v})
	}
	return value.ObjectValue(fields), line, nil, nil
}

func (t *table) readHeader() error {
	cells, err := t.r.Read()
	if errors.Is(err, io.EOF) {
		return err
	}
	if err != nil {
		return dberr.Wrap(dberr.Syntax, "the header of CSV", err)
	}
	seen := map[string]bool{}
	for i, name := range cells {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff") // spreadsheets mark UTF-8 so
		}
		if name == "" || seen[name] {
			return dberr.New(dberr.InvalidArgument, "the header of CSV names field \""+name+"\" twice or not at all")
		}
		seen[name] = true
		t.header = append(t.header, name)
	}
	return nil
}

// cell reads a cell as the kind of its field. A field that is not defined, or
// can be anything, takes what reads as a number, true, false, or JSON between
// brackets as that.
func (t *table) cell(name, cell string) (value.Value, error) {
	kind := catalog.Any
	if name == "id" || name == "_sid" {
		kind = catalog.String
	} else if f := t.coll.Field(name); f != nil {
		kind = f.Type.Kind
	}
	switch kind {
	case catalog.Int, catalog.Float, catalog.Boolean, catalog.List, catalog.Object, catalog.Vector:
		v, err := value.ParseJSON([]byte(cell), value.Limits{})
		if err != nil {
			return value.Value{}, dberr.Wrap(dberr.TypeMismatch, "the cell of field \""+name+"\"", err)
		}
		return v, nil
	case catalog.Any:
		if v, err := value.ParseJSON([]byte(cell), value.Limits{}); err == nil && v.Kind() != value.String && v.Kind() != value.Null {
			return v, nil
		}
	}
	if !t.raw && cell[0] == '\'' && guarded(cell) {
		cell = cell[1:]
	}
	return value.StringValue(cell), nil
}
