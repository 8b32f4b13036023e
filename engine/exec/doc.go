// Package exec runs plans: one operator a file, rows pushed from the operator
// that reads the store up to the one that writes the answer. The types to know
// are [Op], [Row], [Env] and [Projection]. It knows neither texts nor the rules
// by which a plan is chosen: package plan builds the operators. An operator
// tree may be run any number of times and by any number of goroutines, each
// with its own [Env]. No operator holds a lock or waits for anything but the
// store.
package exec
