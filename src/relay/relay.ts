import type { Hex } from "../domain/hex.ts";
import type { Accepted, Refused } from "./answer.ts";
import type { RelayStatus } from "./relay-status.ts";
import type { Submission } from "./submission.ts";
import type { SubmissionStatus } from "./submission-status.ts";

/** Takes statements, carries them to the ledger exactly once, and tells what became of them. */
export interface Relay {
  /** Takes a submission durably, or says why not. The same submission again gets the same answer. */
  accept(submission: Submission): Promise<Accepted | Refused>;
  /** Where a statement (by digest) or a bundle (by id) stands; undefined if it was never taken nor included. */
  statusOf(id: Hex): Promise<SubmissionStatus | undefined>;
  /** Reconciles with the ledger, then sends. */
  start(): Promise<void>;
  /** Finishes the step under way and stops; what is queued stays queued. */
  stop(): Promise<void>;
  status(): RelayStatus;
}
