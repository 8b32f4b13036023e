// Package archtest holds the rules of the house as tests: who may import whom
// under both targets, what the WebAssembly builds may link, the size of the
// public surface, the length of files, global state, and what comments and
// documents must say. It has no product code.
package archtest
