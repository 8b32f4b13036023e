//go:build !js

package lsm

import "testing"

// A run is written anew when an eighth of its size came since, and never too much.
func TestPickQuiet(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		sizes []int64 // the newest first
		want  int
	}{
		{nil, 0},
		{[]int64{5}, 0},
		{[]int64{5, 40}, 2},
		{[]int64{5, 41}, 0},
		{[]int64{1, 8, 72}, 3},
		{[]int64{1, 8, 73}, 2},
		{[]int64{1, 9, 5}, 0},
		{[]int64{9, 1, 1}, 3},
		{[]int64{200 * mib, 900 * mib}, 0},
		{[]int64{200 * mib, 200 * mib, 900 * mib}, 2},
		{[]int64{2000 * mib, 1}, 0},
	} {
		var runs []*run
		for _, size := range c.sizes {
			runs = append(runs, &run{bytes: size})
		}
		if got := pickQuiet(runs); got != c.want {
			t.Errorf("%v: %d, not %d", c.sizes, got, c.want)
		}
	}
}
