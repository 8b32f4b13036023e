/** The second entry: the front door is the Go program in go-entry, run by its package's glue; the class of the objects is the same. */
export { Database } from "./database";
// @ts-expect-error: made by build.mjs, without types
export { default } from "../dist/glue/worker.mjs";
