package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// hollow are functions of a standard package that do nothing in the builds and
// return zero values: what they reach is not linked. "*" stands for all of the
// file; a method is written Type.Name. "name: body" does something else instead.
type hollow struct {
	pkg   string
	files map[string][]string
}

// hollows lists them with the reason why nobody misses them.
func hollows() []hollow {
	all := []string{"*"}
	return []hollow{
		{"runtime", map[string][]string{
			// Execution traces: nothing starts one, and then every event asks whether one runs.
			"trace.go": all, "traceallocfree.go": all, "tracebuf.go": all, "tracecpu.go": all, "traceevent.go": all, "tracemap.go": all,
			"traceregion.go": all, "traceruntime.go": all, "tracestack.go": all, "tracestatus.go": all, "tracestring.go": all, "tracetype.go": all,
			// Profiles: nothing reads one.
			"cpuprof.go": all, "mprof.go": all, "profbuf.go": all,
			// Printed tracebacks: the names in them are stripped anyway.
			"traceback.go": {
				"printcreatedby", "traceback", "tracebacktrap", "tracebackothers", "tracebacksomeothers", "tracebackHexdump", "goroutineheader",
				"printAncestorTraceback", "tracebackPCs", "traceback1",
			},
			// Types of several modules are made one; there is one module.
			"type.go": {"typelinksinit"},
			// What GODEBUG, which is not there, makes the scheduler and the collector print or check.
			"proc.go":               {"schedtrace", "dumpgstatus"},
			"mgcscavenge.go":        {"printScavTrace"},
			"mgcmark_greenteagc.go": {"dumpScanStats"},
			"mgcmark.go":            {"gcDumpObject"},
			"mcheckmark.go":         {"startCheckmarks", "endCheckmarks", "checkFinalizersAndCleanups"},
			// The function table is checked when it is stripped.
			"symtab.go": {"moduledataverify1"},
			// Values that panics print: errors and texts stay.
			"error.go": {"printanycustomtype"},
			// Memory that a broken collector prints before it ends the program.
			"hexdump.go": {"hexdumpWords"},
			// Two figures of memory are asked for.
			"mstats.go": {"readmemstats_m: " + `
	systemstack(flushallmcaches)
	var d heapStatsDelta
	memstats.heapStats.unsafeRead(&d)
	stats.HeapAlloc = d.largeAlloc - d.largeFree
	for i, size := range gc.SizeClassToSize {
		stats.HeapAlloc += (d.smallAllocCount[i] - d.smallFreeCount[i]) * uint64(size)
	}
	stats.Sys = gcController.heapInUse.load() + gcController.heapFree.load() + gcController.heapReleased.load() +
		memstats.stacks_sys.load() + memstats.mspan_sys.load() + memstats.mcache_sys.load() +
		memstats.buckhash_sys.load() + memstats.gcMiscSys.load() + memstats.other_sys.load() +
		uint64(d.inStacks) + uint64(d.inWorkBufs)
`},
		}},
		// GODEBUG again: which instructions not to use.
		{"internal/cpu", map[string][]string{"cpu.go": {"processOptions"}}},
		// The zone of the machine and rules of zones, which nothing asks for, and texts for people.
		{"time", map[string][]string{
			"zoneinfo_js.go": {"initLocal"}, "zoneinfo.go": {"tzset"}, "format.go": {"Time.String", "Time.GoString"}, "time.go": {"Duration.String"},
		}},
		{"context", map[string][]string{"context.go": {"cancelCtx.String", "withoutCancelCtx.String", "timerCtx.String", "valueCtx.String"}}},
		// Nothing reads or writes Floats of 32 bits, or writes them in hexadecimal.
		{"internal/strconv", map[string][]string{
			"atof.go": {"atof32"}, "ftoa.go": {"fmtX"}, "ftoadbox.go": {"dboxFtoa32"},
		}},
		// Which characters can be printed: messages show all but control characters as they are.
		{"strconv", map[string][]string{"quote.go": {"appendEscapedRune: " + `
	switch {
	case r == rune(quote) || r == '\\':
		return append(buf, '\\', byte(r))
	case r == '\n':
		return append(buf, '\\', 'n')
	case r == '\t':
		return append(buf, '\\', 't')
	case r < ' ' || r == 0x7f:
		return append(buf, '\\', 'x', lowerhex[byte(r)>>4], lowerhex[byte(r)&0xf])
	}
	return utf8.AppendRune(buf, r)
`}}},
		// Sorts the ranges of a class; one way is enough.
		{"sort", map[string][]string{"zsortinterface.go": {"pdqsort: heapSort(data, a, b)"}}},
		// One of three machines that give the same answer; texts of expressions.
		{"regexp", map[string][]string{"onepass.go": {"compileOnePass"}, "exec.go": {"Regexp.doOnePass"}}},
		{"regexp/syntax", map[string][]string{"regexp.go": {"Regexp.String"}, "prog.go": {"Prog.String", "Inst.String"}}},
	}
}

