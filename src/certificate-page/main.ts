import { startPage } from "./page.ts";

export * from "./verifier.ts";

// In Node there is no document: the same bundle is only imported there.
if ("document" in globalThis) startPage(document);
