/** Files that take long, the longest first: they start first, so that none of them is left to a single process at the end. */
export const heavyFiles = [
  "test/portal/pages.test.ts",
  "test/service/take-back.test.ts",
  "test/http/generated-clients.test.ts",
  "test/docs/first-steps.test.ts",
  "test/docs/upgrading.test.ts",
  "test/contracts/authority.test.ts",
  "test/relay/crash.test.ts",
  "test/verify/rewriting.test.ts",
  "test/http/fuzz.test.ts",
  "test/indexer/fork.test.ts",
  "test/watch/node-faults.test.ts",
  "test/store/migrate.test.ts",
  "test/embedded-ledger/embedded-ledger.test.ts",
  "test/cli/road.test.ts",
  "test/cli/audit-check.test.ts",
  "test/contracts/model/model.test.ts",
  "test/store/embedded/embedded-driver.test.ts",
];

/**
 * Files that `npm run test:long` runs and `npm test` does not: they install, build, render every page, bring up a network or a service, wait
 * and kill, or rewrite every column of the index, and take more than ten minutes on two processors. What they are about has quicker tests
 * beside its source, but for the generated clients.
 */
export const longFiles = [
  "test/cli/commands/serve.test.ts",
  "test/cli/road.test.ts",
  "test/data-folder/restore.test.ts",
  "test/docs/first-steps.test.ts",
  "test/docs/upgrading.test.ts",
  "test/embedded-ledger/durability.test.ts",
  "test/embedded-ledger/renew-engine.test.ts",
  "test/http/generated-clients.test.ts",
  "test/indexer/reread.test.ts",
  "test/network/local-network.test.ts",
  "test/network/partition.test.ts",
  "test/network/wrong-clock.test.ts",
  "test/portal/pages.test.ts",
  "test/relay/crash.test.ts",
  "test/relay/faults/fault-run.test.ts",
  "test/scripts/bench/gas/snapshot.test.ts",
  "test/scripts/bootstrap.test.ts",
  "test/service/service.test.ts",
  "test/service/take-back.test.ts",
  "test/store/migrate.test.ts",
  "test/store/move-store.test.ts",
  "test/verify/rewriting.test.ts",
  "test/watch/node-faults.test.ts",
];

/** Files that mostly wait for blocks, clocks and processes that start: they run beside the others, one after another. */
export const waitingFiles = [
  "test/network/local-network.test.ts",
  "test/network/partition.test.ts",
  "test/network/wrong-clock.test.ts",
  "test/relay/faults/fault-run.test.ts",
  "test/rpc/node-list.test.ts",
  "test/service/service.test.ts",
  "test/store/open-store.test.ts",
];
