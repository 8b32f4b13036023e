// Package log stands for the standard library's in the WebAssembly builds,
// where the one library that logs tells of closed connections.
package log

import "fmt"

// Println prints to the console.
func Println(args ...any) { print(fmt.Sprintln(args...)) }
