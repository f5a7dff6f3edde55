import type { Hex } from "../domain/hex.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import type { CasePart, CaseSort, CaseStep } from "./cases.ts";
import type { Codec } from "./codec.ts";
import type { DeclaredLot, Deed, Doing, GramMovement, Moving } from "./deeds.ts";
import { type StatementKindName, statementKinds } from "./registry.ts";
import { kindOf, type UnsignedStatement } from "./statement.ts";

const names = Object.keys(statementKinds) as StatementKindName[];

/** Whether a text names a kind of statement. */
export function isKindName(text: string): text is StatementKindName {
  return Object.hasOwn(statementKinds, text);
}

/** Lots that a statement declares, in its order. */
export function declaredLots({ kind, message }: UnsignedStatement): DeclaredLot[] {
  return kindOf(kind).declares(message);
}

/** Grams that a statement moves; null if it moves none. */
export function movementOf({ kind, message }: UnsignedStatement): GramMovement | null {
  const { moves } = kindOf(kind);
  return moves && ({ how: moves.how, ...moves.of(message) } as GramMovement);
}

/** What a statement does besides moving grams. */
export function deedOf({ kind, message }: UnsignedStatement): Deed | null {
  const { does } = kindOf(kind);
  return does && ({ what: does.what, ...does.of(message) } as Deed);
}

/** What a statement does, if it is this; undefined if it does something else. */
export function doneBy<W extends Doing>(statement: UnsignedStatement | undefined, ...what: W[]): Deed<W> | undefined {
  if (statement === undefined || !isOneOf(kindOf(statement.kind).does?.what, what)) return undefined;
  return deedOf(statement) as unknown as Deed<W>;
}

function isOneOf<T>(value: T | undefined, values: readonly T[]): boolean {
  return value !== undefined && values.includes(value);
}

/** Documents, and lists of documents, that a message names in fields of its own, by the fields; those that it leaves out apart. */
export function documentsByField({ kind, message }: WireStatement): { field: string; hash: string }[] {
  if (!isKindName(kind)) return [];
  return documentFieldsOf(kindOf(kind).codecs).flatMap(([field, inner]) => {
    const hash = message[field];
    return inner === undefined && typeof hash === "string" ? [{ field, hash }] : [];
  });
}

/** Hashes of the documents that a statement names, each once. */
export function namedDocuments({ kind, message }: UnsignedStatement): Hex[] {
  const named = new Set<Hex>();
  findDocuments(kindOf(kind).codecs, message, named);
  return [...named];
}

function findDocuments(codecs: Codecs, struct: object, named: Set<Hex>): void {
  const parts = struct as Readonly<Record<string, unknown>>;
  for (const [name, inner] of documentFieldsOf(codecs)) {
    const part = parts[name];
    if (part === null || part === undefined) continue;
    if (inner === undefined) named.add(part as Hex);
    else for (const each of Array.isArray(part) ? part : [part]) findDocuments(inner, each as object, named);
  }
}

type Codecs = Readonly<Record<string, Codec<unknown>>>;
/** A field that is a document, or list of documents; or one in whose parts, of these codecs, there are some. */
type DocumentField = readonly [name: string, inner: Codecs | undefined];

const documentFields = new WeakMap<Codecs, DocumentField[]>();

/** Looked for once in each struct: most have none, and every statement that is indexed is asked. */
function documentFieldsOf(codecs: Codecs): DocumentField[] {
  const known = documentFields.get(codecs);
  if (known !== undefined) return known;
  const found = Object.entries(codecs).flatMap(([name, { refersTo, codecs: inner }]): DocumentField[] => {
    // A list of grams is kept and read like any other document.
    if (refersTo === "document" || refersTo === "documents" || refersTo === "grams") return [[name, undefined]];
    return inner !== undefined && documentFieldsOf(inner).length > 0 ? [[name, inner]] : [];
  });
  documentFields.set(codecs, found);
  return found;
}

/** The field in which a kind's statements commit to a list of grams; undefined where they commit to none. */
export function gramsFieldOf(kind: string): string | undefined {
  if (!isKindName(kind)) return undefined;
  return Object.entries(kindOf(kind).codecs).find(([, { refersTo }]) => refersTo === "grams")?.[0];
}

