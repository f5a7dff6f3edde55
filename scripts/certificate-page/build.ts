import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";

const folder = new URL("../../src/certificate-page/", import.meta.url);

/** Where `npm run certificate-page` writes the page. */
export const certificatePagePath = fileURLToPath(new URL("../../dist/certificate/verify.html", import.meta.url));

/** The page in one file, and the bundle that it runs, which Node can import. */
export interface CertificatePage {
  html: string;
  bundle: string;
}

/** Unpacks the program and starts it. What it starts is as certain as itself: the policy names the hash of both. */
const loader = `(async () => {
  const packed = Uint8Array.from(atob(document.getElementById("program").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.type = "module";
  script.textContent = await new Response(stream).text();
  document.head.append(script);
})();`;

/** Builds the page. @param networks Those that it trusts from the beginning. */
export async function buildCertificatePage(networks: readonly NetworkDescriptor[]): Promise<CertificatePage> {
  const bundle = await bundled();
  const style = readFileSync(new URL("page.css", folder), "utf8");
  // Nothing of the text may end the element that it stands in.
  const data = JSON.stringify(networks).replaceAll("<", "\\u003c");
  const policy = [
    "default-src 'none'",
    "connect-src 'none'",
    // WebAssembly hashes; nothing is compiled from text.
    `script-src '${hashOf(loader)}' '${hashOf(bundle)}' 'wasm-unsafe-eval'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ytterby</title>
<style>${style}</style>
<script type="application/json" id="networks">${data}</script>
<script type="text/plain" id="program">${gzipSync(bundle, { level: 9 }).toString("base64")}</script>
</head>
<body>
<script>${loader}</script>
</body>
</html>
`;
  return { html, bundle };
}

async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: ["chrome123", "firefox120", "safari17.5"],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: fileURLToPath(new URL("main.ts", folder)),
        preserveEntrySignatures: "strict",
        output: { format: "es", codeSplitting: false },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const chunks = outputs
    .flatMap((each) => ("output" in each ? each.output : []))
    .filter((part) => part.type === "chunk");
  const [only, ...others] = chunks;
  if (only === undefined || others.length > 0)
    throw new Error(`The page is ${chunks.length} files, and has to be one.`);
  return only.code;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
