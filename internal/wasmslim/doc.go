// Command wasmslim prepares the WebAssembly builds: libraries without the parts
// that this product never calls, but whose imports the linker must keep. It
// prints nothing; the builds take -modfile out/go.mod -overlay out/overlay.json.
//
//	wasmslim out
//
// Files are named with what leaves them, and a declaration that is not there is
// an error: after an update of a library somebody looks. The standard packages
// fmt and log are replaced by the small ones beside this program.
package main
