package fts

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a word of a text: where it stands and how it reads in the index.
type Word struct {
	Start, End int    // bytes of the text
	Folded     string // in lower case, without accents, its stem if the analyzer has stems
	Stop       bool   // too common to be searched
}

// Words yields the words of a text, stop words included.
func (a *Analyzer) Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		start := -1
		for i, r := range text {
			if isWord(r) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && !yield(a.word(text, start, i)) {
				return
			}
			start = -1
		}
		if start >= 0 {
			yield(a.word(text, start, len(text)))
		}
	}
}

func (a *Analyzer) word(text string, start, end int) Word {
	w := Word{Start: start, End: end, Folded: Fold(text[start:end])}
	if w.Stop = a.stop[w.Folded]; a.stem != nil && !w.Stop {
		w.Folded = Fold(a.stem(strings.ToLower(text[start:end]))) // accents tell forms apart
	}
	return w
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Fold returns a word in lower case, its Latin letters without accents.
func Fold(word string) string {
	plain := true
	for i := range len(word) {
		if c := word[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return word
	}
	out := make([]byte, 0, len(word))
	for _, r := range word {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if s, ok := unaccented(r); ok {
			out = append(out, s...)
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// unaccented returns the plain letters of an accented Latin one.
func unaccented(r rune) (string, bool) {
	switch {
	case r < 0xdf || r > 0x17e:
		return "", false
	case r == 'ß':
		return "ss", true
	case r == 'æ':
		return "ae", true
	case r == 'œ':
		return "oe", true
	}
	// From U+00E0 on; a dot is a letter that stays as it is.
	const latin1 = "aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
	const extended = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz"
	if r >= 0xe0 && r <= 0xff {
		c := latin1[r-0xe0]
		return string(c), c != '.'
	}
	if r >= 0x100 && int(r-0x100) < len(extended) {
		c := extended[r-0x100]
		return string(c), c != '.'
	}
	return "", false
}
