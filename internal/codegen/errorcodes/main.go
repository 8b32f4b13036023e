// Command errorcodes writes the TypeScript union, the error classes and the page
// docs/errors.md from the table in engine/dberr/codes.go. Run it from the repository's root:
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
	pageFile    = "docs/errors.md"
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
	for path, text := range outputs(codes) {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// outputs returns the files to write with their contents.
func outputs(codes []code) map[string][]byte {
	return map[string][]byte{unionFile: union(codes), classesFile: classes(codes), pageFile: page(codes)}
}
