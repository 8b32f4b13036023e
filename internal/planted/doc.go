// Package planted proves that the storage tests can fail: each of its bugs is
// put into the sources by an overlay of the go command, and a test that passes
// without it must fail. It is built with the tag "planted" only:
//
//	go test -tags planted -timeout 30m ./internal/planted
//
// Nothing of it is in the product, whose sources stay as they are.
package planted
