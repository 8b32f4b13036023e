package indexeddb

import (
	"strconv"
	"strings"
)

func quote(name string) string { return strconv.Quote(name) }

func contains(text, part string) bool { return strings.Contains(text, part) }
