import type { ContractName } from "../../statements/kind.ts";
import type { Fold, GovernanceEvent } from "../fold.ts";
import { attestationsFolds } from "./attestations-folds.ts";
import { certificationFolds } from "./certification-folds.ts";
import { custodyFolds } from "./custody-folds.ts";
import { exportControlFolds } from "./export-control.ts";
import { findingsFolds } from "./findings.ts";
import { customsFolds } from "./holds.ts";
import { lotsFolds } from "./lots-folds.ts";
import { participantsFolds } from "./participants-folds.ts";
import { policiesFolds } from "./policies-folds.ts";
import { quotasFolds } from "./quotas-folds.ts";
import { schemesFolds } from "./schemes-folds.ts";
import { seizuresFolds } from "./seizures.ts";

const folds: { [C in ContractName]?: object } = {
  Participants: participantsFolds,
  Lots: lotsFolds,
  Certification: certificationFolds,
  Custody: custodyFolds,
  Attestations: attestationsFolds,
  Customs: customsFolds,
  Seizures: seizuresFolds,
  ExportControl: exportControlFolds,
  Findings: findingsFolds,
  Policies: policiesFolds,
  Quotas: quotasFolds,
  Schemes: schemesFolds,
};

/** The fold of an event of governance; undefined where it is only kept on record. */
export function governanceFold(contract: ContractName, event: string): Fold<GovernanceEvent> | undefined {
  // Each entry reads the arguments of its own event, and is given no others.
  return (folds[contract] as Record<string, Fold<GovernanceEvent>> | undefined)?.[event];
}
