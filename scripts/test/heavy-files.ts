/** Files that take long, the longest first: they start first, so that none of them is left to a single process at the end. */
export const heavyFiles = [
  "test/relay/faults/fault-run.test.ts",
  "test/contracts/model/model.test.ts",
  "test/portal/verify.test.ts",
  "test/cli/road.test.ts",
  "test/contracts/authority.test.ts",
  "test/http/fuzz.test.ts",
];
