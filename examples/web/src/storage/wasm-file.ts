/** What is known of the engine's file. */
export interface WasmFile {
  readonly bytes: number;
  /** Bytes that crossed the wire, compressed; unknown when it came from the cache. */
  readonly sent: number | undefined;
}

/** Looks the engine's file up among the resources that this page loaded; a shared worker's are not among them. */
export async function wasmFile(): Promise<WasmFile | undefined> {
  const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const entry = entries.find((one) => new URL(one.name).pathname.endsWith(".wasm"));
  if (entry === undefined || entry.decodedBodySize === 0) return undefined;
  return { bytes: entry.decodedBodySize, sent: entry.encodedBodySize === entry.decodedBodySize ? undefined : entry.encodedBodySize };
}
