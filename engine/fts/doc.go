// Package fts is full-text search without storage: it cuts texts into words,
// folds them, compares them with the words of a query and ranks by BM25. The
// types to know are [Query] and [Ranking]. Posting lists are not its business.
//
// A word is a run of letters, digits and marks; case and the accents of Latin
// letters are folded; English stop words are dropped. A query word finds the
// same word, a longer word that begins with it, and, if fuzzy, words within
// that many edits (plain Levenshtein distance, in characters).
package fts
