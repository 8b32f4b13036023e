// Package durableobject is an lsm.Medium over the SQLite storage of a Cloudflare
// Durable Object. The type to know is [Medium].
//
// Every commit is one transactionSync: the platform lets no answer leave the
// object before it has confirmed the write. Log records, pages and the manifest
// are rows of at most 1 MiB; the JavaScript side splits and joins them. The
// platform runs one object of a name at a time, so there is nothing to lock.
package durableobject
