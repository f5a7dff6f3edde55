import { z } from "zod";
import type { Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { JsonObject } from "./codec.ts";
import type { StatementKind } from "./kind.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { signature } from "./scalars.ts";

type Kinds = typeof statementKinds;
/** The message of a kind: what is signed. */
export type Message<K extends StatementKindName = StatementKindName> = {
  [N in K]: Kinds[N] extends StatementKind<string, infer M, infer _> ? M : never;
}[K];
/** What travels with a statement of a kind besides its signature. */
type Attachments<K extends StatementKindName> = Kinds[K] extends StatementKind<string, infer _, infer A> ? A : never;

/** A message and its kind: all that a digest is made of. */
export type UnsignedStatement<K extends StatementKindName = StatementKindName> = {
  [N in K]: { kind: N; message: Message<N> };
}[K];

/** A statement before it is signed, complete but for signatures. */
export type Draft<K extends StatementKindName = StatementKindName> = {
  [N in K]: { kind: N; message: Message<N> } & Omit<Attachments<N>, "countersignature">;
}[K];

/** A statement as it is submitted. */
export type Statement<K extends StatementKindName = StatementKindName> = {
  [N in K]: { kind: N; message: Message<N>; signature: Hex } & Attachments<N>;
}[K];

/** A statement as the ledger keeps it: without the witness, which only spared the contract its storage. */
export type RecordedStatement<K extends StatementKindName = StatementKindName> = {
  [N in K]: { kind: N; message: Message<N>; signature: Hex } & Omit<Attachments<N>, "witness">;
}[K];

/** The kind by its name, for work that is the same for all kinds. */
export function kindOf<K extends StatementKindName>(name: K): StatementKind<K, Message<K>, Attachments<K>> {
  // Each entry has exactly this type; that it holds for a name not known yet is beyond the compiler.
  return statementKinds[name] as unknown as StatementKind<K, Message<K>, Attachments<K>>;
}

const names = Object.keys(statementKinds) as StatementKindName[];

function schemaOf<K extends StatementKindName>(name: K, attachments: string[]) {
  const kind = kindOf(name);
  const attached = attachments.flatMap((attachment) => {
    const codec = kind.attachments[attachment];
    return codec === undefined ? [] : [[attachment, codec.schema] as const];
  });
  return z.strictObject({
    kind: z.literal(name),
    message: kind.messageSchema,
    signature: signature.schema,
    ...Object.fromEntries(attached),
  });
}

/** A statement of a kind in its wire form; nobody has signed it. */
function exampleOf(name: StatementKindName, attachments: string[]): JsonObject {
  const kind = kindOf(name);
  const attached = attachments.flatMap((attachment) => {
    const codec = kind.attachments[attachment];
    return codec === undefined ? [] : [[attachment, codec.example] as const];
  });
  return { kind: name, message: kind.example.message, signature: signature.example, ...Object.fromEntries(attached) };
}

function anyOf(attachments: string[], suffix: string) {
  const options = names.map((name) => {
    const examples = [exampleOf(name, attachments)];
    return schemaOf(name, attachments).meta({ id: `${kindOf(name).primaryType}${suffix}`, examples });
  });
  return z.discriminatedUnion("kind", options as [(typeof options)[number], ...typeof options]);
}

/** Parses a statement from its wire form. Unknown fields are refused. */
export const statementSchema = anyOf(["witness", "countersignature"], "Statement").meta({
  id: "Statement",
}) as unknown as z.ZodType<Statement>;

/** Parses a statement as the ledger keeps it, without a witness. */
export const recordedStatementSchema = anyOf(["countersignature"], "Record").meta({
  id: "RecordedStatement",
}) as unknown as z.ZodType<RecordedStatement>;

/** The wire form of a statement, of a draft, or of a statement as recorded: the inverse of the schemas. */
export function statementToWire(statement: Statement | RecordedStatement | Draft | UnsignedStatement): JsonObject {
  const kind = kindOf(statement.kind);
  const { kind: name, message, ...rest } = statement;
  const attached = Object.entries(rest).map(([field, value]) => [
    field,
    kind.attachments[field]?.toWire(value) ?? value,
  ]);
  return { kind: name, message: kind.toWire(message), ...Object.fromEntries(attached) };
}

/** Ids of the lots that a statement concerns, in the statement's own order. */
export function lotsOf(statement: Statement): bigint[] {
  return kindOf(statement.kind).lots(statement);
}

/** What a statement says, in a line for people. */
export function describeStatement(statement: UnsignedStatement): LocalisedText {
  return kindOf(statement.kind).describe(statement.message);
}
