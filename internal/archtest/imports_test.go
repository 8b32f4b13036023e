package archtest

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// floors orders the packages of the engine from the ground up. A package may
// import only packages that lie on a lower floor.
func floors() [][]string {
	return [][]string{
		{"engine/dberr", "engine/sorting", "internal/cow"},
		{"engine/value"},
		{"storage", "engine/aql/ast"},
		{"engine/aql", "engine/bind"},
		{"engine/catalog"},
		{"engine/expr", "engine/filter", "engine/fts", "engine/index", "engine/txn", "engine/feed", "engine/graphql"},
		{"engine/schema", "engine/postings"},
		{"engine/exec", "engine/write"},
		{"engine/plan", "engine/verify"},
		{"engine/mutation"},
		{"engine"},
		{"wasm"},
	}
}

func floorOf(pkg string) int {
	return slices.IndexFunc(floors(), func(f []string) bool { return slices.Contains(f, pkg) })
}

// Imports of our packages point downwards, on every target.
func TestImportDirections(t *testing.T) {
	for _, on := range []target{native, browser, host} {
		for _, p := range goList(t, on, "./...") {
			for _, imp := range p.Imports {
				if ours(imp) {
					if why := refuse(p.short(), shortPath(imp)); why != "" {
						t.Errorf("%s: %s imports %s: %s", on, p.short(), shortPath(imp), why)
					}
				}
			}
		}
	}
}

// refuse says why a package may not import another one, "" if it may.
func refuse(from, to string) string {
	if path.Base(to) == "storagetest" || strings.HasSuffix(to, "test") {
		return "test helpers do not belong in the product"
	}
	switch {
	case strings.HasPrefix(from, "cmd/"), strings.HasPrefix(from, "examples/"), strings.HasPrefix(from, "bench"):
		if (strings.HasPrefix(to, "cmd/") || strings.HasPrefix(to, "examples/")) && !strings.HasPrefix(to, from+"/") {
			return "programs do not import programs"
		}
		return ""
	case from == "internal/jsx":
		return only(to, "engine/dberr")
	case from == "internal/cow":
		return "it knows nothing of ours"
	case from == "storage", strings.HasPrefix(from, "engine"):
		return higher(from, to)
	case strings.HasPrefix(from, "storage/"):
		return adapter(from, to)
	case from == "wasm" || strings.HasPrefix(from, "wasm/"):
		return bridge(to)
	case from == "server", from == "transfer":
		if to == "engine" || strings.HasPrefix(to, "engine/") {
			return ""
		}
		return "it imports the engine only"
	case strings.HasPrefix(from, "internal/"):
		if strings.HasPrefix(to, "cmd/") || strings.HasPrefix(to, "examples/") {
			return "programs are not libraries"
		}
		return ""
	}
	return "add a rule for " + from
}

func only(to string, allowed ...string) string {
	if slices.Contains(allowed, to) {
		return ""
	}
	return "it may import only " + strings.Join(allowed, ", ")
}

// higher holds the engine's floors and keeps adapters out of it.
func higher(from, to string) string {
	a, b := floorOf(from), floorOf(to)
	switch {
	case a < 0:
		return "give " + from + " a floor in this test"
	case from == "engine/aql":
		return only(to, "engine/aql/ast", "engine/value", "engine/dberr")
	case strings.HasPrefix(to, "storage/"):
		return "the engine knows the seam, never an adapter"
	case b < 0:
		return "it has no floor"
	case b >= a:
		return "it lies on the same floor or above"
	}
	return ""
}

// adapter holds the storage adapters to the seam.
func adapter(from, to string) string {
	switch {
	case to == "storage", to == "engine/dberr", to == "internal/cow", strings.HasPrefix(to, "storage/"):
		return ""
	case to == "internal/jsx" && (from == "storage/indexeddb" || from == "storage/durableobject"):
		return ""
	}
	return "an adapter imports storage and dberr only"
}

