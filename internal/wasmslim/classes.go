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
	if text, err = plainGroups(dir, text, out, replace); err != nil {
		return err
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
		if err := replaceStd("regexp/syntax", dir, name, body, out, replace); err != nil {
			return err
		}
	}
	return nil
}

var (
	groupsOf = regexp.MustCompile(`\b(perlGroup|posixGroup)\[([^;\n]+)\]\n`)
	groupMap = regexp.MustCompile(`= map\[string\]charGroup\{`)
	groupOf  = regexp.MustCompile("(`[^`]+`):\\s*(\\{[+-]1, code\\d+\\},)")
)

// plainGroups makes the maps of the groups such as \d and [:alpha:] lists, which need no
// code that fills them. It returns the text of parse.go with that.
func plainGroups(dir string, parse []byte, out string, replace map[string]string) ([]byte, error) {
	const name = "perl_groups.go"
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	maps, groups := len(groupMap.FindAll(text, -1)), len(groupOf.FindAll(text, -1))
	if uses := len(groupsOf.FindAll(parse, -1)); maps != 2 || groups != 34 || uses != 2 {
		return nil, fmt.Errorf("%s has %d groups in %d maps, used in %d places, which is not known", name, groups, maps, uses)
	}
	text = groupMap.ReplaceAll(text, []byte("= []namedGroup{"))
	text = groupOf.ReplaceAll(text, []byte("{$1, charGroup$2},"))
	text = append(bytes.ReplaceAll(text, []byte("},},"), []byte("}},")), `
type namedGroup struct {
	name string
	charGroup
}

func groupNamed(list []namedGroup, name string) charGroup {
	for i := range list {
		if list[i].name == name {
			return list[i].charGroup
		}
	}
	return charGroup{}
}
`...)
	return groupsOf.ReplaceAll(parse, []byte("groupNamed($1, $2)\n")), replaceStd("regexp/syntax", dir, name, text, out, replace)
}
