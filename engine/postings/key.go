// Package postings is the stored full-text index of a collection: which words
// the texts of its @search fields hold, in which documents, and how often. The
// functions to know are [Apply], which carries changed documents into it, and
// [Open], which reads it. It knows no ranking: package fts does.
//
// The index lies beside the documents and changes in the same batch. A word is
// kept as blocks of up to 128 documents, ordered by row number, so that a
// document costs a few bytes a word.
package postings

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/bits"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/dberr"
)

// Behind the collection's number one byte tells the parts apart.
//
//	0x30 | collection u32 | 0                        → Stats
//	0x30 | collection u32 | 1 | word | 0 | row       → block; the row is its first
//	0x30 | collection u32 | 2 | word                 → nothing: the dictionary
//
// A row is its number of bytes and these bytes, the highest first: as short as
// it is, and in order.
//
// The dictionary is what fuzzy words walk through. It may name words whose last
// document is gone.
const (
	statsPart = 0
	blockPart = 1
	wordPart  = 2
)

// maxWord is the length in bytes that longer words are cut to.
const maxWord = 255

// Prefix is the beginning of all keys of a collection's index.
func Prefix(coll uint32) []byte {
	k := make([]byte, 1, 32)
	k[0] = catalog.SpaceText
	return binary.BigEndian.AppendUint32(k, coll)
}

func statsKey(coll uint32) []byte { return append(Prefix(coll), statsPart) }

// wordPrefix is the beginning of the keys of all words that begin so.
func wordPrefix(coll uint32, word string) []byte {
	return append(append(Prefix(coll), blockPart), word...)
}

// dictionaryKey is the key of a word, and the beginning of those that begin so.
func dictionaryKey(coll uint32, word string) []byte {
	return append(append(Prefix(coll), wordPart), word...)
}

func blockKey(coll uint32, word string, row uint64) []byte {
	key := append(wordPrefix(coll, word), 0)
	size := (bits.Len64(row) + 7) / 8
	key = append(key, byte(size))
	for ; size > 0; size-- {
		key = append(key, byte(row>>(8*(size-1))))
	}
	return key
}

// splitKey returns word and first row of a block.
func splitKey(key []byte) (word []byte, first uint64, err error) {
	const head = 6
	end := bytes.IndexByte(key[min(head, len(key)):], 0)
	if end < 0 || key[head-1] != blockPart {
		return nil, 0, damaged("a key")
	}
	row := key[head+end+1:]
	if len(row) == 0 || len(row) > 9 || len(row) != 1+int(row[0]) || len(row) > 1 && row[1] == 0 {
		return nil, 0, damaged("a key")
	}
	for _, b := range row[1:] {
		first = first<<8 | uint64(b)
	}
	return key[head : head+end], first, nil
}

// splitWord returns the word of a key of the dictionary.
func splitWord(key []byte) ([]byte, error) {
	const head = 6
	if len(key) <= head || key[head-1] != wordPart {
		return nil, damaged("a word")
	}
	return key[head:], nil
}

func damaged(what string) error {
	return dberr.New(dberr.Corrupt, what+" of a full-text index")
}

func isNotFound(err error) bool { return errors.Is(err, dberr.NotFound) }
