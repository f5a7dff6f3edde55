import { run } from "./run.ts";

const status = await run(process.argv.slice(2));
// What a late shutdown left running must not keep the process.
process.exit(status);