// write puts the hollowed files below out and names them in the overlay.
func (h *hollow) write(out string, replace map[string]string) error {
	dir, err := goList("-f", "{{.Dir}}", h.pkg)
	if err != nil {
		return err
	}
	to := filepath.Join(out, "std", h.pkg)
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for name, funcs := range h.files {
		file := filepath.Join(dir, name)
		text, err := os.ReadFile(file)
		if err == nil {
			text, err = hollowed(file, text, funcs)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), text, 0o644)
		}
		if err != nil {
			return err
		}
		replace[file] = filepath.Join(to, name)
	}
	return nil
}

// edit replaces the bytes from one place to another.
type edit struct {
	from, to int
	text     string
}

// hollowed returns a file whose named functions have no body.
func hollowed(file string, text []byte, funcs []string) ([]byte, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	at := func(p token.Pos) int { return fset.Position(p).Offset }
	var edits []edit
	names, bodies := make([]string, len(funcs)), map[string]string{}
	for i, fn := range funcs {
		name, body, other := strings.Cut(fn, ": ")
		if !other {
			body = "return "
		}
		names[i], bodies[name] = name, body
	}
	missing := slices.Clone(names)
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}
		name := methodName(fn)
		if names[0] != "*" && !slices.Contains(names, name) {
			continue
		}
		missing = slices.DeleteFunc(missing, func(s string) bool { return s == name || s == "*" })
		edits = append(edits, named(fn.Type.Results, at)...)
		body, ok := bodies[name]
		if !ok {
			body = bodies["*"]
		}
		edits = append(edits, edit{at(fn.Body.Lbrace), at(fn.Body.Rbrace), "{ " + body})
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s has no %s", file, strings.Join(missing, ", "))
	}
	return applied(text, append(edits, blankImports(f, edits, at)...)), nil
}

// methodName returns Type.Name of a method, the name of a function.
func methodName(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return fn.Name.Name
	}
	x := fn.Recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	if index, ok := x.(*ast.IndexExpr); ok {
		x = index.X
	}
	if id, ok := x.(*ast.Ident); ok {
		return id.Name + "." + fn.Name.Name
	}
	return fn.Name.Name
}

// named gives names to results, so that a bare return returns zero values.
func named(results *ast.FieldList, at func(token.Pos) int) []edit {
	if results == nil || len(results.List) == 0 || len(results.List[0].Names) > 0 {
		return nil
	}
	var out []edit
	if !results.Opening.IsValid() {
		out = append(out, edit{at(results.Pos()), at(results.Pos()), "("}, edit{at(results.End()), at(results.End()), ")"})
	}
	for _, r := range results.List {
		out = append(out, edit{at(r.Type.Pos()), at(r.Type.Pos()), "_ "})
	}
	return out
}

// blankImports names the imports "_" that only bodies needed: they stay for what
// they do and for linknames.
func blankImports(f *ast.File, edits []edit, at func(token.Pos) int) []edit {
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if b, ok := n.(*ast.BlockStmt); ok && slices.ContainsFunc(edits, func(e edit) bool { return e.from == at(b.Lbrace) && e.to == at(b.Rbrace) }) {
			return false
		}
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	var out []edit
	for _, s := range f.Imports {
		if s.Name == nil && !used[path.Base(strings.Trim(s.Path.Value, `"`))] {
			out = append(out, edit{at(s.Pos()), at(s.Pos()), "_ "})
		}
	}
	return out
}

// applied returns the text after all edits, of which none meets another.
func applied(text []byte, edits []edit) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
	var out bytes.Buffer
	from := 0
	for _, e := range edits {
		out.Write(text[from:e.from])
		out.WriteString(e.text)
		from = e.to
	}
	out.Write(text[from:])
	return out.Bytes()
}
