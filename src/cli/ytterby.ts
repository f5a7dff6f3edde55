import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Taking the types away and compiling is half of what a short command costs. Whoever runs it owns this folder, as nobody does the one for temporary files.
enableCompileCache(join(import.meta.dirname, "../../.toolchain/compile-cache"));
const { run } = await import("./run.ts");

const status = await run(process.argv.slice(2));
// What a late shutdown left running must not keep the process.
process.exit(status);
