package postings

// Known remembers words that the dictionary holds, so that common ones are not
// written with every document. What it has forgotten is written once more. The
// zero Known knows nothing; it is guarded by whoever orders the commits.
type Known struct{ words []knownWord }

type knownWord struct {
	coll uint32
	word string
}

const knownWords = 1 << 12

// learn reports whether a word is new.
func (k *Known) learn(coll uint32, word string) bool {
	if k.words == nil {
		k.words = make([]knownWord, knownWords)
	}
	at := &k.words[(hash(word)+uint64(coll))%knownWords]
	w := knownWord{coll, word}
	if *at == w {
		return false
	}
	*at = w
	return true
}

// Forget is called when a commit may have failed after it was sealed.
func (k *Known) Forget() { clear(k.words) }
