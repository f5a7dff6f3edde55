import type { Hex } from "../domain/hex.ts";
import { lotId } from "../statements/content.ts";
import { declaredLots } from "../statements/knowledge.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Store } from "../store/open-store.ts";
import { lotsByNumber } from "../store/repositories/lot-numbers.ts";
import type { Refusal } from "./answer.ts";
import type { PreparedSubmission } from "./prepared-submission.ts";

interface Declared {
  producer: string;
  lotNumber: string;
  lot: Hex;
}

/**
 * Finds submissions that declare a lot under a number that the producer's other lot stands under. To the ledger they are two
 * lots, as their contents differ; to people who read the number on a drum they would be one.
 */
export async function takenLotNumbers(
  store: Store,
  submissions: readonly PreparedSubmission[],
): Promise<Map<PreparedSubmission, Refusal>> {
  const declared = submissions.map((submission) => ({ submission, lots: declarationsOf(submission) }));
  const all = declared.flatMap(({ lots }) => lots);
  const refusals = new Map<PreparedSubmission, Refusal>();
  if (all.length === 0) return refusals;
  const standing = await lotsByNumber(store.db, all);
  for (const { submission, lots } of declared) {
    for (const { producer, lotNumber, lot } of lots) {
      const other = standing.find(
        (found) => found.producer === producer && found.lotNumber === lotNumber && found.lot !== lot,
      );
      if (other) refusals.set(submission, { code: "lot-number-taken", producer, lotNumber, lot: other.lot });
    }
  }
  return refusals;
}

function declarationsOf({ statements }: PreparedSubmission): Declared[] {
  return statements.flatMap(({ statement }) =>
    declaredLots(statement).map(({ producer, lotNumber, content }) => ({
      producer,
      lotNumber,
      lot: lotIdToWire(lotId(producer, lotNumber, content)),
    })),
  );
}
