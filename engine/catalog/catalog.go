package catalog

import (
	"cmp"
	"context"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/sorting"
	"github.com/auroradb/aurora/engine/value"
	"github.com/auroradb/aurora/storage"
)

// Catalog is all definitions at one moment. It is immutable and may be shared;
// With, Without and their kin return a changed copy.
type Catalog struct {
	Version     uint64 // rises with every change; plans are cached by it
	NextID      uint32 // id of the next collection
	collections []*Collection
	byName      map[string]*Collection
	byID        map[uint32]*Collection
	handlers    []*Handler
}

// Empty is a catalog without definitions: the system collections only.
func Empty() *Catalog {
	c := &Catalog{NextID: 1, collections: systemCollections()}
	c.index()
	return c
}

// Collection returns the collection of a name, nil if there is none.
func (c *Catalog) Collection(name string) *Collection { return c.byName[name] }

// ByID returns the collection of an id, nil if there is none.
func (c *Catalog) ByID(id uint32) *Collection { return c.byID[id] }

// Collections returns all collections in the order of their definition, system
// collections included. The slice must not be changed.
func (c *Catalog) Collections() []*Collection { return c.collections }

// Missing is the error for a collection that is not defined.
//
// Errors: COLLECTION_NOT_FOUND.
func (c *Catalog) Missing(name string, pos dberr.Position) error {
	names := make([]string, len(c.collections))
	for i, coll := range c.collections {
		names[i] = coll.Name
	}
	return dberr.At(dberr.CollectionNotFound, pos, "collection \""+name+"\" is not defined"+dberr.DidYouMean(name, names...))
}

// Handlers returns all handlers in the order of their definition. The slice
// must not be changed.
func (c *Catalog) Handlers() []*Handler { return c.handlers }

// Handler returns the handler of a name, nil if there is none.
func (c *Catalog) Handler(name string) *Handler {
	for _, h := range c.handlers {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// Referrers calls yield for every field of a collection that refers to the
// collection of a name.
func (c *Catalog) Referrers(name string) iter.Seq2[*Collection, *Field] {
	return func(yield func(*Collection, *Field) bool) {
		for _, coll := range c.collections {
			for _, f := range coll.Fields {
				if f.Relation != nil && f.Relation.To == name && !yield(coll, f) {
					return
				}
			}
		}
	}
}

// With returns a catalog in which the collection is defined as given; a new one
// comes last.
func (c *Catalog) With(coll *Collection) *Catalog {
	n := c.copy()
	if i := slices.IndexFunc(n.collections, func(o *Collection) bool { return o.ID == coll.ID }); i >= 0 {
		n.collections[i] = coll
	} else {
		n.collections = append(n.collections, coll)
	}
	if !coll.System {
		n.NextID = max(n.NextID, coll.ID+1)
	}
	n.sort()
	n.index()
	return n
}

// Without returns a catalog that lacks a collection.
func (c *Catalog) Without(name string) *Catalog {
	n := c.copy()
	n.collections = slices.DeleteFunc(n.collections, func(o *Collection) bool { return o.Name == name })
	n.index()
	return n
}

// WithHandler returns a catalog with a handler; one of the same name is replaced.
func (c *Catalog) WithHandler(h *Handler) *Catalog {
	n := c.copy()
	if i := slices.IndexFunc(n.handlers, func(o *Handler) bool { return o.Name == h.Name }); i >= 0 {
		n.handlers[i] = h
	} else {
		n.handlers = append(n.handlers, h)
	}
	return n
}

// WithoutHandler returns a catalog that lacks a handler.
func (c *Catalog) WithoutHandler(name string) *Catalog {
	n := c.copy()
	n.handlers = slices.DeleteFunc(n.handlers, func(o *Handler) bool { return o.Name == name })
	return n
}

func (c *Catalog) copy() *Catalog {
	return &Catalog{
		Version: c.Version + 1, NextID: c.NextID,
		collections: slices.Clone(c.collections), handlers: slices.Clone(c.handlers),
		byName: c.byName, byID: c.byID,
	}
}

// sort puts the collections in the order of their definition, the system's last.
func (c *Catalog) sort() {
	sorting.Func(c.collections, func(a, b *Collection) int { return cmp.Compare(a.Order, b.Order) })
}

func (c *Catalog) index() {
	c.byName = make(map[string]*Collection, len(c.collections))
	c.byID = make(map[uint32]*Collection, len(c.collections))
	for _, coll := range c.collections {
		c.byName[coll.Name], c.byID[coll.ID] = coll, coll
	}
}

// Reader is a view from which a catalog is loaded.
type Reader interface {
	Get(ctx context.Context, key []byte) ([]byte, error)
	Scan(ctx context.Context, r storage.Range) iter.Seq2[storage.KV, error]
}

// CollectionKey is the key of a collection's definition.
func CollectionKey(name string) []byte { return append([]byte{SpaceCollection}, name...) }

// HandlerKey is the key of a handler's definition.
func HandlerKey(name string) []byte { return append([]byte{SpaceHandler}, name...) }

// NextIDKey is the key of the counter of collection ids, a u64.
func NextIDKey() []byte { return append([]byte{SpaceCounter}, "collection"...) }

// Load reads the catalog of a view.
//
// Errors: CORRUPT for a definition that cannot be read, and those of the view.
// Cost: one scan of the definitions.
func Load(ctx context.Context, r Reader) (*Catalog, error) {
	c := Empty()
	for kv, err := range r.Scan(ctx, storage.Prefix([]byte{SpaceCollection})) {
		if err != nil {
			return nil, err
		}
		coll, err := DecodeCollection(value.Raw(kv.Value))
		if err != nil {
			return nil, err
		}
		c.collections = append(c.collections, coll)
		c.NextID = max(c.NextID, coll.ID+1)
	}
	for kv, err := range r.Scan(ctx, storage.Prefix([]byte{SpaceHandler})) {
		if err != nil {
			return nil, err
		}
		h, err := decodeHandler(value.Raw(kv.Value))
		if err != nil {
			return nil, err
		}
		c.handlers = append(c.handlers, h)
	}
	sorting.Func(c.handlers, func(a, b *Handler) int { return cmp.Compare(a.Order, b.Order) })
	c.sort()
	c.index()
	next, err := r.Get(ctx, NextIDKey())
	if err == nil && len(next) == 8 {
		c.NextID = max(c.NextID, uint32(binary.BigEndian.Uint64(next)))
	} else if err != nil && dberr.CodeOf(err) != dberr.NotFound {
		return nil, err
	}
	return c, nil
}
