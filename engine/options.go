package engine

import (
	"io"
	"time"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/storage"
)

// Options configure a database. The zero value, or nil, is the default.
type Options struct {
	// Durability of commits that do not say otherwise; default relaxed.
	Durability storage.Durability
	// AutoCollections lets an insert define a missing collection, open and
	// without fields.
	AutoCollections bool
	// GraphQL answers requests over the standard GraphQL schema of the
	// collections beside AQL, and its introspection: see engine/graphql.
	GraphQL bool
	// Functions are added to the language of expressions: in selections, computed
	// fields, migrations and handlers. A database whose definitions call a function
	// can be opened without it; what needs it answers UNKNOWN_FUNCTION then.
	Functions []expr.Function
	// Clock is the time of ids, now() and expiry; default time.Now.
	Clock func() time.Time
	// Rand is where ids get their random bits; default crypto/rand, and
	// in WebAssembly the runtime's ChaCha8 with the host's seed.
	Rand io.Reader
	// Limits bound requests; nil means the defaults.
	Limits *Limits
	// LogRecords and LogBytes bound the change log from which subscriptions
	// resume; defaults 10,000 commits and 64 MiB.
	LogRecords int
	LogBytes   int64
	// ParseCacheBytes bounds the texts whose parsed form is kept; default 4 MiB,
	// negative for none.
	ParseCacheBytes int
	// QueueRecords is how many commits a subscription may lag behind before it
	// ends with LAGGED; default 1024.
	QueueRecords int
}

// Limits bound what one request may ask. Zero fields mean their defaults.
type Limits struct {
	Text          aql.Limits    // of the text
	Complexity    int           // values that an operation could answer, estimated before it runs (plan.Complexity); default none
	Rows          int           // rows answered by one root field; default none
	AnswerBytes   int           // size of an answer; default none
	Time          time.Duration // of one operation; default none
	DocumentBytes int           // of one document, encoded; default 16 MiB
	DocumentDepth int           // nesting of one document; default 100
}

// NetworkLimits are limits for texts and documents of strangers, as a server
// takes them; those of the zero Limits are for a program's own.
func NetworkLimits() *Limits {
	return &Limits{
		Text: aql.Limits{
			Bytes: 128 << 10, Tokens: 20_000, Depth: 64, SetDepth: 20,
			SetFields: 500, Fields: 5_000, ExprNodes: 250, Parts: 50,
		},
		Complexity: 200_000, Rows: 10_000, AnswerBytes: 16 << 20, Time: 10 * time.Second,
		DocumentBytes: 1 << 20, DocumentDepth: 100,
	}
}

// Validate reports the first option that cannot be.
//
// Errors: INVALID_ARGUMENT naming the option.
func (o *Options) Validate() error {
	bad := func(name, why string) error {
		return dberr.New(dberr.InvalidArgument, "option "+name+" "+why)
	}
	switch {
	case o.Durability > storage.None:
		return bad("Durability", "is no mode")
	case o.LogRecords < 0:
		return bad("LogRecords", "is negative")
	case o.LogBytes < 0:
		return bad("LogBytes", "is negative")
	case o.QueueRecords < 0:
		return bad("QueueRecords", "is negative")
	}
	if l := o.Limits; l != nil && (l.Complexity < 0 || l.Rows < 0 || l.AnswerBytes < 0 || l.Time < 0 || l.DocumentBytes < 0 || l.DocumentDepth < 0) {
		return bad("Limits", "has a negative bound")
	}
	return nil
}

// withDefaults returns a copy in which every zero field has its default.
func (o *Options) withDefaults() Options {
	var d Options
	if o != nil {
		d = *o
	}
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Rand == nil {
		d.Rand = randomBits()
	}
	var l Limits
	if d.Limits != nil {
		l = *d.Limits
	}
	l.DocumentBytes = orDefault(l.DocumentBytes, 16<<20)
	l.DocumentDepth = orDefault(l.DocumentDepth, 100)
	d.Limits = &l
	d.LogRecords = orDefault(d.LogRecords, 10_000)
	d.LogBytes = orDefault(d.LogBytes, 64<<20)
	d.ParseCacheBytes = orDefault(d.ParseCacheBytes, 4<<20)
	d.QueueRecords = orDefault(d.QueueRecords, 1024)
	return d
}

func orDefault[T int | int64](n, otherwise T) T {
	if n == 0 {
		return otherwise
	}
	return n
}
