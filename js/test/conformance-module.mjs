// The npm package for testdata/conformance/run.mjs: node run.mjs --dir … --module js/test/conformance-module.mjs
import { Aurora } from "../../npm/dist/index.js";

export const capabilities = ["stream", "int64"];

export async function create() {
  const db = await Aurora.open("conformance", { storage: "memory", int64: "bigint" });
  return {
    execute: (text, variables, operationName) => db.execute(text, variables, operationName === undefined ? {} : { operationName }),
    stream: (text, variables) => db.stream(text, variables),
    close: () => db.close(),
  };
}
