import url from "@auroradb/aurora/aurora.wasm?url";
import { bytes } from "../ui/format";

/** Says how large the engine's file is, as the server sends it. The shared worker loads it, so the page has to ask. */
export async function wasmSize(): Promise<string> {
  const response = await fetch(url, { method: "HEAD" });
  const length = Number(response.headers.get("content-length") ?? 0);
  if (!response.ok || length === 0) return "unknown";
  const encoding = response.headers.get("content-encoding");
  return encoding === null ? bytes(length) : `${bytes(length)} over the wire (${encoding})`;
}
