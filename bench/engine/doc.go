// Package bench holds the benchmarks of the whole database, as a program that
// embeds it sees them: make bench prints them. The parts have their own beside
// their code, JavaScript's are in js/bench.
package bench
