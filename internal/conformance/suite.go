package conformance

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Suite is one file of cases.
type Suite struct {
	Group    string
	Fixtures map[string][]Statement
	Cases    []*Case
}

// Case is one case; it starts with a fresh database.
type Case struct {
	Group    string
	ID       string
	Title    string
	Fixtures []string
	Variants [][]Statement // each is one more run
	Steps    []*Object
}

// Name is how pending.txt names the case: group/id.
func (c *Case) Name() string { return c.Group + "/" + c.ID }

// Statement is a text to run with its variables (nil if it has none).
type Statement struct {
	Text      string
	Variables any
}

// Load reads every case file of a folder in name order. Errors: a plain error
// that names the file.
func Load(dir fs.FS) ([]*Suite, error) {
	files, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	var suites []*Suite
	for _, name := range files {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		s, err := parseSuite(strings.TrimSuffix(path.Base(name), ".json"), text)
		if err != nil {
			return nil, fmt.Errorf("case file %s: %w", name, err)
		}
		suites = append(suites, s)
	}
	return suites, nil
}

func parseSuite(group string, text []byte) (*Suite, error) {
	v, err := Parse(text)
	if err != nil {
		return nil, err
	}
	root, ok := v.(*Object)
	if !ok {
		return nil, fmt.Errorf("not an object")
	}
	if g, ok := place(root, "group").(string); ok {
		group = g
	}
	s := &Suite{Group: group, Fixtures: map[string][]Statement{}}
	if fixtures, ok := place(root, "fixtures").(*Object); ok {
		for _, name := range fixtures.Keys() {
			v, _ := fixtures.Get(name)
			s.Fixtures[name] = statements(v)
		}
	}
	cases, ok := place(root, "cases").([]any)
	if !ok {
		return nil, fmt.Errorf("no list of cases")
	}
	for _, c := range cases {
		s.Cases = append(s.Cases, parseCase(group, c.(*Object)))
	}
	return s, nil
}

func parseCase(group string, o *Object) *Case {
	get := func(key string) any { v, _ := o.Get(key); return v }
	c := &Case{Group: group, ID: get("id").(string), Title: get("title").(string), Fixtures: texts(get("fixtures"))}
	for _, v := range list(get("variants")) {
		c.Variants = append(c.Variants, statements(v))
	}
	for _, s := range list(get("steps")) {
		c.Steps = append(c.Steps, s.(*Object))
	}
	return c
}

func statements(v any) []Statement {
	var out []Statement
	for _, s := range list(v) {
		switch t := s.(type) {
		case string:
			out = append(out, Statement{Text: t})
		case *Object:
			st := Statement{Text: place(t, "aql").(string)}
			st.Variables, _ = t.Get("variables")
			out = append(out, st)
		}
	}
	return out
}
