#!/usr/bin/env node
// The `ytterby` command, from any folder and whatever Node it is started with.
import { fileURLToPath } from "node:url";
import { bootstrap } from "./bootstrap/bootstrap.mjs";

const args = process.argv.slice(2);
await bootstrap(["node", fileURLToPath(new URL("../src/cli/ytterby.ts", import.meta.url)), ...args], {
  portal: args.includes("serve"),
});
