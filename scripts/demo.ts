// The whole road on published figures: rare-earth lots are declared, examined, certified, shipped and verified on a ledger of
// their own, and attempts at fraud are refused.
//
//   npm run demo                stays up afterwards, to be looked at
//   npm run demo -- --exit      ends, with status 0 only if every step went as expected
//   npm run demo -- --network   runs on four validators: those of `npm run network` where it is up, or its own
import { parseArgs } from "node:util";
import { runDemo } from "./demo/run-demo.ts";

const { values } = parseArgs({
  options: {
    network: { type: "boolean", default: false },
    exit: { type: "boolean", default: false },
    port: { type: "string", default: "0" },
    lang: { type: "string", default: "en" },
  },
});

process.exit(
  await runDemo({
    stay: !values.exit,
    network: values.network,
    port: Number(values.port),
    language: values.lang === "zh" ? "zh" : "en",
  }),
);
