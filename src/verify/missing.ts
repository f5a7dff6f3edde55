import type { Missing } from "../domain/custody.ts";
import type { LotCase } from "./lot-case.ts";

const sum = (parts: readonly Missing[]) => parts.reduce((total, { grams }) => total + grams, 0n);

/** What is missing of consignments that the ledger says are disputed: nobody's until both sides settle. */
export function disputedIn({ facts: { custody, consignments }, reading }: LotCase): Missing[] {
  const status = new Map(consignments.map((id, index) => [id, reading.holdings.consignments[index]]));
  return custody.missing.filter(({ consignment }) => status.get(consignment) === "disputed");
}

/** Grams in dispute. */
export function disputedGramsIn(lotCase: LotCase): bigint {
  return sum(disputedIn(lotCase));
}

/** Grams sent and never received nor returned, for good. */
export function shortGramsIn(lotCase: LotCase): bigint {
  const { custody } = lotCase.facts;
  return custody.lostGrams + sum(custody.missing) - disputedGramsIn(lotCase);
}
