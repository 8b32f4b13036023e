// Package sorting sorts slices: natively by package slices, whose code is made
// anew for each type, and in WebAssembly by package sort, whose code is there
// once. The difference is 30 KB of the download.
package sorting
