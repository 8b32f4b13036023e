package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/internal/wasmslim/std/classes"
)

// linked are the classes whose tables are linked anyway, with their variables.
var linked = []string{"L", "M", "Mn", "Nd"}

// classesOf are the expressions of regexp/syntax that name a map of tables.
var classesOf = regexp.MustCompile(`unicode\.(Categories|FoldCategory|Scripts|FoldScript)\[([^\]]+)\]`)

// packClasses replaces the maps of Unicode classes in regexp/syntax by one packed
// text, of which a pattern unpacks the tables that it names.
func packClasses(out string, replace map[string]string) error {
	dir, err := goList("-f", "{{.Dir}}", "regexp/syntax")
	if err != nil {
		return err
	}
	root, err := goList("-m", "-f", "{{.Dir}}")
	if err != nil {
		return err
	}
	parse := filepath.Join(dir, "parse.go")
	text, err := os.ReadFile(parse)
	if err != nil {
		return err
	}
	found := len(classesOf.FindAll(text, -1))
	text = classesOf.ReplaceAll(text, []byte(`unicodeClass("$1", $2)`))
	text = bytes.ReplaceAll(text, []byte("unicode.Cn,"), []byte(`unicodeClass("Categories", "Cn"),`))
	if found != 8 || bytes.Count(text, []byte("unicodeClass(")) != 10 {
		return fmt.Errorf("%s names the classes in %d places that are known", parse, found)
	}
	// An alternation works as well if its common prefixes are not taken out.
	if text, err = hollowed(parse, text, []string{"parser.factor: return sub"}); err != nil {
		return err
	}
	unpack, err := os.ReadFile(filepath.Join(root, "internal", "wasmslim", "std", "classes", "classes.go"))
	if err != nil {
		return err
	}
	packed := classes.Pack(func(kind, name string) bool { return kind == "Categories" && slices.Contains(linked, name) })
	var data strings.Builder
	data.WriteString("package syntax\n\nimport \"unicode\"\n\nconst packedClasses = " + strconv.Quote(string(packed)) +
		"\n\nfunc unicodeClass(kind, name string) *unicode.RangeTable {\n\tif kind == \"Categories\" {\n\t\tswitch name {\n")
	for _, name := range linked {
		data.WriteString("\t\tcase \"" + name + "\":\n\t\t\treturn unicode." + name + "\n")
	}
	data.WriteString("\t\t}\n\t}\n\treturn unpackClass(packedClasses, kind+\".\"+name)\n}\n")
	for name, body := range map[string][]byte{
		"parse.go":        text,
		"classes.go":      bytes.Replace(unpack, []byte("\npackage classes\n"), []byte("\npackage syntax\n"), 1),
		"classes_data.go": []byte(data.String()),
	} {
		to := filepath.Join(out, "std", "regexp", "syntax", name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, body, 0o644); err != nil {
			return err
		}
		replace[filepath.Join(dir, name)] = to
	}
	return nil
}
