//go:build unix

// Package file keeps a database in a directory of plain files. [Open] returns
// the log-structured core (storage/lsm) over [Medium], which is the part that
// knows files.
//
// The directory holds
//
//	LOCK        locked by the process that has the database open; its pid inside
//	MANIFEST    replaced by rename: the first log's number, the page files, the core's manifest
//	log-N       a part of the log: a header and frames, only appended to; later ones go on
//	pages-N     immutable: a header, pages, and a table of them at the end
//
// Everything that MANIFEST does not name, but for later logs, is left over from a crash and removed
// at opening. docs/format.md gives the bytes, docs/durability.md the promises.
// One process at a time has a database open; within it a store is safe for
// concurrent use. Network file systems are not supported.
package file
