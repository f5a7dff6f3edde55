import type { z } from "zod";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf } from "../statements/statement.ts";
import { visibleObject } from "./visibility.ts";

/** Whether everybody may see all of a kind, its signer and signature included. */
export function isPublicKind(kind: StatementKindName): boolean {
  return kindOf(kind).shows === "all";
}

/** The message of a kind in an answer: its fields in their wire shape, each with its visibility. */
export function shownMessage(kind: StatementKindName): z.ZodObject {
  const known = messages.get(kind) ?? messageOf(kind);
  messages.set(kind, known);
  return known;
}

/** Two schemas of one name would be two definitions of one component. */
const messages = new Map<StatementKindName, z.ZodObject>();

function messageOf(kind: StatementKindName): z.ZodObject {
  const { messageSchema, primaryType, shows } = kindOf(kind);
  const fields = Object.entries((messageSchema as unknown as z.ZodObject).shape) as [string, z.ZodType][];
  const isPublic = ([name]: [string, z.ZodType]) => shows === "all" || shows.includes(name);
  return visibleObject({
    public: Object.fromEntries(fields.filter(isPublic)),
    party: Object.fromEntries(fields.filter((field) => !isPublic(field))),
  }).meta({ id: `${primaryType}Shown` }) as unknown as z.ZodObject;
}
