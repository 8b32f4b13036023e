/**
 * The package in a Cloudflare Worker: as everywhere, with databases in memory. The Durable Object that keeps its data is in
 * `@auroradb/aurora/worker`.
 *
 * @packageDocumentation
 */
import module from "./aurora-host.wasm";
import { defaultModule } from "./wasm-url.js";

defaultModule.host = module;

export * from "./index.js";
