import { z } from "zod";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { kindOf } from "../../statements/statement.ts";
import { isPublicKind, shownMessage } from "../statement-visibility.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { pageOf } from "./page.ts";
import { address, count, hash, seconds } from "./scalars.ts";

const recorded = {
  digest: hash("Digest of the statement"),
  timestamp: seconds("When the ledger included it"),
  blockNumber: count("Block that included it"),
  blockHash: hash("That block's hash"),
  transactionHash: hash("Ledger transaction that carried it"),
  lots: z.array(hash("Lot")).meta({ description: "Lots that it concerns" }),
};

/** What the service has under the digest is not what was stated: nothing of it is shown. */
const altered = visibleObject({ public: { ...recorded, kind: z.literal("altered") } }).meta({ id: "AlteredStated" });

function statedOf(kind: StatementKindName) {
  const always = { ...recorded, kind: z.literal(kind), message: shownMessage(kind) };
  const told = {
    organisation: address("Organisation that stated it"),
    description: localisedText.meta({ description: "What it says, in a line for people" }),
  };
  const fields = isPublicKind(kind) ? { public: { ...always, ...told } } : { public: always, party: told };
  return visibleObject(fields as { public: typeof always & typeof told }).meta({
    id: `${kindOf(kind).primaryType}Stated`,
  });
}

/** A statement that the ledger included: what everybody may see of it, and more for whom it concerns. */
export const stated = z
  .discriminatedUnion("kind", [altered, ...(Object.keys(statementKinds) as StatementKindName[]).map(statedOf)])
  .meta({ id: "Stated" });

/** Some of what was stated, in the ledger's order. */
export const statedPage = pageOf(stated).meta({ id: "StatedPage" });
