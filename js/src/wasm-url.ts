/** The engine for pages; bundlers find the file by this very expression. */
export function browserWasm(): URL {
  return new URL("./aurora.wasm", import.meta.url);
}

/** The engine for servers, without IndexedDB. The address is put together so that bundlers of pages leave it alone. */
export function hostWasm(): URL {
  const file = ["./aurora-host", "wasm"].join(".");
  return new URL(file, import.meta.url);
}
