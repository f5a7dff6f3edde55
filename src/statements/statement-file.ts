import { z } from "zod";
import type { Address, Hex } from "../domain/hex.ts";
import type { StatementDomain } from "./digest.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { address, bigInteger } from "./scalars.ts";
import {
  type Draft,
  kindOf,
  type Statement,
  statementSchema,
  statementToWire,
  type UnsignedStatement,
} from "./statement.ts";

/** A statement on its way from draft to submission, with all that signing it offline needs. */
export interface StatementFile {
  /** What its digest is bound to. */
  domain: StatementDomain;
  draft: Draft;
  signature?: Hex | undefined;
  countersignature?: Hex | undefined;
}

/** Reads the JSON of a statement file, but for its message and witness, which its kind reads. */
export const statementFileSchema = z.strictObject({
  domain: z.strictObject({
    chainId: bigInteger(256, "Chain").schema,
    verifyingContract: address("Contract").schema,
  }),
  kind: z.enum(Object.keys(statementKinds) as [StatementKindName, ...StatementKindName[]]),
  message: z.unknown(),
  witness: z.unknown().optional(),
  signature: z.string().optional(),
  countersignature: z.string().optional(),
});

/** Reads message and witness of a draft from their wire form. */
export function draftSchema(name: StatementKindName): z.ZodType<{ message: unknown; witness?: unknown }> {
  const kind = kindOf(name);
  return z.strictObject({
    message: kind.messageSchema as z.ZodType,
    witness: kind.attachments.witness?.schema ?? z.undefined().optional(),
  });
}

/** The draft of what its schema has read. */
export function draftOf(name: StatementKindName, { message, witness }: { message: unknown; witness?: unknown }): Draft {
  return { kind: name, message, ...("witness" in kindOf(name).attachments && { witness }) } as Draft;
}

/** Reads a whole statement file from JSON. @throws ZodError */
export function readStatementFileJson(json: unknown): StatementFile {
  const { domain, kind, message, witness, signature, countersignature } = statementFileSchema.parse(json);
  const draft = draftOf(kind, draftSchema(kind).parse({ message, ...(witness !== undefined && { witness }) }));
  return { domain, draft, signature, countersignature };
}

/** The JSON of a statement file. */
export function statementFileToJson(file: StatementFile): Record<string, unknown> {
  const { domain, draft, signature, countersignature } = file;
  return {
    domain: { chainId: domain.chainId.toString(), verifyingContract: domain.verifyingContract },
    ...statementToWire(draft),
    ...(signature !== undefined && { signature }),
    ...(countersignature !== undefined && { countersignature }),
  };
}

/** What of a draft is signed. */
export function unsigned({ draft }: Pick<StatementFile, "draft">): UnsignedStatement {
  return draft as UnsignedStatement;
}

/** Whether its recipient has to sign too. */
export function isCountersigned({ draft }: Pick<StatementFile, "draft">): boolean {
  return "countersignature" in kindOf(draft.kind).attachments;
}

/** Keys that have to sign, each with the signature that is theirs. */
export function signersOf(file: StatementFile): { as: "signature" | "countersignature"; key: Address }[] {
  const { message } = file.draft;
  const own = { as: "signature" as const, key: message.key };
  if (!isCountersigned(file) || !("recipientKey" in message)) return [own];
  return [own, { as: "countersignature", key: message.recipientKey }];
}

/** The first signature that a file lacks; undefined where it has all. */
export function lackingSignature(file: StatementFile): "signature" | "countersignature" | undefined {
  return signersOf(file).find(({ as }) => file[as] === undefined)?.as;
}

/** The statement of a file that lacks no signature, ready to be submitted. @throws ZodError */
export function statementOf(file: StatementFile): Statement {
  const { domain: _, ...wire } = statementFileToJson(file);
  return statementSchema.parse(wire);
}
