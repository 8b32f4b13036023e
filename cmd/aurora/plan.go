package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/auroradb/aurora/engine/value"
)

// printPlan prints a plan tree: an operator a line with its properties, its
// inputs indented below.
func printPlan(w io.Writer, v value.Value, indent string) {
	if v.Kind() == value.Array {
		for _, x := range v.Items() {
			printPlan(w, x, indent)
		}
		return
	}
	if v.Kind() != value.Object {
		fmt.Fprintf(w, "%s%s\n", indent, cellText(v))
		return
	}
	var head string
	var props []string
	var below []value.Value
	for _, f := range v.Fields() {
		switch {
		case f.Name == "op" || f.Name == "field":
			head = cellText(f.Value)
		case holdsPlans(f.Value):
			below = append(below, f.Value)
		default:
			props = append(props, visible(f.Name)+"="+cellText(f.Value))
		}
	}
	fmt.Fprintf(w, "%s%s\n", indent, strings.TrimSpace(head+"  "+strings.Join(props, " ")))
	for _, b := range below {
		printPlan(w, b, indent+"  ")
	}
}

// holdsPlans reports whether a property is an input: an operator or a list of them.
func holdsPlans(v value.Value) bool {
	if items := v.Items(); v.Kind() == value.Array && len(items) > 0 {
		return holdsPlans(items[0])
	}
	if v.Kind() != value.Object {
		return false
	}
	_, op := v.Get("op")
	_, root := v.Get("plan")
	return op || root
}
