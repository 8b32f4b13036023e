package aql

import (
	"strconv"
	"strings"
	"testing"
)

func TestManyDefinitionsOfManyFields(t *testing.T) {
	var b strings.Builder
	b.WriteString("schema {")
	for c := range 60 {
		b.WriteString("define collection c" + strconv.Itoa(c) + " {")
		for f := range 100 {
			b.WriteString("f" + strconv.Itoa(f) + ": Int ")
		}
		b.WriteString("} ")
	}
	b.WriteString("}")
	if _, err := Parse(b.String(), Limits{}); err != nil {
		t.Fatal(err)
	}
}
