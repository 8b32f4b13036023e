package verify

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/index"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Rebuilt tells what Rebuild has kept and left out.
type Rebuilt struct {
	Documents int
	// Left are the documents and definitions that could not be kept, and what
	// else is missing.
	Left []Problem
}

// Rebuild copies what a view holds into an empty store and computes anew what
// can be computed: ids, index entries, counters. A document that cannot be read,
// or whose id or unique value an earlier one has, is left out and named.
// Raw keys and blobs are copied; the change log and the memory of transaction
// ids are not, so listeners begin anew. Full-text indexes are built when the
// database is opened.
//
// Errors: those of view and store; CORRUPT if the definitions cannot be read.
// Cost: every document is read and written once; 32 bytes of memory for each
// unique value.
func Rebuild(ctx context.Context, view catalog.Reader, into storage.Store) (Rebuilt, error) {
	cat, err := catalog.Load(ctx, view)
	if err != nil {
		return Rebuilt{}, err
	}
	r := &rebuilder{ctx: ctx, view: view, cat: cat, into: into}
	if err := r.head(); err != nil {
		return r.out, err
	}
	for _, space := range []byte{catalog.SpaceCollection, catalog.SpaceHandler, catalog.SpaceRaw, catalog.SpaceRawExpiry, catalog.SpaceBlob} {
		if err := r.copy(space); err != nil {
			return r.out, err
		}
	}
	for _, c := range cat.Collections() {
		if err := r.collection(c); err != nil {
			return r.out, err
		}
	}
	if err := r.strangers(); err != nil {
		return r.out, err
	}
	return r.out, r.flush()
}

type rebuilder struct {
	ctx   context.Context // of the running call
	view  catalog.Reader
	cat   *catalog.Catalog
	into  storage.Store
	batch storage.Batch
	out   Rebuilt
}

func (r *rebuilder) leave(coll string, parts ...string) {
	msg := ""
	for _, p := range parts {
		msg += p
	}
	r.out.Left = append(r.out.Left, Problem{Collection: coll, Msg: msg})
}

func (r *rebuilder) put(key, val []byte) error {
	r.batch.Put(append([]byte(nil), key...), append([]byte{}, val...))
	if r.batch.Len() < 4096 && r.batch.Bytes() < 1<<20 {
		return nil
	}
	return r.flush()
}

func (r *rebuilder) flush() error {
	if r.batch.Len() == 0 {
		return nil
	}
	b := r.batch
	r.batch = storage.Batch{}
	ack, err := r.into.Apply(r.ctx, &b)
	if err != nil {
		return err
	}
	return ack.Wait(r.ctx)
}

// head writes counters that go on where the old ones ended, with an empty
// change log.
func (r *rebuilder) head() error {
	head, err := catalog.ReadHead(r.ctx, r.view)
	if dberr.CodeOf(err) == dberr.Corrupt {
		r.leave("", "the head of the database is lost: sequences begin anew")
		head, err = catalog.Head{}, nil
	}
	if err != nil {
		return err
	}
	head.First = head.Seq + 1
	if err := r.put(catalog.HeadKey(), head.Encode()); err != nil {
		return err
	}
	return r.put(catalog.NextIDKey(), binary.BigEndian.AppendUint64(nil, uint64(r.cat.NextID)))
}

// copy takes a keyspace over as it is.
func (r *rebuilder) copy(space byte) error {
	for kv, err := range r.view.Scan(r.ctx, storage.Prefix([]byte{space})) {
		if err != nil {
			return err
		}
		if err := r.put(kv.Key, kv.Value); err != nil {
			return err
		}
	}
	return nil
}

// collection copies the documents of a collection with their ids and entries.
func (r *rebuilder) collection(c *catalog.Collection) error {
	count := catalog.Count{NextRow: 1}
	if old, err := catalog.ReadCount(r.ctx, r.view, c.ID); err == nil {
		count.NextRow = max(old.NextRow, 1)
	} else if dberr.CodeOf(err) != dberr.Corrupt {
		return err
	}
	taken := map[[sha256.Size]byte]bool{} // ids and unique values
	for kv, err := range r.view.Scan(r.ctx, storage.Prefix(catalog.DocumentPrefix(c.ID))) {
		if err != nil {
			return err
		}
		row, ok := catalog.DocumentRow(kv.Key)
		if !ok {
			r.leave(c.Name, "a document key of ", strconv.Itoa(len(kv.Key)), " bytes")
			continue
		}
		count.NextRow = max(count.NextRow, row+1)
		kept, err := r.document(c, row, value.Raw(kv.Value), taken)
		if err != nil {
			return err
		}
		if kept {
			count.Documents++
		}
	}
	r.out.Documents += int(count.Documents)
	return r.put(catalog.CountKey(c.ID), count.Encode())
}

// document writes a document and what belongs to it, or tells why not.
func (r *rebuilder) document(c *catalog.Collection, row uint64, doc value.Raw, taken map[[sha256.Size]byte]bool) (kept bool, err error) {
	if err := doc.Check(); err != nil || doc.Kind() != value.Object {
		r.leave(c.Name, "the document of row ", utoa(row), " cannot be read")
		return false, nil
	}
	first, ok := doc.Field("id")
	if !ok || first.Kind() != value.String {
		r.leave(c.Name, "the document of row ", utoa(row), " has no id")
		return false, nil
	}
	id := string(first.StrBytes())
	keys := [][]byte{catalog.IDKey(c.ID, id)}
	var entries [][]byte
	for _, x := range c.Indexes {
		for _, e := range index.Entries(c.ID, x, doc, row) {
			entries = append(entries, e.Key)
			if x.Unique && !e.Null {
				keys = append(keys, e.Key[:e.Prefix])
			}
		}
	}
	for _, k := range keys {
		if taken[sha256.Sum256(k)] {
			r.leave(c.Name, "document ", strconv.Quote(id), " of row ", utoa(row), " has an id or a unique value that an earlier one has")
			return false, nil
		}
	}
	for _, k := range keys {
		taken[sha256.Sum256(k)] = true
	}
	if err := r.put(catalog.DocumentKey(c.ID, row), doc); err != nil {
		return false, err
	}
	for _, k := range entries {
		if err := r.put(k, nil); err != nil {
			return false, err
		}
	}
	return true, r.put(keys[0], binary.BigEndian.AppendUint64(nil, row))
}

// strangers counts the documents of collections whose definition is lost.
func (r *rebuilder) strangers() error {
	lost := map[uint32]int{}
	for kv, err := range r.view.Scan(r.ctx, storage.Prefix([]byte{catalog.SpaceDocument})) {
		if err != nil {
			return err
		}
		if len(kv.Key) < 5 {
			continue
		}
		if id := binary.BigEndian.Uint32(kv.Key[1:]); r.cat.ByID(id) == nil {
			lost[id]++
		}
	}
	for id, n := range lost {
		r.leave("", strconv.Itoa(n), " documents of collection number ", utoa(uint64(id)), ", whose definition is lost")
	}
	return nil
}
