// Installs an example's packages, and Aurora's own from this repository, as npm would install them from a registry.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
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

/** Runs `npm ci` unless the packages were installed after the lock file was last changed. */
function locked(folder) {
  const installed = statSync(join(folder, "node_modules", ".package-lock.json"), { throwIfNoEntry: false });
  if (installed !== undefined && installed.mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs) return;
  npm(folder, "ci", "--silent", "--ignore-scripts");
}

function npm(cwd, ...args) {
  execFileSync("npm", args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
}
