import { z } from "zod";
import { draftAnswer, draftRequest } from "../../api/schemas/draft.ts";
import type { gramsList, namedGrams as namedGramsSchema } from "../../api/schemas/unit.ts";
import type { Hex } from "../../domain/hex.ts";
import { normalisedIn } from "../../domain/plain-text.ts";
import type { Reader } from "../../readers/reader.ts";
import { gramsFieldOf } from "../../statements/knowledge.ts";
import { movedGrams } from "../../statements/moved-grams.ts";
import { randomNonce } from "../../statements/random-nonce.ts";
import { describeStatement, kindOf, type UnsignedStatement } from "../../statements/statement.ts";
import { typedDataOf } from "../../statements/typed-data.ts";
import { readWritten } from "../../statements/written.ts";
import { listGrams, newListSalt } from "../../units/grams-list.ts";
import { namedGrams, namedToWire } from "../answers/named-grams.ts";
import { parseInput, unacceptable } from "../plumbing/parse-input.ts";
import { defineRoute } from "../plumbing/route.ts";
import type { Services } from "../services.ts";

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
  problems: [
    ...(["sign-in-required", "lot-not-found", "unit-ranges-invalid"] as const),
    ...(["package-not-found", "package-conflict"] as const),
  ],
  async handle(services, { body, reader }) {
    const { ledger } = services;
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
    const open = { kind: body.kind, message } as UnsignedStatement;
    const units = body.units === undefined ? null : await listed(services, open, body.units, reader);
    const statement = units === null ? open : committed(open, units.hash);
    return {
      body: {
        kind: body.kind,
        message: kind.toWire(statement.message as never),
        says: describeStatement(statement),
        computed: workings.map(({ path, text }) => ({ path: `message.${path}`, says: text })),
        digest: ledger.digest(statement),
        units,
        typedData: typedDataOf(statement, ledger.domain(body.kind)),
      },
    };
  },
});

/** The list of the grams that a statement's signature is to commit to. */
async function listed(
  services: Services,
  { kind, message }: UnsignedStatement,
  units: z.output<typeof namedGramsSchema>,
  { credential }: Reader,
): Promise<z.input<typeof gramsList>> {
  const field = gramsFieldOf(kind);
  if (field === undefined) {
    throw unacceptable("body", [{ path: "units", message: "a statement of this kind commits to no list of grams" }]);
  }
  const wire = kindOf(kind).toWire(message as never);
  if (wire[field] !== null) {
    throw unacceptable("body", [{ path: `message.${field}`, message: "it follows from units: leave one of them out" }]);
  }
  const book = credential && { organisation: credential.organisation };
  const named = await namedGrams(services, units, book, movedGrams({ kind, message: wire }));
  const salt = newListSalt();
  return { hash: listGrams(named, salt).hash, salt, lots: namedToWire(named) };
}

function committed({ kind, message }: UnsignedStatement, hash: Hex): UnsignedStatement {
  return { kind, message: { ...message, [String(gramsFieldOf(kind))]: hash } } as UnsignedStatement;
}
