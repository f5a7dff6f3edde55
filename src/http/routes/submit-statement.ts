import { accepted, submission } from "../../api/schemas/submission.ts";
import { isPublicKind } from "../../api/statement-visibility.ts";
import type { Refused } from "../../relay/answer.ts";
import { wrongCheckDigits } from "../../statements/check-digits.ts";
import { GUESSABLE_BELOW } from "../../statements/random-nonce.ts";
import { kindOf } from "../../statements/statement.ts";
import { type Submission, statementsOf } from "../../statements/submission.ts";
import { unacceptable } from "../plumbing/parse-input.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Takes a statement or a bundle. */
export const submitStatement = defineRoute({
  name: "submitStatement",
  method: "post",
  path: "/v1/statements",
  tag: "Statements",
  summary: "Submit a signed statement, or an ordered bundle",
  description:
    "The submission is stored durably before it is answered, and reaches the ledger exactly once. Sending it again gives the same answer.",
  body: submission,
  success: { status: 202, description: "Accepted; its status is told at links.self", schema: accepted },
  problems: [
    "bundle-invalid",
    "nonce-guessable",
    "nonce-pending",
    "statement-pending",
    "lot-number-taken",
    "ledger-would-refuse",
    "too-much-gas",
    "too-many-bytes",
    "queue-full",
    "ledger-unavailable",
  ],
  async handle({ relay }, { body }) {
    requireSalt(body as Submission);
    requireCheckDigits(body as Submission);
    const answer = await relay.accept(body as Submission);
    if (answer.outcome === "refused") throw refusal(answer);
    const { id, digests, known } = answer;
    const self = `/v1/statements/${id}`;
    return { body: { id, digests, known, status: "accepted" as const, links: { self } }, headers: { location: self } };
  },
});

/**
 * A statement that is not for everybody's eyes is shown by its digest alone, and its nonce is all in it that cannot be guessed.
 * @throws Problem `nonce-guessable`.
 */
function requireSalt(submission: Submission): void {
  for (const { kind, message } of statementsOf(submission)) {
    if (isPublicKind(kind) || message.nonce >= GUESSABLE_BELOW) continue;
    const detail = `The nonce ${message.nonce} can be guessed, and with it what this statement says and should hide.`;
    throw new Problem("nonce-guessable", detail, { extensions: { nonce: message.nonce.toString() } });
  }
}

/** @throws Problem `invalid-request` where a number's check digit is wrong. */
function requireCheckDigits(submission: Submission): void {
  const isBundle = "bundle" in submission;
  const faults = statementsOf(submission).flatMap(({ kind, message }, index) => {
    const where = isBundle ? `bundle.${index}.message` : "message";
    return wrongCheckDigits(kindOf(kind).codecs, message).map(({ path, text }) => ({
      path: `${where}.${path}`,
      message: text.en,
    }));
  });
  if (faults.length > 0) throw unacceptable("body", faults);
}

function refusal(refused: Refused): Problem {
  switch (refused.code) {
    case "ledger-would-refuse": {
      const { error } = refused;
      const which = error.item === undefined ? "the statement" : `statement ${error.item} of the bundle`;
      const reason = error.reason === undefined ? "" : ` ${error.reason}`;
      return new Problem(refused.code, `The ledger would refuse ${which}: ${error.name}.${reason}`, {
        extensions: { error },
      });
    }
    case "nonce-pending": {
      const { organisation, nonce, pending } = refused;
      return new Problem(refused.code, `Nonce ${nonce} of ${organisation} is taken by a statement that is under way.`, {
        extensions: { organisation, nonce: nonce.toString(), pending },
      });
    }
    case "statement-pending": {
      const { digest, pending } = refused;
      return new Problem(refused.code, `Statement ${digest} is under way in another submission.`, {
        extensions: { digest, pending },
      });
    }
    case "lot-number-taken": {
      const { producer, lotNumber, lot } = refused;
      return new Problem(refused.code, `Lot number ${lotNumber} of ${producer} stands for another content already.`, {
        extensions: { producer, lotNumber, lot },
      });
    }
    case "bundle-invalid": {
      const { statements, limit } = refused;
      return new Problem(
        refused.code,
        `A bundle has 1 to ${limit} statements, each once; this one has ${statements}.`,
        {
          extensions: { statements, limit },
        },
      );
    }
    case "too-much-gas": {
      const { gas, limit } = refused;
      return new Problem(refused.code, `It needs ${gas} gas; a ledger transaction is given ${limit}.`, {
        extensions: { gas, limit },
      });
    }
    case "too-many-bytes": {
      const { bytes, limit } = refused;
      return new Problem(refused.code, `It has ${bytes} bytes; a ledger transaction holds ${limit}.`, {
        extensions: { bytes, limit },
      });
    }
    case "queue-full":
      return new Problem(refused.code, "As many statements are under way as the relay takes. Send it again later.", {
        headers: { "retry-after": String(refused.retryAfterSeconds) },
      });
    case "ledger-unavailable":
      return new Problem(refused.code, "The ledger does not answer now. Send it again later.", {
        headers: { "retry-after": String(refused.retryAfterSeconds) },
      });
  }
}
