package dberr

import "strings"

// DidYouMean is the end of a message about a mistyped name: the right name that
// was most probably meant, nothing if none is close.
func DidYouMean(name string, names ...string) string {
	if near := nearest(name, names); near != "" {
		return `: did you mean "` + near + `"?`
	}
	return ""
}

// nearest returns the name of which at most a third of the letters differ, else the
// first that goes on where a name of three letters or more ends, else "".
func nearest(name string, names []string) string {
	best, limit := "", min(len(name)/3+1, len(name)-1)
	for _, n := range names {
		if d := distance(name, n, limit); d <= limit && n != name {
			best, limit = n, d-1
		}
	}
	for i := 0; i < len(names) && best == "" && len(name) >= 3; i++ {
		if strings.HasPrefix(names[i], name) && names[i] != name {
			best = names[i]
		}
	}
	return best
}

// distance is how many letters of two short texts are wrong, missing, too many or
// swapped with the next one, in bytes; limit+1 if there are more.
func distance(a, b string, limit int) int {
	const longest = 64
	if len(a) > longest || len(b) > longest || len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var rows [3][longest + 1]int // of the last three letters of a
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, up, upper := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := up[j-1]
			if lower(a[i-1]) != lower(b[j-1]) {
				cost++
			}
			row[j] = min(up[j]+1, row[j-1]+1, cost)
			if i > 1 && j > 1 && lower(a[i-1]) == lower(b[j-2]) && lower(a[i-2]) == lower(b[j-1]) {
				row[j] = min(row[j], upper[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
