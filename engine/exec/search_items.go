package exec

import (
	"github.com/auroradb/aurora/engine/fts"
	"github.com/auroradb/aurora/engine/value"
)

// ScoreItem writes the score of a search or the distance of a near.
type ScoreItem struct{}

// Append implements Item.
func (ScoreItem) Append(w *Writer, r *Row) error {
	w.Buf = appendFloat(w.Buf, r.Score)
	return nil
}

// HighlightItem writes an object: each field in which words are found, with
// these between <mark> and </mark>.
type HighlightItem struct {
	Fields []SearchField
	Query  *fts.Query
}

// Append implements Item.
func (h *HighlightItem) Append(w *Writer, r *Row) error {
	w.Buf = append(w.Buf, '{')
	first := true
	for i := range h.Fields {
		v, ok := h.Fields[i].Get(r.Doc)
		if !ok {
			continue
		}
		start := len(w.Buf)
		if !first {
			w.Buf = append(w.Buf, ',')
		}
		w.Buf = append(value.AppendJSONString(w.Buf, h.Fields[i].Name), ':')
		if h.marked(w, v) {
			first = false
		} else {
			w.Buf = w.Buf[:start]
		}
	}
	w.Buf = append(w.Buf, '}')
	return nil
}

// marked writes a text, or a list of texts, with the words that are found, and
// reports whether there are any.
func (h *HighlightItem) marked(w *Writer, v value.Raw) bool {
	if v.Kind() == value.String {
		text, found := h.Query.Highlight(string(v.StrBytes()))
		w.Buf = value.AppendJSONString(w.Buf, text)
		return found
	}
	if v.Kind() != value.Array {
		return false
	}
	any := false
	w.Buf = append(w.Buf, '[')
	for x := range v.Items() {
		if w.Buf[len(w.Buf)-1] != '[' {
			w.Buf = append(w.Buf, ',')
		}
		if x.Kind() != value.String {
			w.Buf = x.AppendJSON(w.Buf)
			continue
		}
		text, found := h.Query.Highlight(string(x.StrBytes()))
		w.Buf = value.AppendJSONString(w.Buf, text)
		any = any || found
	}
	w.Buf = append(w.Buf, ']')
	return any
}