// bridge says what the WebAssembly program may use: everything but programs.
func bridge(to string) string {
	if strings.HasPrefix(to, "cmd/") || strings.HasPrefix(to, "examples/") || to == "storage/file" {
		return "not in a browser"
	}
	return ""
}

// Only these packages may touch JavaScript.
func TestWhoImportsSyscallJS(t *testing.T) {
	allowed := []string{"internal/jsx", "storage/indexeddb", "storage/durableobject", "wasm"}
	for _, on := range []target{browser, host} {
		for _, p := range goList(t, on, "./...") {
			own := slices.Contains(allowed, p.short()) || strings.HasPrefix(p.short(), "examples/worker")
			if slices.Contains(p.Imports, "syscall/js") && !own {
				t.Errorf("%s: %s imports syscall/js; only %s may", on, p.short(), strings.Join(allowed, ", "))
			}
		}
	}
}

// forbidden lists what costs bytes without need, each with the packages of
// others that bring it all the same. Our own packages never import it.
func forbidden() map[string][]string {
	const gqlparser = "github.com/vektah/gqlparser/v2/"
	return map[string][]string{
		"net/http": nil, "net": nil, "crypto/tls": nil, "text/template": nil, "html/template": nil, "os/exec": nil, "testing": nil,
		// The parser and the uuid package marshal themselves; the linker leaves most of it out.
		"encoding/json": {gqlparser + "ast", gqlparser + "gqlerror", "github.com/google/uuid", "log/slog"},
		"log/slog":      {gqlparser + "gqlerror"},
		"log":           {"log/slog", "github.com/hack-pad/go-indexeddb/idb"},
	}
}

// What costs bytes without need stays out of both WebAssembly builds.
func TestWasmLinksNothingForbidden(t *testing.T) {
	for _, on := range []target{browser, host} {
		deps := goList(t, on, "-deps", "./wasm")
		if len(deps) == 0 {
			t.Fatalf("%s: nothing is built from ./wasm", on)
		}
		for _, p := range deps {
			for _, imp := range p.Imports {
				if allowed, bad := forbidden()[imp]; bad && !slices.Contains(allowed, p.ImportPath) {
					t.Errorf("%s: ./wasm links %s through %s", on, imp, p.ImportPath)
				}
			}
		}
	}
}

// The host build runs where there is no IndexedDB and must not carry it.
func TestHostBuildHasNoIndexedDB(t *testing.T) {
	for _, p := range goList(t, host, "-deps", "./wasm") {
		if p.short() == "storage/indexeddb" || strings.Contains(p.ImportPath, "go-indexeddb") {
			t.Errorf("the host build links %s", p.ImportPath)
		}
	}
}

// The rules themselves refuse planted faults.
func TestPlantedImports(t *testing.T) {
	for _, bad := range [][2]string{
		{"engine/value", "engine/aql"}, {"engine/exec", "engine/plan"}, {"engine", "storage/file"}, {"engine/aql", "engine/catalog"},
		{"storage/file", "engine"}, {"storage/memory", "engine/value"}, {"storage", "engine"}, {"engine/dberr", "storage"}, {"storage/memory", "internal/jsx"},
		{"engine", "storage/storagetest"}, {"internal/jsx", "engine"}, {"cmd/aurora", "examples/native"}, {"nowhere", "engine"}, {"wasm", "storage/file"},
	} {
		if refuse(bad[0], bad[1]) == "" {
			t.Errorf("%s importing %s was accepted", bad[0], bad[1])
		}
	}
	for _, good := range [][2]string{{"engine", "engine/plan"}, {"storage/file", "storage/lsm"}, {"wasm", "engine"}, {"storage/indexeddb", "internal/jsx"}, {"cmd/aurora", "storage/file"}} {
		if why := refuse(good[0], good[1]); why != "" {
			t.Errorf("%s importing %s was refused: %s", good[0], good[1], why)
		}
	}
}
