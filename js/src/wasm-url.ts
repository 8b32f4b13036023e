/** The engine for pages; bundlers find the file by this very expression. */
export function browserWasm(): URL {
  return new URL("./aurora.wasm", import.meta.url);
}

/** Where a runtime hands the engine over ready compiled, it does it here. */
export const defaultModule: { host: WebAssembly.Module | undefined } = { host: undefined };

/** The engine for servers, without IndexedDB. The address is put together so that bundlers of pages leave it alone. */
export function hostWasm(): URL | WebAssembly.Module {
  if (defaultModule.host !== undefined) return defaultModule.host;
  const file = ["./aurora-host", "wasm"].join(".");
  return new URL(file, import.meta.url);
}
