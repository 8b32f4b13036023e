package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "wasmstrip: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: wasmstrip in.wasm out.wasm")
	}
	in, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	out, err := stripModule(in)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return os.WriteFile(args[1], out, 0o644)
}

// stripModule returns the module without what only tracebacks read.
func stripModule(in []byte) ([]byte, error) {
	m, err := parseModule(in)
	if err != nil {
		return nil, err
	}
	data, err := m.find(dataSection)
	if err != nil {
		return nil, err
	}
	mem, err := parseMemory(data.body)
	if err != nil {
		return nil, err
	}
	t, err := findTable(mem.bytes, mem.base)
	if err != nil {
		return nil, err
	}
	t.strip()
	r, err := t.takeRegular(mem.base)
	if err != nil {
		return nil, err
	}
	data.body = mem.section()
	if err := m.start(r.code()); err != nil {
		return nil, err
	}
	return m.bytes(), nil
}
