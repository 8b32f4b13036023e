//go:build js

// Command wasm is the engine as a WebAssembly module: the bridge between
// JavaScript and the database. One instance holds one database.
//
// Two builds come from it. The browser's (no tag) has memory and IndexedDB; the
// host's (-tags host: Node, Deno, Bun, workerd) has memory and Durable Objects,
// without go-indexeddb, which panics where IndexedDB's globals are missing.
//
// JavaScript calls the exported functions of exports.go and hears of answers
// through the imported ones of imports.go; everything travels as bytes in
// linear memory. Rules that every line here obeys:
//
//   - an exported function never waits for anything that only JavaScript or a
//     timer can finish: it would return garbage and break the runtime later;
//   - every exported function and every goroutine recovers; a recovered panic is
//     answered as Fatal, and JavaScript throws the instance away;
//   - a goroutine that an exported function woke runs when JavaScript pumps,
//     which the flag in the frame's header asks for.
package main

func main() {
	select {} // the exported functions do the work
}
