package engine

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/auroradb/aurora/engine/aql"
	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/exec"
	"github.com/auroradb/aurora/engine/expr"
	"github.com/auroradb/aurora/engine/feed"
	"github.com/auroradb/aurora/engine/graphql"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/mutation"
	"github.com/auroradb/aurora/engine/postings"
	"github.com/auroradb/aurora/engine/schema"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/engine/write"
	"github.com/auroradb/aurora/storage"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	store storage.Store
	opts  Options
	ids   ids
	rows  rows
	env   write.Env
	calls mutation.Options
	lib   *expr.Library // nil without functions of the program
	cache *parseCache
	spare spare

	batches exec.Batches
	bus     *feed.Bus

	// gate holds one token while a commit is prepared and applied. It orders the
	// commits. Whoever may not wait tries it.
	gate    chan struct{}
	latest  *catalog.Catalog // guarded by gate: what the next commit builds upon
	history *txn.History     // guarded by gate
	txids   *txids           // guarded by gate
	oldest  oldest           // guarded by gate
	sealed  uint64           // guarded by gate: sequence of the last commit handed to the store

	views    catalogs // what queries see
	graphql  atomic.Pointer[graphql.View]
	delivery delivery
	open     atomic.Int64 // transactions that may have to be checked at commit
	closed   atomic.Bool
	checkers checkers
	sweeper  sweeper
	observed observed
	observe  func(*catalog.Collection, []string, int) // its note
}

// Open opens a database over a store, which it takes over: Close closes it. Nil
// options are the defaults.
//
// Errors: INVALID_ARGUMENT for options that cannot be, CORRUPT for definitions
// that cannot be read, and those of the store; the store stays open then.
func Open(ctx context.Context, store storage.Store, opts *Options) (*DB, error) {
	db, err := open(ctx, store, opts)
	return db, edge("open", err)
}

func open(ctx context.Context, store storage.Store, opts *Options) (*DB, error) {
	if store == nil {
		return nil, dberr.New(dberr.InvalidArgument, "no store was given")
	}
	if opts != nil {
		if err := opts.Validate(); err != nil {
			return nil, err
		}
	}
	db := &DB{store: store, opts: opts.withDefaults(), gate: make(chan struct{}, 1)}
	if len(db.opts.Functions) > 0 {
		lib, err := expr.NewLibrary(db.opts.Functions)
		if err != nil {
			return nil, err
		}
		db.lib, db.checkers.lib = lib, lib
	}
	snap, err := storage.Latest(ctx, store)
	if err != nil {
		return nil, err
	}
	defer snap.Close()
	st, err := catalog.ReadHead(ctx, snap)
	if err != nil {
		return nil, err
	}
	if db.latest, err = catalog.Load(ctx, snap); err != nil {
		return nil, err
	}
	for _, c := range db.latest.Collections() {
		if !postings.Supported(c) {
			return nil, dberr.New(dberr.Unsupported, "collection "+quote(c.Name)+" is searched by stems of words, which this build of the database does not have")
		}
	}
	db.latest.Version = st.Version
	db.views.now.Store(db.latest)
	db.history = txn.NewHistory(st.Seq)
	db.bus = feed.NewBus(st.Seq)
	db.delivery.db, db.observe = db, db.observed.note
	db.cache = newParseCache(db.opts.ParseCacheBytes)
	db.ids = ids{clock: db.opts.Clock, rand: db.opts.Rand}
	db.rows.next = map[uint32]uint64{}
	db.env = write.Env{
		Now: db.opts.Clock, NewID: db.ids.next, NextRow: db.rows.take, Checker: db.checkers.get, Hints: index.NewHints(),
		DocumentBytes: db.opts.Limits.DocumentBytes, DocumentDepth: db.opts.Limits.DocumentDepth,
	}
	db.calls = mutation.Options{
		AutoCollections: db.opts.AutoCollections,
		Actions: func(source string) ([]ast.Selection, error) {
			return aql.ParseActions(source, db.opts.Limits.Text)
		},
	}
	if err := db.indexTexts(ctx, snap); err != nil {
		return nil, err
	}
	if err := db.dropBlobs(ctx, snap); err != nil {
		return nil, err
	}
	for _, err := range snap.Scan(ctx, storage.Prefix([]byte{catalog.SpaceRawExpiry})) {
		if err != nil {
			return nil, err
		}
		db.sweeper.raw.Store(true)
		break
	}
	if err := db.dropBuilds(ctx); err != nil {
		return nil, err
	}
	db.watch(db.latest)
	return db, nil
}

// Catalog returns the definitions as queries see them now. It is a snapshot and
// never changes.
func (db *DB) Catalog() *catalog.Catalog { return db.views.now.Load() }

// Stats are the figures of a database.
type Stats struct {
	Store         storage.Stats // Kind is "" if the store keeps no figures
	Seq           uint64        // sequence of the newest commit that was delivered
	Collections   int           // defined by users
	Subscriptions int
	Transactions  int // open ones
	ParsedTexts   int
	ParsedBytes   int
}

// Stats returns figures of the database. Cost: O(collections).
func (db *DB) Stats() Stats {
	s := Stats{Seq: db.bus.Last(), Subscriptions: db.bus.Len(), Transactions: int(db.open.Load())}
	for _, c := range db.Catalog().Collections() {
		if !c.System {
			s.Collections++
		}
	}
	s.ParsedTexts, s.ParsedBytes = db.cache.size()
	if st, ok := db.store.(storage.Statser); ok {
		s.Store = st.Stats()
	}
	return s
}

// Flush makes every commit durable now, whatever its mode was.
//
// Errors: CLOSED, and those of the store.
func (db *DB) Flush(ctx context.Context) error {
	if db.closed.Load() {
		return edge("flush", errClosed())
	}
	if f, ok := db.store.(storage.Flusher); ok {
		return edge("flush", f.Flush(ctx))
	}
	return nil
}

// Close ends every subscription, waits for what was committed and closes the
// store. It is idempotent.
//
// Errors: those of the store.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	db.sweeper.stop()
	db.gate <- struct{}{} // the commit that is being applied comes first
	err := db.store.Close()
	db.delivery.drain()
	db.bus.Close()
	<-db.gate
	return edge("close", err)
}

func errClosed() error { return dberr.New(dberr.Closed, "the database is closed") }

// checkers keeps the compiled rules of definitions.
type checkers struct {
	lib *expr.Library
	mu  sync.Mutex // held for map operations and compiling, never while waiting
	m   map[*catalog.Collection]*schema.Checker
}

// maxCheckers bounds definitions that are kept: old ones go with all the others.
const maxCheckers = 1024

func (c *checkers) get(coll *catalog.Collection) (*schema.Checker, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.m[coll]; ch != nil {
		return ch, nil
	}
	ch, err := schema.NewChecker(coll, c.lib)
	if err != nil {
		return nil, err
	}
	if c.m == nil || len(c.m) >= maxCheckers {
		c.m = map[*catalog.Collection]*schema.Checker{}
	}
	c.m[coll] = ch
	return ch, nil
}
