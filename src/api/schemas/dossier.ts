import { z } from "zod";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { kindOf } from "../../statements/statement.ts";
import { isPublicKind, shownMessage } from "../statement-visibility.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { address, count, hash, seconds } from "./scalars.ts";

const link = {
  position: count("Position in the dossier, from 1"),
  digest: hash("Digest of the statement, or the hash of governance's call"),
  timestamp: seconds("When the ledger included it"),
  blockNumber: count("Block that included it"),
};

/** What governance did: a consignment returned after its time-out, a finding set aside. */
const governanceEntry = visibleObject({ public: { ...link, kind: z.literal("governance") } }).meta({
  id: "GovernanceEntry",
});

/** What the service has under the digest is not what was stated: nothing of it is shown. */
const alteredEntry = visibleObject({ public: { ...link, kind: z.literal("altered") } }).meta({ id: "AlteredEntry" });

function entryOf(kind: StatementKindName) {
  const always = {
    ...link,
    transactionHash: hash("Ledger transaction that carried it"),
    kind: z.literal(kind),
    message: shownMessage(kind),
  };
  const signer = {
    organisation: address("Organisation that stated it"),
    signature: z.string(),
    countersignature: z.string().nullable(),
    description: localisedText.meta({ description: "What it says, in a line for people" }),
  };
  const fields = isPublicKind(kind) ? { public: { ...always, ...signer } } : { public: always, party: signer };
  return visibleObject(fields as { public: typeof always & typeof signer }).meta({
    id: `${kindOf(kind).primaryType}Entry`,
  });
}

const [first, ...rest] = (Object.keys(statementKinds) as StatementKindName[]).map(entryOf);
if (first === undefined) throw new Error("there is no kind of statement");

/** A statement of a dossier: what everybody may see of it, and its digest for the rest; what governance did; or that a statement was altered. */
export const dossierEntry = z
  .discriminatedUnion("kind", [governanceEntry, alteredEntry, first, ...rest])
  .meta({ id: "DossierEntry" });

/** A part of a lot's dossier. */
export const dossierPage = visibleObject({
  public: {
    lot: hash("Lot"),
    items: z.array(dossierEntry),
    next: z.string().nullable().meta({ description: "Cursor of the next page; null on the last" }),
  },
}).meta({ id: "DossierPage" });
