// Command errorcodes writes the TypeScript union and the error classes from the
// table in engine/dberr/codes.go. Run it from the repository's root:
//
//	go run ./internal/codegen/errorcodes
package main

import (
	"fmt"
	"os"
)

const (
	source      = "engine/dberr/codes.go"
	unionFile   = "js/src/error-code.ts"
	classesFile = "js/src/error-classes.ts"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "errorcodes:", err)
		os.Exit(1)
	}
}

func run() error {
	codes, err := readCodes(source)
	if err != nil {
		return err
	}
	if err := os.WriteFile(unionFile, union(codes), 0o644); err != nil {
		return err
	}
	return os.WriteFile(classesFile, classes(codes), 0o644)
}
