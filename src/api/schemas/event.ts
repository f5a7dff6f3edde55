import { z } from "zod";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { kindOf } from "../../statements/statement.ts";
import { isPublicKind } from "../statement-visibility.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { address, count, hash, seconds } from "./scalars.ts";

function eventOf(kind: StatementKindName) {
  const always = {
    id: z
      .string()
      .regex(/^[0-9]+$/)
      .meta({ description: "Its place in the order of events, a decimal string" }),
    type: z.enum(["included", "unwound", "final"]).meta({
      description:
        "included: the ledger has the statement. unwound: a fork has taken it back. final: no fork can take it back any more",
    }),
    kind: z.literal(kind),
    digest: hash("Digest of the statement"),
    blockNumber: count("Block that included it"),
    blockHash: hash("That block's hash"),
    lots: z.array(hash("Lot")).optional().meta({ description: "Lots that it concerns; absent once it was taken back" }),
    timestamp: seconds("When the ledger included it; absent once it was taken back").optional(),
  };
  const told = {
    organisation: address("Organisation that stated it").optional(),
    description: localisedText.optional().meta({ description: "What it says, in a line for people" }),
  };
  const fields = isPublicKind(kind) ? { public: { ...always, ...told } } : { public: always, party: told };
  return visibleObject(fields as { public: typeof always & typeof told }).meta({
    id: `${kindOf(kind).primaryType}Event`,
  });
}

const [first, ...rest] = (Object.keys(statementKinds) as StatementKindName[]).map(eventOf);
if (first === undefined) throw new Error("there is no kind of statement");

/** Something that became of a statement: what everybody may know of it, and more for whom it concerns. */
export const ledgerEvent = z.discriminatedUnion("kind", [first, ...rest]).meta({ id: "LedgerEvent" });
