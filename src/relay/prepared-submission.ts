import type { Address, Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { kindOf, type Statement } from "../statements/statement.ts";
import { type Submission, statementsOf, submissionId } from "../statements/submission.ts";
import type { LedgerCall } from "./ledger-call.ts";

/** A statement with everything that carrying it needs. */
export interface PreparedStatement {
  statement: Statement;
  digest: Hex;
  organisation: Address;
  nonce: bigint;
  call: LedgerCall;
}

/** A submission with everything that carrying it needs. */
export interface PreparedSubmission {
  id: Hex;
  statements: PreparedStatement[];
  /** Last second (ledger time) at which all of it can be included. */
  validBefore: number;
}

/** Computes digests, ids and calls. */
export function prepareSubmission(ledger: Ledger, submission: Submission): PreparedSubmission {
  const statements = statementsOf(submission).map((statement) => prepareStatement(ledger, statement));
  return {
    id: submissionId(
      submission,
      statements.map(({ digest }) => digest),
    ),
    statements,
    validBefore: Math.min(...statements.map(({ statement }) => statement.message.validBefore)),
  };
}

function prepareStatement(ledger: Ledger, statement: Statement): PreparedStatement {
  const { to, data } = ledger.encodeStatementCall(statement);
  return {
    statement,
    digest: ledger.digest(statement),
    organisation: statement.message.organisation,
    nonce: statement.message.nonce,
    call: {
      module: to,
      gasBudget: kindOf(statement.kind).gasBudget(statement),
      data,
    },
  };
}
