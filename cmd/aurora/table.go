package main

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/engine/value"
	"github.com/mattn/go-runewidth"
)

// table prints values for people: a list of documents as a table, anything else
// as text. Widths are those of a terminal (wide and combining characters count
// as they show).
type table struct {
	out     *bufio.Writer
	cellMax int // columns of a cell before it is cut, 0 for no cut
}

func newTable(w io.Writer, cellMax int) *table {
	return &table{out: bufio.NewWriter(w), cellMax: cellMax}
}

// response prints the data of a response, each response of a batch in turn.
func (t *table) response(r value.Value) error {
	if batch, ok := r.Get("batch"); ok {
		for i, one := range batch.Items() {
			if i > 0 {
				t.out.WriteByte('\n')
			}
			t.data(one)
		}
		return t.out.Flush()
	}
	t.data(r)
	return t.out.Flush()
}

func (t *table) data(r value.Value) {
	data, ok := r.Get("data")
	if !ok || data.IsNull() {
		return
	}
	fields := data.Fields()
	for i, f := range fields {
		if len(fields) > 1 {
			if i > 0 {
				t.out.WriteByte('\n')
			}
			t.out.WriteString(visible(f.Name) + ":\n")
		}
		t.value(f.Value)
	}
}

func (t *table) value(v value.Value) {
	switch v.Kind() {
	case value.Array:
		t.list(v.Items())
	case value.Object:
		t.object(v)
	default:
		t.out.WriteString(cellText(v) + "\n")
	}
}

func (t *table) list(items []value.Value) {
	for _, x := range items {
		if x.Kind() != value.Object {
			t.grid([]string{"value"}, single(items))
			return
		}
	}
	names := columns(items)
	rows := make([][]cell, len(items))
	for i, doc := range items {
		for _, name := range names {
			rows[i] = append(rows[i], t.cell(doc.Get(name)))
		}
	}
	t.grid(names, rows)
}

func single(items []value.Value) [][]cell {
	rows := make([][]cell, len(items))
	for i, x := range items {
		rows[i] = []cell{{text: cellText(x), right: isNumber(x)}}
	}
	return rows
}

// columns lists the field names in the order in which they first appear.
func columns(items []value.Value) []string {
	var names []string
	seen := map[string]bool{}
	for _, doc := range items {
		for _, f := range doc.Fields() {
			if !seen[f.Name] {
				seen[f.Name] = true
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// object prints one document, or an object that holds lists ("edges",
// "aggregate"), field by field.
func (t *table) object(v value.Value) {
	width := 0
	for _, f := range v.Fields() {
		width = max(width, runewidth.StringWidth(visible(f.Name)))
	}
	for _, f := range v.Fields() {
		if f.Value.Kind() == value.Array && isTable(f.Value.Items()) {
			t.out.WriteString(visible(f.Name) + ":\n")
			t.list(f.Value.Items())
			continue
		}
		c := t.cell(f.Value, true)
		t.out.WriteString(runewidth.FillRight(visible(f.Name), width) + " │ " + c.text + "\n")
	}
}

func isTable(items []value.Value) bool {
	return len(items) > 0 && !slices.ContainsFunc(items, func(v value.Value) bool { return v.Kind() != value.Object })
}

// cell is the text of one place of a table; numbers stand at the right.
type cell struct {
	text  string
	right bool
}

// cell makes the text of a field; an absent one is empty, null is "null".
func (t *table) cell(v value.Value, there bool) cell {
	if !there {
		return cell{}
	}
	text := cellText(v)
	if t.cellMax > 0 {
		text = runewidth.Truncate(text, t.cellMax, "…")
	}
	return cell{text, isNumber(v)}
}

func cellText(v value.Value) string {
	switch v.Kind() {
	case value.String:
		return visible(v.Str())
	case value.Array, value.Object:
		return visible(string(v.AppendJSON(nil)))
	}
	return strings.Trim(string(v.AppendJSON(nil)), `"`)
}

func isNumber(v value.Value) bool { return v.Kind() == value.Int || v.Kind() == value.Float }

// grid prints header, rule, rows and their count.
func (t *table) grid(names []string, rows [][]cell) {
	widths := make([]int, len(names))
	heads := make([]cell, len(names))
	for i, name := range names {
		heads[i] = cell{visible(name), len(rows) > 0}
		widths[i] = runewidth.StringWidth(heads[i].text)
		for _, row := range rows {
			widths[i] = max(widths[i], runewidth.StringWidth(row[i].text))
			heads[i].right = heads[i].right && (row[i].right || row[i].text == "" || row[i].text == "null")
		}
	}
	if len(names) > 0 {
		t.line(heads, widths)
		for i, w := range widths {
			if i > 0 {
				t.out.WriteString("┼")
			}
			t.out.WriteString(strings.Repeat("─", w+2))
		}
		t.out.WriteByte('\n')
	}
	for _, row := range rows {
		t.line(row, widths)
	}
	switch len(rows) {
	case 1:
		t.out.WriteString("(1 row)\n")
	default:
		t.out.WriteString("(" + strconv.Itoa(len(rows)) + " rows)\n")
	}
}

func (t *table) line(cells []cell, widths []int) {
	var b strings.Builder
	for i, c := range cells {
		if i > 0 {
			b.WriteString("│")
		}
		pad := strings.Repeat(" ", widths[i]-runewidth.StringWidth(c.text))
		if c.right {
			b.WriteString(" " + pad + c.text + " ")
		} else {
			b.WriteString(" " + c.text + pad + " ")
		}
	}
	t.out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
}
