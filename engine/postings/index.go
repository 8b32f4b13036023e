package postings

import (
	"bytes"
	"context"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/txn"
	"github.com/auroradb/aurora/storage"
)

// Index reads the index of a collection.
type Index struct {
	Stats
	r    txn.Reader
	coll uint32
}

// Open returns the index that a view holds; ok is false if there is none that
// fits the definition.
//
// Errors: CORRUPT, and those of the view. Cost: one read.
func Open(ctx context.Context, r txn.Reader, coll *catalog.Collection) (x *Index, ok bool, err error) {
	s, err := read(ctx, r, coll)
	if err != nil || s == nil {
		return nil, false, err
	}
	return &Index{Stats: *s, r: r, coll: coll.ID}, true, nil
}

// Whole reports whether the index holds a word as it is: longer ones are cut.
func Whole(word string) bool { return len(word) < maxWord }

// Prefix calls emit with each posting of each word that begins so, words in
// order, rows in order within a word. The posting is used again.
//
// Errors: CORRUPT, and those of the view. Cost: one seek, then the blocks.
func (x *Index) Prefix(ctx context.Context, word string, emit func(word []byte, p *Posting)) error {
	return x.blocks(ctx, storage.Prefix(wordPrefix(x.coll, word)), emit)
}

// Word is Prefix for one word alone.
func (x *Index) Word(ctx context.Context, word string, emit func(word []byte, p *Posting)) error {
	return x.blocks(ctx, storage.Prefix(append(wordPrefix(x.coll, word), 0)), emit)
}

func (x *Index) blocks(ctx context.Context, r storage.Range, emit func(word []byte, p *Posting)) error {
	var p Posting
	for kv, err := range x.r.Scan(ctx, r) {
		if err != nil {
			return err
		}
		word, first, err := splitKey(kv.Key)
		if err != nil {
			return err
		}
		b := newBlock(kv.Value, first, len(x.Fields))
		for {
			ok, err := b.next(&p)
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			emit(word, &p)
		}
	}
	return nil
}

// near is how many words are stepped over before a walk seeks.
const near = 4

// Walk goes through the dictionary in order; it may name words without
// postings. step returns how many bytes of a word no further word shall begin
// with, 0 to go on with the next.
//
// Errors: CORRUPT, and those of the view. Cost: one seek for each word whose
// beginning is left.
func (x *Index) Walk(ctx context.Context, step func(word []byte) (dead int)) error {
	r := storage.Prefix(dictionaryKey(x.coll, ""))
	for r.Start != nil {
		var err error
		if r.Start, err = x.walk(ctx, r, step); err != nil {
			return err
		}
	}
	return nil
}

// walk steps through a range until a seek is worth it, and returns the key to go
// on from, nil at the end.
func (x *Index) walk(ctx context.Context, r storage.Range, step func(word []byte) (dead int)) (next []byte, err error) {
	past := 0
	for kv, err := range x.r.Scan(ctx, r) {
		if err != nil {
			return nil, err
		}
		if next != nil && bytes.Compare(kv.Key, next) < 0 {
			if past++; past > near {
				return next, nil
			}
			continue
		}
		past, next = 0, nil
		word, err := splitWord(kv.Key)
		if err != nil {
			return nil, err
		}
		if dead := step(word); dead > 0 {
			next = after(kv.Key[:len(kv.Key)-len(word)+dead])
		}
	}
	return nil, nil
}

// after returns the first key behind all that begin so.
func after(prefix []byte) []byte {
	k := bytes.Clone(prefix)
	for i := len(k) - 1; ; i-- {
		if k[i]++; k[i] != 0 {
			return k[:i+1]
		}
	}
}
