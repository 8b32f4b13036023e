package schema

import (
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
	"github.com/auroradb/aurora/engine/value"
)

// typeFormat returns the form that texts of a type have, "" for any.
func typeFormat(k catalog.TypeKind) string {
	switch k {
	case catalog.Email:
		return "email"
	case catalog.URL:
		return "url"
	case catalog.PhoneNumber:
		return "phone"
	case catalog.Date:
		return "date"
	case catalog.Time:
		return "time"
	}
	return ""
}

// knownFormat reports whether @validate(format:) knows a word.
func knownFormat(name string) bool {
	switch name {
	case "email", "url", "uuid", "date", "time", "datetime", "phone":
		return true
	}
	return false
}

// matchFormat reports whether a text has a form; every text has the form "".
func matchFormat(name, s string) bool {
	switch name {
	case "email":
		return isEmail(s)
	case "url":
		return isURL(s)
	case "uuid":
		_, ok := value.ParseUuid(s)
		return ok
	case "date":
		_, ok := value.ParseDateTime(s + "T00:00:00Z")
		return ok && len(s) == 10
	case "time":
		return isTime(s)
	case "datetime":
		_, ok := value.ParseDateTime(s)
		return ok
	case "phone":
		return isPhone(s)
	}
	return true
}

// isEmail takes local@domain: a dot-atom and a host name, no quoted parts.
func isEmail(s string) bool {
	local, domain, ok := cutLast(s, '@')
	if !ok || local == "" || len(local) > 64 || len(s) > 254 {
		return false
	}
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return false
	}
	for _, r := range local {
		if r < 0x80 && !isAlnum(byte(r)) && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) {
			return false
		}
	}
	return isHost(domain)
}

func cutLast(s string, c byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, c)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isHost takes dotted labels of letters, digits and inner hyphens.
func isHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; c < 0x80 && !isAlnum(c) && c != '-' {
				return false
			}
		}
	}
	return true
}

// isURL takes an absolute URL with a scheme and, after "://", a host.
func isURL(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || scheme == "" || rest == "" || !isAlnum(scheme[0]) || scheme[0] <= '9' {
		return false
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isAlnum(c) && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	for _, r := range s {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("<>\"\\^`{|}", r) {
			return false
		}
	}
	host, slashes := strings.CutPrefix(rest, "//")
	if !slashes {
		// Only schemes without an authority may lack the slashes.
		return scheme == "mailto" || scheme == "tel" || scheme == "urn" || scheme == "data"
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	if _, after, ok := cutLast(host, '@'); ok {
		host = after
	}
	if strings.HasPrefix(host, "[") {
		end := strings.IndexByte(host, ']')
		if end < 0 {
			return false
		}
		return end > 2 && strings.Trim(host[1:end], "0123456789abcdefABCDEF:.") == "" && isPort(host[end+1:])
	}
	if name, port, ok := strings.Cut(host, ":"); ok {
		return isHost(name) && isPort(":"+port)
	}
	return isHost(host) || scheme == "file" && host == ""
}

func isPort(s string) bool {
	if s == "" {
		return true
	}
	if s[0] != ':' || len(s) > 6 {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// isTime takes hh:mm:ss with an optional fraction of up to nine digits.
func isTime(s string) bool {
	if len(s) == 5 {
		s += ":00"
	}
	_, ok := value.ParseDateTime("2000-01-01T" + s + "Z")
	return ok
}

// isPhone takes 5 to 20 digits with an optional + in front and the usual
// separators between them.
func isPhone(s string) bool {
	digits := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, i > 0 && strings.ContainsRune(" -./()", r), r == '(' && i == 0:
		default:
			return false
		}
	}
	return digits >= 5 && digits <= 20
}
