import type { ContractName } from "./kind.ts";

/** The project's contracts, in the order in which they are deployed. */
export const contractNames = [
  "AccessManager",
  "Participants",
  "Lots",
  "Policies",
  "Quotas",
  "Schemes",
  "Certification",
  "Custody",
  "Attestations",
  "Processing",
  "SiteAccounts",
  "Retirements",
  "UnitCodes",
  "Customs",
  "Seizures",
  "Routes",
  "ExportControl",
  "Findings",
  "Statements",
] as const satisfies readonly ContractName[];
