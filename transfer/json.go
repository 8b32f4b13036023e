package transfer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// lines reads JSON Lines; empty lines are left out.
type lines struct {
	r    *bufio.Reader
	max  int
	line int
}

func newLines(r io.Reader, limit int) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10), max: limit}
}

func (l *lines) next() (doc value.Value, line int, failed, err error) {
	for {
		b, err := l.read()
		if err != nil {
			return value.Value{}, l.line, nil, err
		}
		if b == nil {
			return value.Value{}, l.line, tooLong(l.max), nil
		}
		if b = bytes.TrimSpace(b); len(b) == 0 {
			continue
		}
		doc, failed := document(b)
		return doc, l.line, failed, nil
	}
}

// read returns a line, nil for one that is too long.
func (l *lines) read() ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(line)+len(part) > l.max; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(line) == 0 && !long:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
		l.line++
		if long {
			return nil, nil
		}
		return line, nil
	}
}

// document reads a row, which must be an object.
func document(b []byte) (value.Value, error) {
	doc, err := value.ParseJSON(b, value.Limits{})
	if err == nil && doc.Kind() != value.Object {
		err = dberr.New(dberr.TypeMismatch, "a row is an object, not "+doc.Kind().String())
	}
	return doc, err
}

func tooLong(limit int) error {
	return dberr.New(dberr.LimitExceeded, "a row has more than "+strconv.Itoa(limit)+" bytes")
}

// array reads an array of documents, one element at a time.
type array struct {
	dec   *json.Decoder
	lines *lineCounter
	max   int
	open  bool
}

func newArray(r io.Reader, limit int) *array {
	l := &lineCounter{r: r}
	return &array{dec: json.NewDecoder(l), lines: l, max: limit}
}

func (a *array) next() (doc value.Value, line int, failed, err error) {
	if !a.open {
		t, err := a.dec.Token()
		if err == nil && t != json.Delim('[') {
			err = dberr.New(dberr.TypeMismatch, "JSON to import is an array of documents")
		}
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return value.Value{}, 1, nil, a.syntax(err)
		}
		a.open = true
	}
	if !a.dec.More() {
		if _, err := a.dec.Token(); err != nil { // the closing bracket
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return value.Value{}, 0, nil, a.syntax(err)
		}
		if t, err := a.dec.Token(); !errors.Is(err, io.EOF) {
			if err == nil {
				err = dberr.New(dberr.TypeMismatch, "there is more behind the array of documents")
			}
			_ = t // whatever it is
			return value.Value{}, 0, nil, a.syntax(err)
		}
		return value.Value{}, 0, nil, io.EOF
	}
	var raw json.RawMessage
	if err := a.dec.Decode(&raw); err != nil {
		return value.Value{}, 0, nil, a.syntax(err)
	}
	line = a.lines.at(a.dec.InputOffset() - int64(len(raw)))
	if len(raw) > a.max {
		return value.Value{}, line, tooLong(a.max), nil
	}
	doc, failed = document(raw)
	return doc, line, failed, nil
}

// syntax gives an error of the decoder a code and its line.
func (a *array) syntax(err error) error {
	if dberr.CodeOf(err) == dberr.TypeMismatch {
		return err
	}
	var wrong *json.SyntaxError
	if errors.As(err, &wrong) || errors.Is(err, io.ErrUnexpectedEOF) {
		return dberr.Wrap(dberr.Syntax, "line "+strconv.Itoa(a.lines.at(a.dec.InputOffset()))+" of the JSON to import", err)
	}
	return err
}

// lineCounter knows in which line a byte stands that was read lately.
type lineCounter struct {
	r      io.Reader
	read   int64
	breaks []int64 // places of line breaks behind known
	known  int     // line breaks before those
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of a place; places must not fall.
func (l *lineCounter) at(place int64) int {
	n := 0
	for n < len(l.breaks) && l.breaks[n] < place {
		n++
	}
	l.breaks, l.known = l.breaks[n:], l.known+n
	return l.known + 1
}
