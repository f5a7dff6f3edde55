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
    tests: ["Participants/Participants", "authority", "governance", "heads"].map(test),
  },
  Custody: {
    path: "contracts/Custody.sol",
    deployed: "Custody",
    tests: [
      ...["dispatch", "receive", "closing", "settle", "hand-over", "transport"].map((part) => test(`Custody/${part}`)),
      ...["type-hashes", "heads", "supply", "dirty-words", "authority"].map(test),
    ],
  },
  Certification: {
    path: "contracts/Certification.sol",
    deployed: "Certification",
    tests: [
      ...["correct", "life-cycle", "certify", "reject", "declare", "class"].map((part) =>
        test(`Certification/${part}`),
      ),
      ...["attacks/NamedCertifier", "attacks/Certificates", "attacks/Times", "attacks/Borders", "Lots/rules"].map(test),
      ...["type-hashes", "heads", "dirty-words", "authority"].map(test),
    ],
  },
  Attestations: {
    path: "contracts/Attestations.sol",
    deployed: "Attestations",
    tests: [
      ...["attest", "assay", "revoke", "overrule"].map((part) => test(`Attestations/${part}`)),
      ...["attacks/Examinations", "type-hashes", "heads", "dirty-words", "authority"].map(test),
    ],
  },
  Retirements: {
    path: "contracts/Retirements.sol",
    deployed: "Retirements",
    tests: ["Retirements/Retirements", "type-hashes", "heads", "supply", "dirty-words", "authority"].map(test),
  },
  Processing: {
    path: "contracts/Processing.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "worked-examples", "type-hashes", "heads", "dirty-words", "authority"].map(test),
  },
  Production: {
    path: "contracts/Production.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "worked-examples", "conservation"].map(test),
  },
  Compositions: {
    path: "contracts/libraries/Compositions.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "worked-examples", "conservation"].map(test),
  },
  Conservation: {
    path: "contracts/libraries/Conservation.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "worked-examples", "conservation"].map(test),
  },
  Inheritance: {
    path: "contracts/libraries/Inheritance.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "attacks/Claims"].map(test),
  },
  Mixtures: {
    path: "contracts/libraries/Mixtures.sol",
    deployed: "Processing",
    tests: ["attacks/Claims", "attacks/MassAndCarbon", "Processing/transform"].map(test),
  },
  Outputs: {
    path: "contracts/libraries/Outputs.sol",
    deployed: "Processing",
    tests: ["Processing/transform", "type-hashes", "dirty-words"].map(test),
  },
  SiteAccounts: {
    path: "contracts/SiteAccounts.sol",
    deployed: "SiteAccounts",
    tests: [
      "SiteAccounts/SiteAccounts",
      "attacks/MassAndCarbon",
      "attacks/Places",
      "attacks/Claims",
      "attacks/Times",
      "conservation",
      "type-hashes",
      "dirty-words",
      "authority",
    ].map(test),
  },
  Policies: {
    path: "contracts/Policies.sol",
    deployed: "Policies",
    tests: ["Policies/Policies", "attacks/MassAndCarbon", "Processing/transform", "heads", "governance"].map(test),
  },
  Quotas: {
    path: "contracts/Quotas.sol",
    deployed: "Quotas",
    tests: [
      "Quotas/Quotas",
      "Certification/declare",
      "Certification/reject",
      "attacks/Certificates",
      "attacks/Borders",
      "heads",
      "governance",
    ].map(test),
  },
  Schemes: {
    path: "contracts/Schemes.sol",
    deployed: "Schemes",
    tests: ["Schemes/Schemes", "Certification/certify", "Certification/class", "heads", "governance"].map(test),
  },
  Findings: {
    path: "contracts/Findings.sol",
    deployed: "Findings",
    tests: ["Findings/Findings", "attacks/Borders", "type-hashes", "authority"].map(test),
  },
  Customs: {
    path: "contracts/Customs.sol",
    deployed: "Customs",
    tests: [
      "Customs/Customs",
      "Customs/challenges",
      "Customs/consignments",
      "replacement",
      "type-hashes",
      "authority",
    ].map(test),
  },
  Holds: {
    path: "contracts/Holds.sol",
    deployed: "Customs",
    tests: ["Customs/Customs", "Customs/challenges", "Customs/consignments", "Seizures/Seizures", "replacement"].map(
      test,
    ),
  },
  Seizures: {
    path: "contracts/Seizures.sol",
    deployed: "Seizures",
    tests: ["Seizures/Seizures", "replacement", "governance", "type-hashes", "authority"].map(test),
  },
  Routes: {
    path: "contracts/Routes.sol",
    deployed: "Routes",
    tests: ["Routes/Routes", "replacement", "type-hashes", "authority"].map(test),
  },
  ExportControl: {
    path: "contracts/ExportControl.sol",
    deployed: "ExportControl",
    tests: ["ExportControl/ExportControl", "attacks/Borders", "type-hashes", "authority"].map(test),
  },
  Lots: {
    path: "contracts/Lots.sol",
    deployed: "Lots",
    tests: [
      ...["Lots", "made", "place", "rules"].map((part) => test(`Lots/${part}`)),
      ...["transitions", "supply", "heads", "conservation", "replacement", "governance"].map(test),
      ...["Custody/dispatch", "Custody/receive", "Custody/closing", "Custody/settle", "Custody/hand-over"].map(test),
      ...["Certification/reject", "Seizures/Seizures", "attacks/Borders", "authority"].map(test),
    ],
  },
  UnitCodes: {
    path: "contracts/UnitCodes.sol",
    deployed: "UnitCodes",
    tests: ["UnitCodes/UnitCodes", "attacks/UnitCodes", "replacement", "type-hashes", "authority"].map(test),
  },
  // What an assay leaves unmeasured is computed in one contract, and what comes of it in another.
  Excesses: {
    path: "contracts/libraries/Excesses.sol",
    deployed: "Policies",
    tests: ["attacks/MassAndCarbon"].map(test),
  },
  ExcessesOfAssays: {
    path: "contracts/libraries/Excesses.sol",
    deployed: "Attestations",
    tests: ["attacks/MassAndCarbon"].map(test),
  },
  LotRecords: {
    path: "contracts/libraries/LotRecords.sol",
    deployed: "Lots",
    tests: ["Lots/Lots", "transitions", "attacks/Certificates", "Certification/certify", "Certification/class"].map(
      test,
    ),
  },
};
