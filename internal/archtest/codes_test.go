package archtest

import (
	"go/ast"
	"slices"
	"strconv"
	"testing"

	"github.com/auroradb/aurora/internal/conformance"
)

// contractCodes are the codes of the language's contract, as the conformance
// suite has them.
func contractCodes() []string { return conformance.Codes() }

// declaredCodes reads the constants of type Code out of engine/dberr/codes.go.
func declaredCodes(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	_, all := goSources(t)
	for _, s := range all {
		if s.path != "engine/dberr/codes.go" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Values) != 1 {
				return true
			}
			if id, ok := v.Type.(*ast.Ident); ok && id.Name == "Code" {
				if lit, ok := v.Values[0].(*ast.BasicLit); ok {
					code, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					codes[code] = v.Names[0].Name
				}
			}
			return true
		})
	}
	return codes
}

// The table of codes is the contract's, no more and no less.
func TestCodesAreTheContracts(t *testing.T) {
	declared := declaredCodes(t)
	for code := range declared {
		if !slices.Contains(contractCodes(), code) {
			t.Errorf("%s is not in the contract", code)
		}
	}
	for _, code := range contractCodes() {
		if declared[code] == "" {
			t.Errorf("%s of the contract is not declared", code)
		}
	}
}
