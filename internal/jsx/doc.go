// Package jsx is the engine's side of storage operations that JavaScript carries
// out: [Begin] an operation, hand its id to an imported function, [Op.Wait] for
// io_done. The bytes travel through linear memory. It holds the only package
// state of the wasm builds beside the bridge, because exported functions have no
// receiver; one instance is one database, so nothing is shared.
//
// It must not be waited for on the stack of an exported function: nothing could
// ever answer (see storage.WithoutWaiting).
package jsx
