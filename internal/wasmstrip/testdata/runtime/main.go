// Command runtime leans on what the runtime's function tables serve: stack
// growth, stack maps of the collector, deferred calls, recovered panics of
// wrappers, finalizers, goroutines and function values.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sort"
	"strings"
	"sync"
)

type tree struct {
	key         int
	left, right *tree
}

func (t *tree) insert(key int) *tree {
	if t == nil {
		return &tree{key: key}
	}
	if key < t.key {
		t.left = t.left.insert(key)
	} else {
		t.right = t.right.insert(key)
	}
	return t
}

func (t *tree) walk(f func(int)) {
	if t != nil {
		t.left.walk(f)
		f(t.key)
		t.right.walk(f)
	}
}

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

// deep grows the stack while the collector walks it.
func deep(n int, keep *[]byte) int {
	var room [64]int
	room[n%64] = n
	b := make([]byte, 16)
	b[0] = byte(n)
	if n%500 == 0 {
		runtime.GC()
	}
	if n == 0 {
		*keep = b
		return 0
	}
	return deep(n-1, keep) + room[n%64] - n + int(b[0]) - int(byte(n)) + 1
}

func try(name string, f func()) {
	defer func() {
		r := recover()
		if err, ok := r.(error); ok {
			var re runtime.Error
			fmt.Println(name, errors.As(err, &re), err)
			return
		}
		fmt.Println(name, r)
	}()
	defer fmt.Println(name, "deferred")
	f()
}

func main() {
	var root *tree
	for i := range 3000 {
		root = root.insert(i * 7919 % 3001)
	}
	sum, n := 0, 0
	root.walk(func(k int) { sum += k * n % 17; n++ })
	fmt.Println("tree", n, sum)

	var keep []byte
	fmt.Println("deep", deep(5000, &keep), len(keep))

	try("nil map", func() { var m map[string]int; m["a"] = 1 })
	try("index", func() { _ = make([]int, 1)[n] })
	try("wrapper", func() { var s *square; var x shape = s; _ = x.area() })
	try("assertion", func() { var x any = 1; _ = x.(string) })
	try("text", func() { panic("told") })
	try("loop", func() {
		for i := range 3 {
			defer func() { fmt.Println("loop", i) }()
		}
		panic(fmt.Errorf("wrapped: %w", errors.New("inner")))
	})

	var mu sync.Mutex
	var group sync.WaitGroup
	words := map[string]int{}
	for i := range 50 {
		group.Go(func() {
			for j := range 200 {
				runtime.Gosched()
				mu.Lock()
				words[strings.Repeat("x", (i*j)%20)]++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	var keys []string
	total := 0
	for k, v := range words {
		keys = append(keys, k)
		total += v
	}
	sort.Strings(keys)
	fmt.Println("goroutines", len(keys), total)

	done := make(chan int, 1)
	func() {
		x := &square{3}
		runtime.SetFinalizer(x, func(s *square) { done <- s.area() })
	}()
	for {
		runtime.GC()
		select {
		case v := <-done:
			fmt.Println("finalizer", v)
			fmt.Println("done")
			return
		default:
			runtime.Gosched()
		}
	}
}
