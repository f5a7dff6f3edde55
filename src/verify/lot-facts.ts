import type { AttestationKind, Outcome } from "../domain/attestation.ts";
import { type CustodyAccount, followCustody, type Movement } from "../domain/custody.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Message } from "../statements/statement.ts";
import type { Dossier, DossierEntry } from "./dossier.ts";
import type { Place } from "./place.ts";
import type { Subject } from "./register.ts";

/** A statement of one kind, with what is known of its inclusion. */
export interface Stated<K extends StatementKindName> {
  digest: Hex;
  place: Place;
  message: Message<K>;
}

/** An examination of the lot by somebody. */
export interface Examination {
  digest: Hex;
  place: Place;
  kind: AttestationKind;
  outcome: Outcome;
  /** As in the statement; null where the kind has none. */
  quantity: bigint | null;
  by: Address;
  occurredAt: number;
}

/** What the statements of a dossier come to. */
export interface LotFacts {
  declaration: Stated<"declare"> | null;
  certification: Stated<"certify"> | null;
  rejection: Stated<"reject"> | null;
  examinations: Examination[];
  custody: CustodyAccount;
  /** Consignments that carried grams of the lot, in the order of their dispatch. */
  consignments: Hex[];
  /** Every organisation that held grams of it. */
  holders: Address[];
  /** Registers that a verdict on the lot relies on. */
  subjects: Subject[];
}

/** Reads the facts out of a dossier. */
export function lotFacts(dossier: Dossier): LotFacts {
  const declaration = find(dossier, "declare");
  const movements = movementsOf(dossier, declaration);
  const dispatches = movements.filter((movement) => movement.type === "dispatch");
  return {
    declaration,
    certification: find(dossier, "certify"),
    rejection: find(dossier, "reject"),
    examinations: dossier.entries.flatMap(examinationsOf),
    custody: followCustody(movements),
    consignments: dispatches.map(({ consignment }) => consignment),
    holders: [...new Set(movements.flatMap(holdersOf))],
    subjects: subjectsOf(dossier),
  };
}

function find<K extends StatementKindName>(dossier: Dossier, kind: K): Stated<K> | null {
  for (const { link, known } of dossier.entries) {
    if (known?.statement.kind !== kind) continue;
    return { digest: link.digest, place: known.place, message: known.statement.message as Message<K> };
  }
  return null;
}

function examinationsOf({ link, known }: DossierEntry): Examination[] {
  if (known?.statement.kind !== "attest" && known?.statement.kind !== "assay") return [];
  const { place, statement } = known;
  const { outcome, organisation: by, occurredAt } = statement.message;
  const examined =
    statement.kind === "attest"
      ? { kind: statement.message.kind, quantity: statement.message.quantity }
      : { kind: "assay" as const, quantity: null };
  return [{ digest: link.digest, place, outcome, by, occurredAt, ...examined }];
}

function movementsOf(dossier: Dossier, declaration: Stated<"declare"> | null): Movement[] {
  // A receipt names only its consignment: which of its lines is this lot's stands in the dispatch.
  const lines = new Map<Hex, number>();
  const movements: Movement[] = [];
  for (const { link, known } of dossier.entries) {
    if (known === null) continue;
    const { statement, place } = known;
    switch (statement.kind) {
      case "certify": {
        if (declaration === null) break;
        const { organisation: holder, content } = declaration.message;
        movements.push({ type: "certify", holder, grams: content.massGrams, country: content.country });
        break;
      }
      case "dispatch": {
        const { organisation: holder, recipient, fromCountry, toCountry, lines: sent } = statement.message;
        const index = sent.findIndex((line) => lotIdToWire(line.lot) === dossier.lot);
        const grams = sent[index]?.grams ?? 0n;
        lines.set(link.digest, index);
        const way = { consignment: link.digest, holder, recipient, fromCountry, toCountry };
        movements.push({ type: "dispatch", ...way, grams, at: place.timestamp });
        break;
      }
      case "receive": {
        const { consignment, organisation: recipient, receivedGrams } = statement.message;
        const grams = receivedGrams[lines.get(consignment) ?? -1] ?? 0n;
        movements.push({ type: "receive", consignment, recipient, grams });
        break;
      }
      case "hand-over": {
        const { organisation: holder, recipient, grams } = statement.message;
        movements.push({ type: "hand-over", holder, recipient, grams });
        break;
      }
    }
  }
  return movements;
}

function holdersOf(movement: Movement): Address[] {
  if (movement.type === "certify") return [movement.holder];
  if (movement.type === "receive") return [movement.recipient];
  return [movement.holder, movement.recipient];
}

function subjectsOf({ entries }: Dossier): Subject[] {
  const organisations = new Set<Address>();
  const schemes = new Set<string>();
  for (const { link, known } of entries) {
    organisations.add(link.organisation);
    for (const { organisation } of known?.signatures ?? []) organisations.add(organisation);
    if (known?.statement.kind === "certify") schemes.add(String(known.statement.message.scheme));
  }
  return [
    ...[...organisations].map((id): Subject => ({ type: "organisation", id })),
    ...[...schemes].map((id): Subject => ({ type: "scheme", id })),
  ];
}
