package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"

	"github.com/auroradb/aurora/engine"
	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage/memory"
)

const lintUsage = `Usage: aurora lint [--schema FILE ...] FILE ...

Looks for mistakes in texts of AQL without a database: what does not parse, and
in each operation the first collection, field, operator, argument or type that
does not fit the schema. Files of --schema, and schema statements in the texts
themselves, say what the collections are. The exit status is 1 if anything is
wrong.

Flags:
`

func runLint(ctx context.Context, c console, args []string) int {
	var schemas []string
	fs := flag.NewFlagSet("lint", flag.ContinueOnError)
	fs.SetOutput(c.err)
	fs.Usage = func() { fmt.Fprint(c.err, lintUsage); fs.PrintDefaults() }
	fs.Func("schema", "`file` with schema statements; may be given several times", func(s string) error {
		schemas = append(schemas, s)
		return nil
	})
	rest, code, done := parseFlags(fs, args)
	if done {
		return code
	}
	if len(rest) == 0 {
		fs.Usage()
		return exitUsage
	}
	db, err := engine.Open(ctx, memory.New(), nil)
	if err != nil {
		problemOf(err).print(c.err, "")
		return exitFailed
	}
	defer db.Close()
	l := &linter{c: c, db: db}
	for _, name := range schemas {
		text, err := readText(c, name)
		if err == nil {
			_, err = db.Execute(ctx, text, nil)
		}
		if err != nil {
			l.report(name, text, err)
		}
	}
	for _, name := range rest {
		l.file(ctx, name)
	}
	if l.problems > 0 {
		fmt.Fprintf(c.err, "aurora lint: %d problems\n", l.problems)
		return exitFailed
	}
	return exitOK
}

// linter runs operations against a database without documents.
type linter struct {
	c        console
	db       *engine.DB
	problems int
}

func (l *linter) report(name, text string, err error) {
	l.problems++
	p := problemOf(err)
	if p.line > 0 {
		name += ":" + strconv.Itoa(p.line) + ":" + strconv.Itoa(p.column)
	}
	fmt.Fprintf(l.c.out, "%s: ", name)
	p.print(l.c.out, text)
}

func (l *linter) file(ctx context.Context, name string) {
	text, err := readText(l.c, name)
	var doc *ast.Document
	if err == nil {
		doc, err = aql.Parse(text, aql.Limits{})
	}
	if err != nil {
		l.report(name, text, err)
		return
	}
	for i, op := range doc.Operations {
		if err := l.operation(ctx, doc, i, text); err != nil && counts(op, err) {
			l.report(name, text, err)
		}
	}
}

// operation tries one operation of a text; the others are left out by name, or
// by place if it has none.
func (l *linter) operation(ctx context.Context, doc *ast.Document, i int, text string) error {
	op := doc.Operations[i]
	req := engine.Request{Text: text, OperationName: op.Name, Variables: samples(op)}
	if op.Name == "" && len(doc.Operations) > 1 {
		req.Text = alone(doc, i, text)
	}
	switch op.Kind {
	case ast.Query, ast.Mutation:
		tx, err := l.db.Begin(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		return tx.Do(ctx, req).Err()
	case ast.Subscription:
		sub, err := l.db.Stream(ctx, req)
		if err == nil {
			sub.Close()
		}
		return err
	}
	return l.db.Do(ctx, req).Err()
}

// counts leaves out what depends on documents and on the values of variables,
// which are not there.
func counts(op *ast.Operation, err error) bool {
	switch dberr.CodeOf(err) {
	case dberr.NotFound, dberr.ReferenceViolation:
		return false
	case dberr.ValidationFailed, dberr.UniqueViolation:
		return len(op.Vars) == 0
	}
	return true
}

// alone blanks out the other operations of a text, so that places stay.
func alone(doc *ast.Document, i int, text string) string {
	starts := make([]int, 0, len(doc.Operations)+len(doc.Fragments)+1)
	for _, op := range doc.Operations {
		starts = append(starts, offset(text, op.Pos))
	}
	own := starts[i]
	others := slices.Clone(starts)
	for _, f := range doc.Fragments {
		starts = append(starts, offset(text, f.Pos))
	}
	starts = append(starts, len(text))
	slices.Sort(starts)
	out := []byte(text)
	for _, from := range others {
		if from == own {
			continue
		}
		at, _ := slices.BinarySearch(starts, from+1)
		for j := from; j < starts[at]; j++ {
			if out[j] != '\n' && out[j] != '\r' {
				out[j] = ' '
			}
		}
	}
	return string(out)
}

// offset returns the byte at a place.
func offset(text string, pos ast.Pos) int {
	line, column := 1, 1
	for i, r := range text {
		if line == pos.Line && column == pos.Column {
			return i
		}
		switch {
		case r == '\n', r == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			line, column = line+1, 1
		default:
			column++
		}
	}
	return len(text)
}

// samples gives a value to each variable that must have one.
func samples(op *ast.Operation) value.Value {
	var fields []value.Field
	for _, v := range op.Vars {
		if v.Type.NonNull && v.Default == nil {
			fields = append(fields, value.Field{Name: v.Name, Value: sample(v.Type)})
		}
	}
	if fields == nil {
		return value.Value{}
	}
	return value.ObjectValue(fields)
}

// sample is a value of a type.
func sample(t *ast.TypeRef) value.Value {
	if t.Elem != nil {
		return value.ArrayValue(nil)
	}
	switch t.Name {
	case "Int":
		return value.IntValue(1)
	case "Float":
		return value.FloatValue(1)
	case "Boolean":
		return value.BoolValue(true)
	case "Uuid", "UUID":
		return value.StringValue("00000000-0000-4000-8000-000000000000")
	case "DateTime":
		return value.StringValue("2000-01-01T00:00:00Z")
	case "Date":
		return value.StringValue("2000-01-01")
	case "Time":
		return value.StringValue("00:00:00")
	case "Bytes":
		return value.StringValue("")
	case "String", "ID", "Email", "URL", "PhoneNumber":
		return value.StringValue("a")
	}
	return value.ObjectValue(nil)
}
