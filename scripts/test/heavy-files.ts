/** Files that take long, the longest first: they start first, so that none of them is left to a single process at the end. */
export const heavyFiles = [
  "test/portal/pages.test.ts",
  "test/contracts/model/model.test.ts",
  "test/service/take-back.test.ts",
  "test/cli/road.test.ts",
  "test/http/generated-clients.test.ts",
  "test/cli/commands/units.test.ts",
  "test/docs/first-steps.test.ts",
  "test/certificate/certificate.test.ts",
  "test/verify/rewriting.test.ts",
  "test/embedded-ledger/durability.test.ts",
  "test/contracts/authority.test.ts",
  "test/store/embedded/embedded-driver.test.ts",
  "test/indexer/fork.test.ts",
  "test/http/fuzz.test.ts",
];

/** Files that mostly wait for blocks, clocks and processes that start: they run beside the others, one after another. */
export const waitingFiles = [
  "test/network/local-network.test.ts",
  "test/relay/faults/fault-run.test.ts",
  "test/rpc/node-list.test.ts",
  "test/service/service.test.ts",
];
