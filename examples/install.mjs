// Installs an example's packages, and Aurora's own from this repository, as npm would install them from a registry.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../npm", import.meta.url));

/** Installs what the lock file of `folder` says, then the packed tarball of ../npm. */
export function install(folder) {
  if (!existsSync(join(PACKAGE, "package.json"))) throw new Error("The npm package is not built yet: run node npm/build.mjs first.");
  locked(folder);
  const vendor = join(folder, "vendor");
  rmSync(vendor, { recursive: true, force: true });
  mkdirSync(vendor);
  npm(PACKAGE, "pack", "--silent", "--ignore-scripts", "--pack-destination", vendor);
  const tarball = readdirSync(vendor).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball.");
  npm(folder, "install", "--silent", "--no-save", "--no-package-lock", "--ignore-scripts", `./vendor/${tarball}`);
}

/** Runs `npm ci` when the lock file is not the one that was installed last. */
function locked(folder) {
  const stamp = join(folder, "node_modules", ".installed");
  const want = createHash("sha256").update(readFileSync(join(folder, "package-lock.json"))).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === want) return;
  npm(folder, "ci", "--silent", "--ignore-scripts");
  writeFileSync(stamp, want);
}

function npm(cwd, ...args) {
  execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
