package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/auroradb/aurora/storage/file"
)

// stores are the options of our store; -cache and -memtable set them.
var stores file.Options

// setting is a way to spend memory: two options of the store and GOGC.
type setting struct{ cache, memtable, gogc int }

func (s setting) String() string {
	return fmt.Sprintf("%d + %d MiB, GOGC=%d", s.cache, s.memtable, s.gogc)
}

// settings begin with the defaults.
func settings() []setting {
	return []setting{{64, 8, 100}, {64, 8, 50}, {32, 8, 100}, {32, 4, 50}, {16, 4, 100}, {8, 2, 100}, {8, 2, 50}}
}

// printMemory measures ours with less and less memory.
func printMemory(docs int, rows string) error {
	var titles []string
	var all []results
	for _, s := range settings() {
		r, err := spawn("aurora", docs, rows, []string{"GOGC=" + strconv.Itoa(s.gogc)},
			"-cache", strconv.Itoa(s.cache), "-memtable", strconv.Itoa(s.memtable))
		if err != nil {
			return err
		}
		titles, all = append(titles, s.String()), append(all, r)
	}
	fmt.Printf("%d orders; cache + memtable\n\n| row | %s |\n|---%s|\n", docs, strings.Join(titles, " | "), strings.Repeat("|---:", len(titles)))
	for _, r := range rowList() {
		cells := []string{r.title}
		for _, res := range all {
			v, ok := res[r.name]
			cells = append(cells, figure(v, ok))
		}
		fmt.Println("| " + strings.Join(cells, " | ") + " |")
	}
	return nil
}

func mib(name string, into *int64) func(string) error {
	return func(s string) error {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil || n < 1 {
			return fmt.Errorf("-%s is a number of MiB from 1 on, not %q", name, s)
		}
		*into = n << 20
		return nil
	}
}
