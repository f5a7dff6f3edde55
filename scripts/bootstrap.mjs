// Runs a command under a Node that the stack needs, after installing and compiling what is missing or stale.
// Dependency-free, and plain enough for an old Node to read, so that it can say what is wrong instead of breaking.
//
//   node scripts/bootstrap.mjs [--portal] <command> [arguments…]     --portal: the command serves the portal
import { bootstrap } from "./bootstrap/bootstrap.mjs";

const [first, ...rest] = process.argv.slice(2);
await (first === "--portal" ? bootstrap(rest, { portal: true }) : bootstrap(process.argv.slice(2)));
