// Command hostile prints the cases of internal/hostile, one JSON object a line,
// for tests that are not written in Go. Texts that are no UTF-8 are left out:
// JavaScript has no such strings.
package main

import (
	"encoding/json"
	"os"
	"unicode/utf8"

	"github.com/auroradb/aurora/internal/hostile"
)

func main() {
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(map[string]string{"setup": hostile.Setup}); err != nil {
		os.Exit(1)
	}
	for _, c := range hostile.Cases() {
		if utf8.ValidString(c.Text) && utf8.ValidString(c.Variables) {
			if err := out.Encode(map[string]string{"name": c.Name, "text": c.Text, "variables": c.Variables}); err != nil {
				os.Exit(1)
			}
		}
	}
}
