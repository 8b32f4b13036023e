// Command wasmstrip takes out of a linked WebAssembly program of Go what only
// tracebacks read: names of functions, files and lines. The Go linker has no
// flag for it, and it is about a tenth of the program.
//
//	wasmstrip in.wasm out.wasm
//
// What the running program needs stays as it is: stack sizes and stack maps for
// the collector, defer information, the identity of wrappers for recover, and
// the two names that the runtime compares. A traceback of a stripped program
// shows no names; build with debug information to read one (npm/build.mjs
// --debug).
//
// The layout is that of one version of the runtime, whose tables have a magic
// number. The program refuses whatever it does not know.
package main
