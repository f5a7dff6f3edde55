/** A contract that is mutated, and the tests that are to notice. */
export interface Subject {
  /** Source whose functions are mutated. */
  path: string;
  /** Contract that is deployed with it, where the source is a library or a base. */
  deployed: string;
  /** In the order in which they are run: what fails soonest first. */
  tests: readonly string[];
}

const test = (name: string) => `test/contracts/${name}.test.ts`;

/** Where authority is judged, goods change hands and mass is conserved. */
export const subjects: Readonly<Record<string, Subject>> = {
  Participants: {
    path: "contracts/Participants.sol",
    deployed: "Participants",
    tests: ["Participants", "authority", "governance", "heads"].map(test),
  },
  Custody: {
    path: "contracts/Custody.sol",
    deployed: "Custody",
    tests: [
      ...["dispatch", "receive", "closing", "settle", "hand-over", "transport"].map((part) => test(`Custody.${part}`)),
      ...["type-hashes", "heads", "supply", "dirty-words", "authority"].map(test),
    ],
  },
  Processing: {
    path: "contracts/Processing.sol",
    deployed: "Processing",
    tests: [
      "Processing.transform",
      "Processing",
      "worked-examples",
      "type-hashes",
      "heads",
      "dirty-words",
      "authority",
    ].map(test),
  },
  Production: {
    path: "contracts/Production.sol",
    deployed: "Processing",
    tests: ["Processing.transform", "worked-examples", "conservation"].map(test),
  },
  Compositions: {
    path: "contracts/libraries/Compositions.sol",
    deployed: "Processing",
    tests: ["Processing.transform", "worked-examples", "conservation"].map(test),
  },
  Conservation: {
    path: "contracts/libraries/Conservation.sol",
    deployed: "Processing",
    tests: ["Processing.transform", "worked-examples", "conservation"].map(test),
  },
};
