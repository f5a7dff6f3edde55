import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const outDir = fileURLToPath(new URL("../../dist/portal", import.meta.url));

/** Each asset is compressed once, here, rather than at each request. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  closeBundle() {
    const folder = join(outDir, "assets");
    for (const name of readdirSync(folder)) {
      if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
      const content = readFileSync(join(folder, name));
      writeFileSync(join(folder, `${name}.br`), brotliCompressSync(content));
      writeFileSync(join(folder, `${name}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  publicDir: false,
  plugins: [compressed],
  oxc: {
    jsx: { runtime: "automatic" },
  },
  worker: { format: "es" },
  build: {
    outDir,
    emptyOutDir: true,
    // What all kept browsers have since May 2024; colours by `light-dark()` are the newest thing in use.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The policy lets no image be written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // For work on the pages: `npm run portal` beside a service that runs.
  server: {
    proxy: {
      "^/(v1|ready|openapi.json)": {
        target: "http://127.0.0.1:8080",
        bypass: ({ headers }) => (headers.accept?.includes("text/html") ? "/index.html" : undefined),
      },
    },
  },
});
