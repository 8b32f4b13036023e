package graphql

import (
	"strings"

	"github.com/auroradb/aurora/engine/catalog"
)

// collNames are the names that the view makes of a collection's.
type collNames struct {
	typ    string // User
	plural string // Users
	one    string // user
	page   string // usersConnection
	input  string // UserInput, or JSON
	patch  string // UserPatch, or JSON
}

// isName reports whether GraphQL can write a name and leaves it to its users:
// two underscores at the beginning are its own.
func isName(s string) bool {
	if s == "" || strings.HasPrefix(s, "__") {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// pascal writes order_items as OrderItems.
func pascal(s string) string {
	out := make([]byte, 0, len(s))
	up := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '_' {
			up = true
			continue
		}
		if up && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		up = false
		out = append(out, c)
	}
	if len(out) == 0 || out[0] >= '0' && out[0] <= '9' {
		return "N" + string(out) // an underscore in front could become the second one
	}
	return string(out)
}

func lowerFirst(s string) string {
	if s[0] >= 'A' && s[0] <= 'Z' {
		return string(s[0]+('a'-'A')) + s[1:]
	}
	return s
}

// singular writes one of several: Users as User, Categories as Category. It
// knows English endings, no dictionary.
func singular(s string) string {
	low := strings.ToLower(s)
	ends := func(suffix string) bool { return len(low) > len(suffix) && strings.HasSuffix(low, suffix) }
	switch {
	case strings.HasSuffix(low, "news"), strings.HasSuffix(low, "series"), strings.HasSuffix(low, "species"):
		return s
	case strings.HasSuffix(low, "people"):
		return s[:len(s)-5] + "erson"
	case strings.HasSuffix(low, "children"):
		return s[:len(s)-3]
	case ends("ies") && len(s) > 4:
		return s[:len(s)-3] + "y"
	case ends("sses"), ends("shes"), ends("ches"), ends("xes"), ends("tuses"), ends("ruses"), ends("nuses"), ends("buses"):
		return s[:len(s)-2]
	case ends("ss"), ends("us"), ends("is"):
		return s
	case ends("s"):
		return s[:len(s)-1]
	}
	return s
}

// name gives every collection its names, none twice: collections that come
// first have the better ones.
func (b *builder) name() {
	b.taken = map[string]bool{"Query": true, "Mutation": true, "Subscription": true}
	for _, t := range b.view.types {
		b.taken[t.name] = true
	}
	ones := make(map[string]bool)
	for _, c := range b.cols {
		ones[c.Name] = true
	}
	plurals := make(map[string]bool)
	for _, c := range b.cols {
		n := collNames{plural: pascal(c.Name)}
		n.typ = singular(n.plural)
		for b.clashes(n.typ) {
			n.typ += "_"
		}
		for _, suffix := range typeSuffixes() {
			b.taken[n.typ+suffix] = true
		}
		for plurals[n.plural] || isCall("insert"+n.plural) {
			n.plural += "_"
		}
		plurals[n.plural] = true
		n.page = free(ones, c.Name+"Connection")
		n.one = lowerFirst(n.typ)
		if ones[n.one] {
			n.one += "ById"
		}
		n.one = free(ones, n.one)
		b.names[c] = n
	}
}

// free returns a name that is not taken yet, and takes it.
func free(taken map[string]bool, name string) string {
	for taken[name] {
		name += "_"
	}
	taken[name] = true
	return name
}

// typeSuffixes make the names of a collection's types of its first.
func typeSuffixes() []string {
	return []string{"", "Filter", "Order", "Input", "Patch", "Connection", "Edge", "Change"}
}

func (b *builder) clashes(name string) bool {
	for _, suffix := range typeSuffixes() {
		if b.taken[name+suffix] {
			return true
		}
	}
	return false
}

// isCall reports the names that AQL's mutations have already.
func isCall(name string) bool { return name == "insertInto" || name == "insertMany" }

// collections returns those of the view in the order of their definition, and
// the names that GraphQL cannot write.
func collections(cat *catalog.Catalog) (out []*catalog.Collection, left []string) {
	for _, c := range cat.Collections() {
		switch {
		case c.System:
		case isName(c.Name):
			out = append(out, c)
		default:
			left = append(left, c.Name)
		}
	}
	return out, left
}
