package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// row is a line of the table. ratio is what the Go API is to reach against the
// best peer: at least so many times its rate, or at most so many times its
// time or size.
type row struct {
	name, title string
	less        bool // the smaller figure is the better one
	goal        float64
}

func rowList() []row {
	return []row{
		{"batch", "batch insert, 1,000 a batch (docs/s)", false, 2},
		{"insert", "single insert, relaxed (ops/s)", false, 1.5},
		{"strict64", "single insert, strict, 64 writers (ops/s)", false, 3},
		{"get", "get by id (ops/s)", false, 4},
		{"equal1", "equality by index, 1 row (ops/s)", false, 4},
		{"equal100", "equality by index, 100 rows (ops/s)", false, 5},
		{"range20", "range in order, limit 20 (ops/s)", false, 5},
		{"scan", "unindexed filter (ms)", true, 0.3},
		{"aggregate", "sum in 5 groups (ms)", true, 1},
		{"update", "update by id (ops/s)", false, 1.5},
		{"delete", "delete by id (ops/s)", false, 1.5},
		{"open", "open, one query, close (ms)", true, 0},
		{"size", "size on disk (MiB)", true, 0.8},
		{"peak", "peak memory (MiB)", true, 1},
	}
}

func printTable(docs int, names []string, all map[string]results) {
	fmt.Printf("%d orders; medians of %d rounds\n\n", docs, rounds)
	fmt.Println("| row | " + strings.Join(names, " | ") + " | best peer | ours ÷ peer | goal | AQL ÷ Go |")
	fmt.Println("|---" + strings.Repeat("|---:", len(names)) + "|---|---:|---:|---:|")
	for _, r := range rowList() {
		cells := []string{r.title}
		best, bestName := 0.0, "–"
		for _, n := range names {
			v, ok := all[n][r.name]
			cells = append(cells, figure(v, ok))
			if ok && !strings.HasPrefix(n, "aurora") && (best == 0 || (v < best) == r.less) {
				best, bestName = v, n
			}
		}
		ours, okOurs := all["aurora"][r.name]
		aql, okAQL := all["aurora-aql"][r.name]
		goal := "–"
		switch {
		case r.goal > 0 && r.less:
			goal = fmt.Sprintf("≤ %g", r.goal)
		case r.goal > 0:
			goal = fmt.Sprintf("≥ %g", r.goal)
		}
		share := aql / ours
		if r.less {
			share = ours / aql
		}
		cells = append(cells, bestName, figure(ours/best, okOurs && best > 0), goal, figure(share, okOurs && okAQL))
		fmt.Println("| " + strings.Join(cells, " | ") + " |")
	}
}

func figure(v float64, ok bool) string {
	switch {
	case !ok:
		return "–"
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// printGrowth measures ours with more and more orders; the most of them once more with a
// cache that holds them all, unless -cache says how large it is.
func printGrowth(docs, turns int, rows string) error {
	type point struct {
		docs  int
		flags []string
		title string
	}
	points := []point{{docs: 10_000, title: "10000"}, {docs: 100_000, title: "100000"}}
	if docs > 100_000 {
		n := strconv.Itoa(docs)
		points = append(points, point{docs: docs, title: n})
		if stores.CacheBytes == 0 {
			holdsAll := strconv.Itoa(docs >> 10) // an order has 600 bytes in the cache
			points = append(points, point{docs, []string{"-cache", holdsAll}, n + ", cache " + holdsAll + " MiB"})
		}
	}
	all, err := inTurns(turns, len(points), func(i int) (results, error) {
		return spawn("aurora", points[i].docs, rows, nil, points[i].flags...)
	})
	if err != nil {
		return err
	}
	head, line := "| row", "|---"
	for i, p := range points {
		head, line = head+" | "+p.title, line+"|---:"
		if i > 1 {
			head, line = head+" | ÷ first", line+"|---:"
		}
	}
	fmt.Println(head + " |\n" + line + "|")
	for _, r := range rowList() {
		cells := []string{r.title}
		for i, res := range all {
			v, ok := res[r.name]
			cells = append(cells, figure(v, ok))
			if first := all[0][r.name]; i > 1 {
				cells = append(cells, figure(v/first, first > 0))
			}
		}
		fmt.Println("| " + strings.Join(cells, " | ") + " |")
	}
	return nil
}
