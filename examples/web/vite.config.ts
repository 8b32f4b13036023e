import { defineConfig } from "vite";

// Relative paths, so that the folder can be served from anywhere; no inlined
// assets, so that the page's content security policy needs no data: URLs.
export default defineConfig({
  base: "./",
  build: { target: "es2023", assetsInlineLimit: 0, reportCompressedSize: false, modulePreload: { polyfill: false } },
  worker: { format: "es" },
});
