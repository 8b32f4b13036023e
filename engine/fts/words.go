package fts

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// Word is a word of a text: where it stands and how it reads when folded.
type Word struct {
	Start, End int // bytes of the text
	Folded     string
}

// Words yields the words of a text, stop words included.
func Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		start := -1
		for i, r := range text {
			if isWord(r) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && !yield(Word{start, i, Fold(text[start:i])}) {
				return
			}
			start = -1
		}
		if start >= 0 {
			yield(Word{start, len(text), Fold(text[start:])})
		}
	}
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

// IsStop reports whether a folded word is too common in English to be searched.
func IsStop(word string) bool {
	switch word {
	case "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "if", "in", "into", "is", "it", "its",
		"no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to",
		"was", "were", "will", "with":
		return true
	}
	return false
}
