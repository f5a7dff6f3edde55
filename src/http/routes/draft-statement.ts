import { z } from "zod";
import { draftAnswer, draftRequest } from "../../api/schemas/draft.ts";
import { normalisedIn } from "../../domain/plain-text.ts";
import { randomNonce } from "../../statements/random-nonce.ts";
import { describeStatement, kindOf, type UnsignedStatement } from "../../statements/statement.ts";
import { typedDataOf } from "../../statements/typed-data.ts";
import { readWritten } from "../../statements/written.ts";
import { parseInput, unacceptable } from "../plumbing/parse-input.ts";
import { defineRoute } from "../plumbing/route.ts";

const clockSkewSeconds = 60;
const usualWindowSeconds = 86_400;

/** Gives a statement the form in which wallets sign it. */
export const draftStatement = defineRoute({
  name: "draftStatement",
  method: "post",
  path: "/v1/drafts",
  tag: "Statements",
  summary: "A statement as it is signed: typed data in full, for a wallet",
  description:
    "Nothing is stored, and nothing is asked of the ledger: whether it would take the statement shows when the statement is submitted.",
  body: draftRequest,
  success: { status: 200, description: "The statement, its digest and its typed data", schema: draftAnswer },
  problems: [],
  handle({ ledger }, { body }) {
    const kind = kindOf(body.kind);
    const now = Math.floor(Date.now() / 1_000);
    const usual = {
      nonce: randomNonce().toString(),
      validAfter: now - clockSkewSeconds,
      validBefore: now + usualWindowSeconds,
    };
    const schema = z.object({ message: kind.messageSchema as z.ZodType<UnsignedStatement["message"]> });
    const { message: read, faults, workings } = readWritten(kind.codecs, normalisedIn(body.message));
    if (faults.length > 0) {
      const named = faults.map(({ path, text }) => ({ path: `message.${path}`, message: text.en }));
      throw unacceptable("body", named);
    }
    const { message } = parseInput(schema, { message: { ...usual, ...read } }, "body");
    const statement = { kind: body.kind, message } as UnsignedStatement;
    return {
      body: {
        kind: body.kind,
        message: kind.toWire(statement.message as never),
        says: describeStatement(statement),
        computed: workings.map(({ path, text }) => ({ path: `message.${path}`, says: text })),
        digest: ledger.digest(statement),
        typedData: typedDataOf(statement, ledger.domain(body.kind)),
      },
    };
  },
});
