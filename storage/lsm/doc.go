// Package lsm is the log-structured core: one recoverable store, written once
// and put upon any [Medium] that can append to a log, keep immutable pages and
// replace a manifest atomically. The types to know are [Store], which is a
// storage.Store, and [Medium].
//
// A commit is one checksummed frame of the log; the newest entries live in a
// copy-on-write tree, which is written as a sorted run of pages when it is
// full; runs are merged in the background. docs/format.md gives the bytes,
// docs/durability.md the promises.
//
// Apply, Snapshot, Latest and reads of resident data never wait for the medium
// (a relaxed commit on a synchronous medium is written by Apply itself, which
// is a call that returns, not a wait). Ack.Wait, Flush, Compact and Close may.
// A Store is safe for concurrent use.
package lsm
