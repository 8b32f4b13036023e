// Package sorting sorts slices: natively by package slices, whose code is made
// anew for each type and is much, and in WebAssembly by a short merge sort. The
// difference is 10 KB of the download.
package sorting
