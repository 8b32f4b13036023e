// Package micro holds Go benchmarks of the whole database as a program that
// embeds it sees it, small enough to be profiled one by one. The comparison
// with other stores is the program in the directory engine.
package micro
