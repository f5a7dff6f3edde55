import { bytesOf, joined } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { Statement } from "./statement.ts";

/** What is handed to the relay: a statement, or statements that stand or fall together, in this order. */
export type Submission = Statement | { bundle: Statement[] };

/** Most statements that a bundle may have. */
export const maxBundleStatements = 50;

/** The statements of a submission, in order. */
export function statementsOf(submission: Submission): Statement[] {
  return "bundle" in submission ? submission.bundle : [submission];
}

/** The id of a submission: a statement's digest; of a bundle, however long, keccak256 of its digests, one after the other. */
export function submissionId(submission: Submission, digests: readonly Hex[]): Hex {
  if (!("bundle" in submission)) return digests[0] as Hex;
  return keccak256Hex(joined(...digests.map(bytesOf)));
}
