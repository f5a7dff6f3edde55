import type { z } from "zod";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf } from "../statements/statement.ts";
import { visibleObject } from "./visibility.ts";

/**
 * What everybody may see of each kind of statement: all of it, or the fields named. What is not named here is seen by the
 * parties; a kind that is not here shows nothing but its digest and its time. Declarations, certificates and findings are
 * what a certificate is meant to show; who trades with whom, how much and behind which seal is not.
 */
const publicFields: { [K in StatementKindName]?: "all" | readonly string[] } = {
  declare: "all",
  certify: "all",
  reject: "all",
  assay: "all",
  attest: "all",
  suspend: "all",
  reinstate: "all",
  revoke: "all",
  renew: "all",
  "revoke-assay": "all",
  "revoke-attestation": "all",
  dispatch: ["fromCountry", "toCountry"],
};

/** Whether everybody may see all of a kind, its signer and signature included. */
export function isPublicKind(kind: StatementKindName): boolean {
  return publicFields[kind] === "all";
}

/** The message of a kind in an answer: its fields in their wire shape, each with its visibility. */
export function shownMessage(kind: StatementKindName): z.ZodObject {
  const { messageSchema, primaryType } = kindOf(kind);
  const fields = Object.entries((messageSchema as unknown as z.ZodObject).shape) as [string, z.ZodType][];
  const shown = publicFields[kind] ?? [];
  const isPublic = ([name]: [string, z.ZodType]) => shown === "all" || shown.includes(name);
  return visibleObject({
    public: Object.fromEntries(fields.filter(isPublic)),
    party: Object.fromEntries(fields.filter((field) => !isPublic(field))),
  }).meta({ id: `${primaryType}Shown` }) as unknown as z.ZodObject;
}
