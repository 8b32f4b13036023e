package transfer

import (
	"context"
	"errors"
	"io"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// ImportOptions say what is read.
type ImportOptions struct {
	Collection string
	Format     Format
	Batch      int            // rows of a commit; 0 means 500
	Raw        bool           // CSV: texts are taken as they are (see ExportOptions)
	MaxRow     int            // bytes of a row; 0 means 16 MiB
	Progress   func(Progress) // may be nil
}

// ImportStats are what became of the rows.
type ImportStats struct {
	Read, Inserted int
	Skipped        int // their id, or the value of a unique field, was there
	Failed         int
	Failures       []Failure // the first 100
}

// Failure is a row that was not taken.
type Failure struct {
	Line int // of the row's first byte, from 1
	Err  error
}

const (
	defaultBatch  = 500
	defaultMaxRow = 16 << 20
	maxFailures   = 100
)

// Import inserts the rows of a reader. A row that cannot be read or that the
// schema refuses is counted with its line, one whose id or unique value is there
// already is skipped; neither keeps the others from being inserted. Rows are
// committed in batches, so that an import that ends early has inserted those
// before.
//
// Errors: INVALID_ARGUMENT for an unknown format or a CSV header that names a
// field twice, COLLECTION_NOT_FOUND, TYPE_MISMATCH for JSON that is no array,
// CANCELED, those of the store and of the reader. Cost: a batch in memory.
func Import(ctx context.Context, db *engine.DB, r io.Reader, opts ImportOptions) (ImportStats, error) {
	if err := opts.Format.check(); err != nil {
		return ImportStats{}, err
	}
	cat := db.Catalog()
	coll := cat.Collection(opts.Collection)
	if coll == nil {
		return ImportStats{}, cat.Missing(opts.Collection, dberr.Position{})
	}
	if opts.Batch <= 0 {
		opts.Batch = defaultBatch
	}
	if opts.MaxRow <= 0 {
		opts.MaxRow = defaultMaxRow
	}
	counted := &counter{r: r}
	var in source
	switch opts.Format {
	case JSONL:
		in = newLines(counted, opts.MaxRow)
	case JSON:
		in = newArray(counted, opts.MaxRow)
	case CSV:
		in = newTable(counted, coll, opts.Raw)
	}
	im := &importer{ctx: ctx, db: db, opts: &opts, read: counted}
	im.text = string(value.AppendJSONString([]byte("mutation($rows: [Object!]!) { insertMany(collection: "), opts.Collection)) + ", data: $rows) { id } }"
	err := im.run(in)
	return im.stats, err
}

// source yields rows. A row that cannot be read is a failed one and not the end;
// io.EOF is.
type source interface {
	next() (doc value.Value, line int, failed, err error)
}

type importer struct {
	ctx   context.Context // of the running call
	db    *engine.DB
	opts  *ImportOptions
	read  *counter
	text  string
	rows  []value.Value
	lines []int
	stats ImportStats
}

func (im *importer) run(in source) error {
	for {
		doc, line, failed, err := in.next()
		if errors.Is(err, io.EOF) {
			err = im.flush()
			im.progress()
			return err
		}
		if err != nil {
			return errors.Join(err, im.flush())
		}
		im.stats.Read++
		if failed != nil {
			im.fail(line, failed)
		} else {
			im.rows, im.lines = append(im.rows, doc), append(im.lines, line)
		}
		if len(im.rows) >= im.opts.Batch {
			if err := im.flush(); err != nil {
				return err
			}
		}
		if im.stats.Read%progressRows == 0 {
			im.progress()
		}
	}
}

func (im *importer) progress() {
	if im.opts.Progress != nil {
		im.opts.Progress(Progress{Rows: im.stats.Read, Bytes: im.read.n})
	}
}

func (im *importer) fail(line int, err error) {
	im.stats.Failed++
	if len(im.stats.Failures) < maxFailures {
		im.stats.Failures = append(im.stats.Failures, Failure{Line: line, Err: err})
	}
}

// flush commits the rows; if they are refused, each alone.
func (im *importer) flush() error {
	rows, lines := im.rows, im.lines
	im.rows, im.lines = im.rows[:0], im.lines[:0]
	if len(rows) == 0 {
		return nil
	}
	err := im.insert(rows)
	if err == nil {
		im.stats.Inserted += len(rows)
		return nil
	}
	if fatal(err) {
		return err
	}
	for i := range rows {
		switch err := im.insert(rows[i : i+1]); {
		case err == nil:
			im.stats.Inserted++
		case dberr.CodeOf(err) == dberr.UniqueViolation:
			im.stats.Skipped++
		case fatal(err):
			return err
		default:
			im.fail(lines[i], err)
		}
	}
	return nil
}

func (im *importer) insert(rows []value.Value) error {
	vars := value.ObjectValue([]value.Field{{Name: "rows", Value: value.ArrayValue(rows)}})
	return im.db.Do(im.ctx, engine.Request{Text: im.text, Variables: vars}).Err()
}

// fatal reports an error that the next row would meet as well.
func fatal(err error) bool {
	switch dberr.CodeOf(err) {
	case dberr.TypeMismatch, dberr.ValidationFailed, dberr.UniqueViolation, dberr.ReferenceViolation, dberr.FieldNotFound,
		dberr.LimitExceeded, dberr.InvalidArgument:
		return false
	}
	return true
}

// counter counts the bytes that were read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
