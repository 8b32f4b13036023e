// node serve.mjs [js|go]: the Worker on http://127.0.0.1:8787 (PORT sets another port); data stays in .data.
import { fileURLToPath } from "node:url";
import { ENTRIES, start } from "./local.mjs";

const entry = process.argv[2] ?? "js";
const port = Number(process.env["PORT"] ?? 8787);
if (!ENTRIES.includes(entry)) {
  console.error(`There is no entry ${entry}: choose js or go.`);
  process.exit(1);
}
try {
  const { url, stop } = await start(entry, fileURLToPath(new URL("./.data", import.meta.url)), port);
  console.log(`The ${entry} entry runs at ${url} (Ctrl+C stops it)`);
  console.log(`Try: curl ${url}/db/demo/aql -H 'content-type: application/json' -d '{"query":"{ __schema { collections { name count } } }"}'`);
  process.once("SIGINT", () => void stop());
} catch (error) {
  console.error(error.code === "ERR_ADDRESS_IN_USE" || /in use/i.test(error.message) ? `Port ${port} is taken: choose another one with PORT.` : error.message);
  process.exit(1);
}
