import type { ProblemDocument } from "../api/problem-document.ts";
import type { LedgerError } from "../statements/ledger-error.ts";

/** The service answered with a problem document. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  /** As answered; `error` is what the ledger would refuse with. */
  readonly problem: ProblemDocument & { error?: LedgerError };

  constructor(problem: ProblemDocument) {
    super(problem.detail);
    this.problem = problem;
  }
}
