package main

import "strings"

// complete reports whether a text is a whole statement: every brace, bracket
// and parenthesis is closed and no block string is open. A closing one too many
// is complete as well: the parser will say where it is. Text inside strings and
// comments does not count.
func complete(text string) bool {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		case '#':
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end
			} else {
				i = len(text)
			}
		case '"':
			end, ok := stringEnd(text, i)
			if !ok {
				return false
			}
			i = end - 1
		}
		if depth < 0 {
			return true
		}
	}
	return depth == 0
}

// stringEnd returns the place after the string that begins at i; ok is false
// for a block string without an end. A plain string ends at the end of its line.
func stringEnd(text string, i int) (end int, ok bool) {
	if strings.HasPrefix(text[i:], `"""`) {
		for j := i + 3; j < len(text); j++ {
			if strings.HasPrefix(text[j:], `\"""`) {
				j += 3
			} else if strings.HasPrefix(text[j:], `"""`) {
				return j + 3, true
			}
		}
		return 0, false
	}
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case '"', '\n':
			return j + 1, true
		}
	}
	return len(text), true
}
