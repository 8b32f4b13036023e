// Command engine measures the whole database beside the stores that a Go
// program would otherwise embed, and prints one Markdown table with ratios.
//
//	go run -ldflags '-X github.com/ncruces/go-sqlite3/driver.driverName=' ./engine [-docs 100000] [-peers aurora,bbolt] [-rows get,update] [-turns 3] [-growth | -memory]
//
// Every contender is measured in a process of its own, so that the peak memory
// is its own. All of them get the same orders in the same sequence, at the same
// durability: relaxed hands a commit to the operating system, strict syncs it.
// Each figure is the median of five rounds, and every answer is checked. With -turns
// the contenders take turns, and each figure is the median of that: a machine whose speed
// changes from minute to minute then does so for all of them.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
)

func main() {
	docs := flag.Int("docs", 100_000, "orders in the collection")
	peers := flag.String("peers", "", "contenders, separated by commas; empty for all")
	rows := flag.String("rows", "", "rows to measure, separated by commas; empty for all")
	turns := flag.Int("turns", 1, "how often every contender is measured")
	growth := flag.Bool("growth", false, "measure only ours, with 10,000, 100,000 and -docs orders")
	memory := flag.Bool("memory", false, "measure only ours, with less and less memory")
	flag.Func("cache", "CacheBytes of our store in MiB", mib("cache", &stores.CacheBytes))
	flag.Func("memtable", "MemtableBytes of our store in MiB", mib("memtable", &stores.MemtableBytes))
	child := flag.String("child", "", "measure one contender and print JSON (used by the program itself)")
	flag.IntVar(&times, "times", 1, "multiply the operations of a round")
	profile := flag.String("cpuprofile", "", "with -child: write a CPU profile to this file")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		defer pprof.StopCPUProfile()
	}
	if err := run(*docs, *turns, *peers, *rows, *growth, *memory, *child); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(docs, turns int, peers, rows string, growth, memory bool, child string) error {
	if turns < 1 {
		return fmt.Errorf("-turns is %d; it takes one at least", turns)
	}
	if docs < 10_000 {
		return fmt.Errorf("-docs is %d; the rows need at least 10000", docs)
	}
	if child != "" {
		r, err := measure(child, docs, chosen(rows))
		if err != nil {
			return fmt.Errorf("%s: %w", child, err)
		}
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	if growth {
		return printGrowth(docs, turns, rows)
	}
	if memory {
		return printMemory(docs, rows)
	}
	names := contenders()
	if peers != "" {
		names = strings.Split(peers, ",")
	}
	all, err := inTurns(turns, len(names), func(i int) (results, error) { return spawn(names[i], docs, rows, nil) })
	if err != nil {
		return err
	}
	byName := map[string]results{}
	for i, name := range names {
		byName[name] = all[i]
	}
	printTable(docs, names, byName)
	return nil
}

// inTurns measures n things several times, one after the other, and returns the medians
// of each.
func inTurns(turns, n int, measure func(int) (results, error)) ([]results, error) {
	figures := make([]map[string][]float64, n)
	for range turns {
		for i := range n {
			r, err := measure(i)
			if err != nil {
				return nil, err
			}
			if figures[i] == nil {
				figures[i] = map[string][]float64{}
			}
			for row, v := range r {
				figures[i][row] = append(figures[i][row], v)
			}
		}
	}
	medians := make([]results, n)
	for i, rows := range figures {
		medians[i] = results{}
		for row, list := range rows {
			slices.Sort(list)
			medians[i][row] = list[len(list)/2]
		}
	}
	return medians, nil
}

// chosen turns a list of row names into a test of membership.
func chosen(rows string) func(string) bool {
	return func(name string) bool {
		if rows == "" {
			return true
		}
		for _, r := range strings.Split(rows, ",") {
			if r == name {
				return true
			}
		}
		return false
	}
}

// spawn measures one contender in a process of its own, with more environment and
// flags.
func spawn(name string, docs int, rows string, env []string, flags ...string) (results, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	_ = exec.Command("sync").Run() // what others wrote is not written out meanwhile, where there is such a command
	fmt.Fprintln(os.Stderr, "measuring", name, "with", docs, "orders")
	args := []string{"-child", name, "-docs", strconv.Itoa(docs), "-rows", rows}
	for name, bytes := range map[string]int64{"-cache": stores.CacheBytes, "-memtable": stores.MemtableBytes} {
		if bytes > 0 {
			args = append(args, name, strconv.FormatInt(bytes>>20, 10))
		}
	}
	cmd := exec.Command(self, append(args, flags...)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), env...), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var r results
	return r, json.Unmarshal(out, &r)
}
