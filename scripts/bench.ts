// Measures, and prints a table; with --json, rows for machines too.
//
//   npm run bench -- relay|http|ledger|network|processing|units|fingerprint|detection|portal|certificate|customs|own|gas [--json <file>] [--keep]
//
// With --keep the gas becomes what tests compare with from now on (docs/gas.json); run `npm run generate` after it.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Row } from "./bench/row.ts";
import { renderRows } from "./bench/table.ts";

const { values, positionals } = parseArgs({
  options: { json: { type: "string" }, keep: { type: "boolean", default: false } },
  allowPositionals: true,
});

const suites: Record<string, () => Promise<Row[]>> = {
  relay: async () => (await import("./bench/relay.ts")).relayRows(),
  http: async () => (await import("./bench/http.ts")).httpRows(),
  ledger: async () => (await import("./bench/ledger.ts")).ledgerRows(),
  network: async () => (await import("./bench/network.ts")).networkRows(),
  processing: async () => (await import("./bench/processing.ts")).processingRows(),
  units: async () => (await import("./bench/units.ts")).unitsRows(),
  fingerprint: async () => (await import("./bench/fingerprint.ts")).fingerprintRows(),
  detection: async () => (await import("./bench/detection.ts")).detectionRows(),
  portal: async () => (await import("./bench/portal.ts")).portalRows(),
  certificate: async () => (await import("./bench/certificate.ts")).certificateRows(),
  customs: async () => (await import("./bench/customs.ts")).customsRows(),
  own: async () => (await import("./bench/own.ts")).ownRows(),
  gas: async () => (await import("./bench/gas/rows.ts")).gasRows(values.keep),
};

const unknown = positionals.filter((name) => !(name in suites));
if (positionals.length === 0 || unknown.length > 0) {
  console.error(`Name one or more suites: ${Object.keys(suites).join(", ")}.`);
  process.exit(64);
}

const rows: Row[] = [];
for (const name of positionals) {
  console.error(`… ${name}`);
  rows.push(...((await suites[name]?.()) ?? []));
}
console.log(renderRows(rows));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, null, 2)}\n`);
