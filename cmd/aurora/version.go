package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release this tree becomes.
const version = "0.1.0"

func runVersion(_ context.Context, c console, args []string) int {
	if len(args) > 0 {
		fmt.Fprintln(c.err, "usage: aurora version")
		return exitUsage
	}
	fmt.Fprintf(c.out, "aurora %s%s (%s %s/%s)\n", version, revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK
}

// revision names the commit the program was built from, if it is known.
func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " " + s.Value[:12]
		}
	}
	return ""
}
