import type { Address, Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { isRegular, regularSignature } from "../statements/regular-signature.ts";
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

function prepareStatement(ledger: Ledger, given: Statement): PreparedStatement {
  const digest = ledger.digest(given);
  const statement = withRegularSignatures(given, digest);
  const { to, data } = ledger.encodeStatementCall(statement);
  return {
    statement,
    digest,
    organisation: statement.message.organisation,
    nonce: statement.message.nonce,
    call: {
      module: to,
      gasBudget: kindOf(statement.kind).gasBudget(statement),
      data,
    },
  };
}

/** Wallets and key services write signatures in several forms, and the contracts take one. What no key pair made is left to a contract wallet. */
function withRegularSignatures(statement: Statement, digest: Hex): Statement {
  const regular = (signature: Hex, key: Address): Hex =>
    isRegular(signature) ? signature : (regularSignature(digest, signature, key) ?? signature);
  const signed = { ...statement, signature: regular(statement.signature, statement.message.key) };
  if (!("countersignature" in signed && "recipientKey" in signed.message)) return signed;
  return { ...signed, countersignature: regular(signed.countersignature, signed.message.recipientKey) };
}