/** Hash of the list of grams that a statement's signature commits to; undefined where it commits to none. */
export function signedGramsList({ kind, message }: WireStatement): Hex | undefined {
  const hash = message[gramsFieldOf(kind) ?? ""];
  return typeof hash === "string" ? hash : undefined;
}

/** What governance set or granted that a statement rests on, its signers apart. */
export function reliedOn({ kind, message }: UnsignedStatement): RegisterSubject[] {
  return kindOf(kind).reliesOn(message);
}

/** Kinds that move grams in one of these ways. */
export function kindsMoving(...how: Moving[]): StatementKindName[] {
  return names.filter((name) => isOneOf(statementKinds[name].moves?.how, how));
}

/** Kinds that do one of these. */
export function kindsDoing(...what: Doing[]): StatementKindName[] {
  return names.filter((name) => isOneOf(statementKinds[name].does?.what, what));
}

/** Of some kinds, the first that has every one of these fields. */
export function kindWith(
  fields: readonly string[],
  kinds: readonly StatementKindName[],
): StatementKindName | undefined {
  return kinds.find((name) => fields.every((field) => Object.hasOwn(statementKinds[name].codecs, field)));
}

/** Kinds that are part of cases of a sort. */
export function kindsPursuing(of: CaseSort): StatementKindName[] {
  return names.filter((name) => kindOf(name).pursues?.of === of);
}

/** Kinds that take a step of a case. */
export function kindsTaking(step: CaseStep): StatementKindName[] {
  return names.filter((name) => kindOf(name).pursues?.step === step);
}

/** The case that a statement is part of, by the digest of what began it; undefined if it is part of none. */
export function caseOf({
  kind,
  message,
  digest,
}: WireStatement & { digest: string }): (CasePart & { id: string }) | undefined {
  const pursues = isKindName(kind) ? kindOf(kind).pursues : undefined;
  if (pursues === undefined) return undefined;
  return { ...pursues, id: pursues.field === null ? digest : (message[pursues.field] as string) };
}

/** A statement's message in its wire form, as the index keeps it. */
export interface WireStatement {
  kind: string;
  message: Record<string, unknown>;
}

/** The consignment that a statement sends, or is about; undefined if there is none. */
export function consignmentOf({ kind, message, digest }: WireStatement & { digest: string }): string | undefined {
  if (!isKindName(kind)) return undefined;
  const { moves, witness } = kindOf(kind);
  if (moves?.how === "sent") return digest;
  return witness?.from === "consignment" ? (message[witness.field] as string) : undefined;
}

/** Kinds that send a consignment, or are about one. */
export function kindsAboutConsignments(): StatementKindName[] {
  return names.filter((name) => {
    const { moves, witness } = kindOf(name);
    return moves?.how === "sent" || witness?.from === "consignment";
  });
}

/** Organisations that are party to a statement. */
export function partiesOf({ kind, message }: WireStatement): string[] {
  return isKindName(kind) ? kindOf(kind).parties.flatMap((field) => (message[field] as string | null) ?? []) : [];
}

/** Values as the wire has them. */
type Wire<T> = { [F in keyof T]: T[F] extends readonly (infer E extends object)[] ? Wire<E>[] : unknown };

/** Grams that a statement moves, if it moves them in this way, their values in their wire form. */
export function wireMovement<H extends Moving>(
  { kind, message }: WireStatement,
  how: H,
): Wire<Omit<GramMovement<H>, "how">> | undefined {
  const moves = isKindName(kind) ? kindOf(kind).moves : null;
  // How grams are moved, and what is done, is told by picking fields, whatever form they have.
  return moves?.how === how ? (moves.of(message as never) as never) : undefined;
}

/** What a statement does, if it is this, its values in their wire form. */
export function wireDeed<W extends Doing>(
  { kind, message }: WireStatement,
  what: W,
): Wire<Omit<Deed<W>, "what">> | undefined {
  const does = isKindName(kind) ? kindOf(kind).does : null;
  return does?.what === what ? (does.of(message as never) as never) : undefined;
}
