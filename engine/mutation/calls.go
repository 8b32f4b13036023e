package mutation

import (
	"slices"
	"strings"

	"github.com/auroradb/aurora/engine/aql/ast"
	"github.com/auroradb/aurora/engine/dberr"
)

// callArgs lists the arguments of a call, nil for an unknown one.
func callArgs(name string) []string {
	switch name {
	case "insertInto", "insert", "insertMany", "import":
		return []string{"collection", "data"}
	case "update":
		return []string{"collection", "where", "filter", "id", "_sid", "all", "set", "data"}
	case "upsert":
		return []string{"collection", "where", "filter", "id", "_sid", "data", "set"}
	case "deleteFrom", "delete":
		return []string{"collection", "where", "filter", "id", "_sid", "all"}
	case "export":
		return []string{"collection", "where", "filter", "format"}
	case "enqueueJob":
		return []string{"jobType", "type", "payload", "priority", "scheduledAt", "maxRetries", "retries", "uniqueKey"}
	case "enqueueJobs":
		return []string{"jobType", "type", "payloads", "priority", "scheduledAt", "maxRetries", "retries", "uniqueKey"}
	}
	return nil
}

func unknownCall(f *ast.Field) error {
	return dberr.At(dberr.UnknownFunction, f.NamePos, "unknown call "+quote(f.Name)+" in a mutation"+dberr.DidYouMean(f.Name,
		"insertInto", "insertMany", "import", "update", "upsert", "deleteFrom", "export", "enqueueJob", "enqueueJobs", "transaction"))
}

// checkArgs refuses arguments that a call does not take and ones given twice.
func checkArgs(f *ast.Field, names []string) error {
	for i, a := range f.Args {
		if !slices.Contains(names, a.Name) {
			return dberr.At(dberr.UnknownArgument, a.Pos, quote(f.Name)+" has no argument "+quote(a.Name)+dberr.DidYouMean(a.Name, names...))
		}
		for _, b := range f.Args[:i] {
			if b.Name == a.Name {
				return dberr.At(dberr.InvalidArgument, a.Pos, "argument "+quote(a.Name)+" is given twice")
			}
		}
	}
	return nil
}

// checkAction refuses an action of a handler that could never run: unknown
// calls and arguments, and variables that are no fields of the document.
func checkAction(sels []ast.Selection) error {
	for _, sel := range sels {
		f, ok := sel.(*ast.Field)
		if !ok || f.Expr != nil {
			return dberr.At(dberr.InvalidDefinition, sel.Position(), "the action of a handler holds calls")
		}
		if f.Name == "transaction" {
			if err := checkArgs(f, nil); err != nil {
				return err
			}
			if err := checkAction(f.Selections); err != nil {
				return err
			}
			continue
		}
		names := callArgs(f.Name)
		if names == nil {
			return unknownCall(f)
		}
		if err := checkArgs(f, names); err != nil {
			return err
		}
		for _, a := range f.Args {
			if err := checkVariables(a.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkVariables(v *ast.Value) error {
	if v.Kind == ast.Variable && !strings.HasPrefix(v.Name, "_") {
		return dberr.At(dberr.UndefinedVariable, v.Pos, "variable $"+v.Name+" is not declared; $_"+v.Name+" is a field of the document")
	}
	for _, x := range v.Items {
		if err := checkVariables(x); err != nil {
			return err
		}
	}
	for _, x := range v.Fields {
		if err := checkVariables(x.Value); err != nil {
			return err
		}
	}
	return nil
}
