// Package catalog describes collections: fields, types, constraints and
// indexes, how definitions are kept in the store, and the keys of everything
// that belongs to a collection. The types to know are [Collection] and
// [Catalog]. Definitions are immutable: a change makes a new Collection.
package catalog

import (
	"github.com/auroradb/aurora/engine/dberr"
	"github.com/auroradb/aurora/engine/value"
)

// Collection is the definition of a collection.
type Collection struct {
	ID      uint32 // never reused; part of every key
	Name    string
	Order   uint32 // rank of definition, for __schema
	Fields  []*Field
	Indexes []*Index // those of @indexed and @unique fields first, then declared ones
	Strict  bool     // @@strict
	System  bool     // _jobs, _migrations: not listed by __schema
	NextID  uint32   // id of the next index

	// Building are indexes that are being built: every write maintains them, but
	// they do not hold all documents yet, so that nothing may be read from them.
	Building []*Index
}

// Field returns the declared field of a name, nil if there is none.
func (c *Collection) Field(name string) *Field {
	for _, f := range c.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Lacks is the error for a field that is none of the declared ones.
//
// Errors: FIELD_NOT_FOUND.
func (c *Collection) Lacks(name string, fields []*Field, pos dberr.Position) error {
	names := make([]string, 1, len(fields)+1)
	names[0] = "id"
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return dberr.At(dberr.FieldNotFound, pos, "collection \""+c.Name+"\" has no field \""+name+"\""+dberr.DidYouMean(name, names...))
}

// Index returns the index of a name, nil if there is none.
func (c *Collection) Index(name string) *Index {
	for _, x := range c.Indexes {
		if x.Name == name {
			return x
		}
	}
	return nil
}

// Searched returns the options of the first @search field, nil if there is none.
// Language and stems are those of all of them.
func (c *Collection) Searched() *Search {
	for _, f := range c.Fields {
		if f.Search != nil {
			return f.Search
		}
	}
	return nil
}

// TypeKind is the kind of a declared type.
type TypeKind uint8

// The declared types.
const (
	Any TypeKind = iota // Any, JSON: every value
	String
	ID
	Int
	Float
	Boolean
	Uuid
	DateTime
	Date
	Time
	Email
	URL
	PhoneNumber
	Bytes
	Object // Object: any object; with Fields a nested object type
	List   // [T]: Elem
	Vector // Vector(n): Size
)

// Type is a declared type.
type Type struct {
	Kind    TypeKind
	Elem    *Type    // List
	Fields  []*Field // nested object
	Size    int      // Vector
	NonNull bool     // on a list element: [String!]
}

// Field is a declared field.
type Field struct {
	Name     string
	Type     Type
	Required bool
	Default  *value.Value // nil: none
	Primary  bool
	Unique   bool
	Indexed  bool
	Search   *Search
	Validate *Validation
	Relation *Relation
	// Computed is the source text of the expression, "" for a plain field. The
	// value is computed when the document is written and stored with it, so that
	// filters, sorts and indexes see an ordinary field.
	Computed string
	TTL      int64 // @ttl(after:) in nanoseconds, 0 for none; valid with HasTTL
	HasTTL   bool
	Metric   string // @vector(metric:): COSINE, DOT, EUCLIDEAN
}

// Search are the options of a @search field.
type Search struct {
	Language string // "" is English
	Stem     bool   // words are kept, and searched, without their endings
	Weight   float64
}

// Validation are the rules of @validate. Nil pointers are rules not given.
type Validation struct {
	Format    string
	Min, Max  *value.Value
	MinLength *int64
	MaxLength *int64
	Pattern   string
}

// OnDelete is what happens to referring documents.
type OnDelete uint8

// The referential actions.
const (
	Restrict OnDelete = iota
	Cascade
	SetNull
)

// Relation is a reference to documents of another collection.
type Relation struct {
	To       string
	Key      string // field of the target, "id" unless said otherwise
	OnDelete OnDelete
}

// Index is an ordered index. Every document has one entry, a multi-value index
// one for each distinct element (and one with null for an empty or absent list).
type Index struct {
	ID       uint32
	Name     string
	Parts    []Part
	Unique   bool
	Multi    bool // the only part is a list: one entry for each element
	Declared bool // by @@index or create index; __schema lists these
}

// Part is one component of an index key.
type Part struct {
	Path []string
	Desc bool
}

// AppendKey appends the key of a value.
func (p *Part) AppendKey(key []byte, v value.Value) []byte {
	if p.Desc {
		return value.AppendKeyDesc(key, v)
	}
	return value.AppendKey(key, v)
}

// DecodeKey reads the value at the beginning of a key and returns what follows it.
//
// Errors: CORRUPT.
func (p *Part) DecodeKey(key []byte) (v value.Value, rest []byte, err error) {
	if p.Desc {
		return value.DecodeKeyDesc(key)
	}
	return value.DecodeKey(key)
}
