package catalog

import (
	"encoding/binary"

	"github.com/auroradb/aurora/storage"
)

// The keyspaces. Numbers are big-endian, so that byte order is number order.
//
//	0x01 | name                                    → definition of a collection
//	0x02 | "collection"                            → id of the next collection, u64
//	0x02 | "head"                                  → Head
//	0x03 | handler name                            → definition of a handler
//	0x10 | collection u32 | row u64                → document
//	0x11 | collection u32 | id                     → row u64
//	0x12 | collection u32 | index u32 | key values | row u64 → nothing
//	0x13 | collection u32                          → document count u64, next row u64
//	0x20 | sequence u64                            → change record of one commit
//	0x21 | txid                                    → sequence u64 and first result
//	0x22 | sequence u64                            → txid, to forget the oldest
//	0x30 | collection u32 | …                      → full-text postings
//	0x40 | key                                     → expiry u64 (0: none), raw value
//	0x41 | expiry u64 | key                        → nothing
//	0x50 | 0 | name                                → a blob: Info
//	0x50 | 1 | blob u64 | chunk u32                → bytes of a blob
//	0x50 | 2 | blob u64                            → nothing: the blob is being written
const (
	SpaceCollection byte = 0x01
	SpaceCounter    byte = 0x02
	SpaceHandler    byte = 0x03
	SpaceDocument   byte = 0x10
	SpaceID         byte = 0x11
	SpaceIndex           = storage.EntrySpace
	SpaceCount      byte = 0x13
	SpaceChange     byte = 0x20
	SpaceTxid       byte = 0x21
	SpaceTxidOrder  byte = 0x22
	SpaceText       byte = 0x30
	SpaceRaw        byte = 0x40
	SpaceRawExpiry  byte = 0x41
	SpaceBlob       byte = 0x50
)

func prefix(space byte, coll uint32, extra int) []byte {
	k := make([]byte, 5, 5+extra)
	k[0] = space
	binary.BigEndian.PutUint32(k[1:], coll)
	return k
}

// DocumentPrefix is the beginning of the keys of a collection's documents.
func DocumentPrefix(coll uint32) []byte { return prefix(SpaceDocument, coll, 8) }

// DocumentKey is the key of a document.
func DocumentKey(coll uint32, row uint64) []byte {
	return AppendDocumentKey(make([]byte, 0, DocumentKeyBytes), coll, row)
}

// DocumentKeyBytes is the length of every DocumentKey.
const DocumentKeyBytes = 13

// AppendDocumentKey appends DocumentKey.
func AppendDocumentKey(dst []byte, coll uint32, row uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(append(dst, SpaceDocument), coll), row)
}

// DocumentRow returns the row of a document key.
func DocumentRow(key []byte) (row uint64, ok bool) {
	if len(key) != DocumentKeyBytes || key[0] != SpaceDocument {
		return 0, false
	}
	return binary.BigEndian.Uint64(key[5:]), true
}

// IDKey is the key of the row number of an id.
func IDKey(coll uint32, id string) []byte {
	return AppendIDKey(make([]byte, 0, 5+len(id)), coll, id)
}

// AppendIDKey appends IDKey.
func AppendIDKey(dst []byte, coll uint32, id string) []byte {
	return append(binary.BigEndian.AppendUint32(append(dst, SpaceID), coll), id...)
}

// CountKey is the key of a collection's counters.
func CountKey(coll uint32) []byte { return prefix(SpaceCount, coll, 0) }

// IndexPrefix is the beginning of the entries of an index; the key values
// (value.AppendKey, value.AppendKeyDesc) and the row follow.
func IndexPrefix(coll, index uint32) []byte {
	return AppendIndexPrefix(make([]byte, 0, indexRoom), coll, index)
}

// AppendIndexPrefix appends the prefix to dst.
func AppendIndexPrefix(dst []byte, coll, index uint32) []byte {
	dst = binary.BigEndian.AppendUint32(append(dst, SpaceIndex), coll)
	return binary.BigEndian.AppendUint32(dst, index)
}

// indexRoom is for the prefix and most values that follow it.
const indexRoom = 64

// IndexRow returns the row of an index entry: its last eight bytes.
func IndexRow(key []byte) (row uint64, ok bool) {
	if len(key) < 17 || key[0] != SpaceIndex {
		return 0, false
	}
	return binary.BigEndian.Uint64(key[len(key)-8:]), true
}
