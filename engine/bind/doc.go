// Package bind joins a parsed text with the values of its variables. The types
// to know are [Vars], the variables of one request, and [Node], an argument
// after binding. Variables are data: they are checked against their declared
// types, bound after parsing and never become text.
//
// A variable of type DateTime, Uuid or Bytes is checked, but stays the text that
// was given: the field that it meets decides what it becomes.
package bind
