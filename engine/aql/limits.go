package aql

// Limits bounds what a text may ask of the parser and of everything after it. A
// zero field means its default. Every excess is LIMIT_EXCEEDED.
type Limits struct {
	Bytes     int // length of the text; default 1 MiB
	Tokens    int // default 100,000
	Depth     int // open brackets of all kinds, and nested operators; default 256
	SetDepth  int // nested selection sets, fragments included; default 64
	SetFields int // selections in one set; default 2,000
	Fields    int // selections of a text, and of an operation with its fragments expanded; default 20,000
	ExprNodes int // nodes of one expression; default 1,000
	Parts     int // definitions in a text; default 500
}

// DefaultLimits returns the limits of a database that is embedded in a program
// which writes its own texts. A server that takes texts of strangers lowers them.
func DefaultLimits() Limits {
	return Limits{
		Bytes: 1 << 20, Tokens: 100_000, Depth: 256,
		SetDepth: 64, SetFields: 2_000, Fields: 20_000, ExprNodes: 1_000, Parts: 500,
	}
}

// orDefault fills the zero fields.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	l.Bytes = pick(l.Bytes, d.Bytes)
	l.Tokens = pick(l.Tokens, d.Tokens)
	l.Depth = pick(l.Depth, d.Depth)
	l.SetDepth = pick(l.SetDepth, d.SetDepth)
	l.SetFields = pick(l.SetFields, d.SetFields)
	l.Fields = pick(l.Fields, d.Fields)
	l.ExprNodes = pick(l.ExprNodes, d.ExprNodes)
	l.Parts = pick(l.Parts, d.Parts)
	return l
}

// maxDirectives is the most directives of one operation, selection or variable:
// there are fewer kinds than that.
const maxDirectives = 16

func pick(given, otherwise int) int {
	if given > 0 {
		return given
	}
	return otherwise
}

// What else a text may hold.
const (
	maxArguments = 100     // of one field or directive
	maxVariables = 1_000   // of one operation
	maxName      = 1 << 16 // bytes; longer keys of documents go through variables
)
