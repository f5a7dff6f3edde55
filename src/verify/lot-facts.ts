import type { AttestationKind, Outcome } from "../domain/attestation.ts";
import { type CustodyAccount, followCustody, type Movement } from "../domain/custody.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { LotIdentity } from "../domain/lot.ts";
import { allowanceSubject, limitsSubject, tolerancesSubject } from "../domain/register-subject.ts";
import { lotId } from "../statements/content.ts";
import { declaredLots } from "../statements/declared-lots.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Message, RecordedStatement } from "../statements/statement.ts";
import type { Dossier, DossierEntry, Share } from "./dossier.ts";
import { isBefore, type Place } from "./place.ts";
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
  /** Where it was taken back; null while it stands. */
  takenBack: Place | null;
}

/** The statement that declared a lot: on its own, or as one of the outputs of a transformation or withdrawal. */
export interface Declaration {
  digest: Hex;
  place: Place;
  by: StatementKindName;
  identity: LotIdentity;
  /** Whether it may become a certificate at all. */
  certifiable: boolean;
  /** Which of the lots that the statement declares it is, from 0. */
  output: number;
}

/** An organisation's stock in one country. */
export interface Stock {
  holder: Address;
  country: string;
}

/** What the statements of a dossier come to. */
export interface LotFacts {
  declaration: Declaration | null;
  /** The newest certificate: the first, or its last renewal. */
  certification: Stated<"certify" | "renew"> | null;
  /** Who certified the lot, whoever renewed its certificate since. */
  certifier: Address | null;
  rejection: Stated<"reject"> | null;
  /** The suspension that stands; null if none was imposed, or it was lifted. */
  suspension: Stated<"suspend"> | null;
  revocation: Stated<"revoke"> | null;
  examinations: Examination[];
  custody: CustodyAccount;
  /** Consignments that carried grams of the lot, in the order of their dispatch. */
  consignments: Hex[];
  /** Everywhere that an organisation held grams of it, or may have. */
  stocks: Stock[];
  /** Registers that a verdict on the lot relies on. */
  subjects: Subject[];
}

/** Reads the facts out of a dossier. */
export function lotFacts(dossier: Dossier): LotFacts {
  const declaration = declarationIn(dossier);
  const { movements, isCertified } = movementsOf(dossier, declaration);
  const dispatches = movements.filter((movement) => movement.type === "dispatch");
  return {
    declaration,
    certification: isCertified ? certificationIn(dossier) : null,
    certifier: findLast(dossier, "certify")?.message.organisation ?? null,
    rejection: standingRejection(dossier),
    suspension: isCertified ? standingSuspension(dossier) : null,
    revocation: isCertified ? standingRevocation(dossier) : null,
    examinations: examinationsIn(dossier),
    custody: followCustody(movements),
    consignments: dispatches.map(({ consignment }) => consignment),
    stocks: stocksOf(movements),
    subjects: subjectsOf(dossier),
  };
}

function findLast<K extends StatementKindName>(dossier: Dossier, kind: K): Stated<K> | null {
  for (const { link, known } of dossier.entries.toReversed()) {
    if (known?.statement.kind !== kind) continue;
    return { digest: link.digest, place: known.place, message: known.statement.message as Message<K> };
  }
  return null;
}

/** A lot's dossier begins with what declared it. */
function declarationIn({ lot, entries: [first] }: Dossier): Declaration | null {
  if (first?.known == null) return null;
  const { place, statement } = first.known;
  for (const [output, { certifiable, ...identity }] of declaredLots(statement).entries()) {
    if (idOf(identity) !== lot) continue;
    return { digest: first.link.digest, place, by: statement.kind, identity, certifiable, output };
  }
  return null;
}

function idOf({ producer, lotNumber, content }: LotIdentity): Hex {
  return lotIdToWire(lotId(producer, lotNumber, content));
}

function standingSuspension(dossier: Dossier): Stated<"suspend"> | null {
  const suspension = findLast(dossier, "suspend");
  const lifted = findLast(dossier, "reinstate")?.message.suspension;
  return suspension === null || suspension.digest === lifted ? null : unlessOver(dossier, suspension);
}

function standingRevocation(dossier: Dossier): Stated<"revoke"> | null {
  const revocation = findLast(dossier, "revoke");
  return revocation === null ? null : unlessOver(dossier, revocation);
}

/** What governance set aside stands no more, nor does what a certificate came after. */
function unlessOver<K extends "suspend" | "revoke">(dossier: Dossier, taking: Stated<K>): Stated<K> | null {
  if (isSetAside(dossier, taking.digest)) return null;
  const certificate = findLast(dossier, "certify");
  return certificate !== null && isBefore(taking.place, certificate.place) ? null : taking;
}

function standingRejection(dossier: Dossier): Stated<"reject"> | null {
  const rejection = findLast(dossier, "reject");
  return rejection === null || isSetAside(dossier, rejection.digest) ? null : rejection;
}

function isSetAside({ entries }: Dossier, digest: Hex): boolean {
  return entries.some(({ setAside }) => setAside === digest);
}

/** The newest certificate: the last renewal of the last certification, or that itself. */
function certificationIn(dossier: Dossier): Stated<"certify" | "renew"> | null {
  const [certified, renewed] = [findLast(dossier, "certify"), findLast(dossier, "renew")];
  if (certified === null || renewed === null) return renewed ?? certified;
  return isBefore(renewed.place, certified.place) ? certified : renewed;
}

function examinationsIn({ entries }: Dossier): Examination[] {
  const takenBack = new Map<Hex, Place>();
  for (const { known, overruled, block, link } of entries) {
    // Where in its block governance acted is not told: behind every statement of it.
    if (overruled !== null) {
      takenBack.set(overruled, { timestamp: link.timestamp, blockNumber: block, logIndex: Number.MAX_SAFE_INTEGER });
    }
    if (known?.statement.kind === "revoke-assay") takenBack.set(known.statement.message.assay, known.place);
    if (known?.statement.kind === "revoke-attestation") {
      takenBack.set(known.statement.message.attestation, known.place);
    }
  }
  return entries.flatMap((entry) => examinationsOf(entry, takenBack));
}

function examinationsOf({ link, known }: DossierEntry, takenBack: ReadonlyMap<Hex, Place>): Examination[] {
  if (known?.statement.kind !== "attest" && known?.statement.kind !== "assay") return [];
  const { place, statement } = known;
  const { outcome, organisation: by, occurredAt } = statement.message;
  const examined =
    statement.kind === "attest"
      ? { kind: statement.message.kind, quantity: statement.message.quantity }
      : { kind: "assay" as const, quantity: null };
  const { digest } = link;
  return [{ digest, place, outcome, by, occurredAt, takenBack: takenBack.get(digest) ?? null, ...examined }];
}

function movementsOf(
  dossier: Dossier,
  declaration: Declaration | null,
): { movements: Movement[]; isCertified: boolean } {
  // A receipt names only its consignment: which of its lines is this lot's stands in the dispatch.
  const lines = new Map<Hex, number>();
  const movements: Movement[] = [];
  let isCertified = false;
  let leftGrams = declaration?.identity.content.massGrams ?? 0n;
  const settled = new Set<Hex>();
  // What is shared out between both sides has a link for each of them.
  const settle = (digest: Hex, consignment: Hex, shares: readonly Share[]) => {
    if (settled.has(digest)) return;
    settled.add(digest);
    const { recipientGrams, senderGrams } = shares[lines.get(consignment) ?? -1] ?? NOTHING;
    movements.push({ type: "settle", consignment, recipientGrams, senderGrams });
  };
  for (const { link, known, timedOut, arbitrated } of dossier.entries) {
    if (timedOut !== null) movements.push(returnOf(timedOut, movements));
    if (arbitrated !== null) settle(link.digest, arbitrated.consignment, arbitrated.shares);
    if (known === null) continue;
    const { statement, place } = known;
    switch (statement.kind) {
      case "certify": {
        if (declaration === null) break;
        const { producer: holder, content } = declaration.identity;
        isCertified = true;
        movements.push({ type: "certify", holder, grams: leftGrams, country: content.country });
        break;
      }
      case "revoke": {
        if (declaration === null || !isUncertifying(dossier, link.digest, declaration, movements, leftGrams)) break;
        const { producer: holder, content } = declaration.identity;
        isCertified = false;
        movements.push({ type: "uncertify", holder, grams: leftGrams, country: content.country });
        break;
      }
      case "transform":
      case "deposit": {
        const input = statement.message.inputs.find((entry) => lotIdToWire(entry.lot) === dossier.lot);
        if (input === undefined) break;
        const { organisation: holder } = statement.message;
        const { grams } = input;
        const country =
          statement.kind === "deposit" ? statement.message.country : statement.message.outputs[0]?.content.country;
        if (isCertified) movements.push({ type: "consume", holder, grams, country: country ?? "" });
        else leftGrams -= grams;
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
      case "recall": {
        const { consignment, organisation: holder, returnedGrams } = statement.message;
        const grams = returnedGrams[lines.get(consignment) ?? -1] ?? 0n;
        movements.push({ type: "return", consignment, holder, grams });
        break;
      }
      case "report-loss": {
        const { consignment, organisation: by } = statement.message;
        movements.push({ type: "loss", consignment, by });
        break;
      }
      case "settle":
        settle(link.digest, statement.message.consignment, statement.message.shares);
        break;
      case "retire": {
        const { organisation: holder, grams, country } = statement.message;
        movements.push({ type: "retire", holder, grams, country });
        break;
      }
      case "hand-over": {
        const { organisation: holder, recipient, grams, country } = statement.message;
        movements.push({ type: "hand-over", holder, recipient, grams, country });
        break;
      }
    }
  }
  return { movements, isCertified };
}

/**
 * Whether a revocation took the certificate back to the declaration: its certifier states it, no suspension of another stands, and the
 * producer has every gram where it was made, with no transport carbon.
 */
function isUncertifying(
  { lot, entries }: Dossier,
  revocation: Hex,
  { identity: { producer, content } }: Declaration,
  movements: readonly Movement[],
  grams: bigint,
): boolean {
  const until = entries.findIndex(({ link }) => link.digest === revocation);
  const before = { lot, head: { count: 0, hash: "0x" as Hex }, entries: entries.slice(0, until) };
  const by = entries[until]?.known?.statement.message.organisation;
  const suspender = standingSuspension(before)?.message.organisation ?? by;
  const hasEmissions = before.entries.some(
    ({ known }) => known?.statement.kind === "dispatch" && known.statement.message.emissionsGrams > 0n,
  );
  const inHand = followCustody(movements).inHand.find(
    ({ holder, country }) => holder === producer && country === content.country,
  )?.grams;
  return by === certificationIn(before)?.message.organisation && by === suspender && !hasEmissions && inHand === grams;
}

const NOTHING: Share = { recipientGrams: 0n, senderGrams: 0n };

/** A time-out returns all that was sent. That of a consignment that is not known cannot have happened. */
function returnOf(consignment: Hex, movements: readonly Movement[]): Movement {
  const sent = movements.find((movement) => movement.type === "dispatch" && movement.consignment === consignment);
  const { holder, grams } = sent?.type === "dispatch" ? sent : { holder: "0x" as const, grams: 0n };
  return { type: "return", consignment, holder, grams };
}

function stocksOf(movements: readonly Movement[]): Stock[] {
  const stocks = new Map<string, Stock>();
  const add = (holder: Address, country: string) => stocks.set(`${holder}/${country}`, { holder, country });
  for (const movement of movements) {
    if (movement.type === "dispatch") {
      add(movement.holder, movement.fromCountry);
      add(movement.recipient, movement.toCountry);
    } else if ("country" in movement) {
      add(movement.holder, movement.country);
      if (movement.type === "hand-over") add(movement.recipient, movement.country);
    }
  }
  return [...stocks.values()];
}

function subjectsOf({ entries }: Dossier): Subject[] {
  const organisations = new Set<Address>();
  const schemes = new Set<string>();
  for (const { known } of entries) {
    for (const { organisation } of known?.signatures ?? []) organisations.add(organisation);
    if (known?.statement.kind === "certify" || known?.statement.kind === "renew") {
      schemes.add(String(known.statement.message.scheme));
    }
  }
  return [
    ...[...organisations].map((id): Subject => ({ type: "organisation", id })),
    ...[...schemes].map((id): Subject => ({ type: "scheme", id })),
    ...reliedOn(entries),
  ];
}

/** What governance set or granted that the lot's making and examination rested on. */
function reliedOn(entries: readonly DossierEntry[]): Subject[] {
  const subjects: Subject[] = [];
  const made = entries[0]?.known?.statement;
  if (made?.kind === "declare" && made.message.content.quota !== null) {
    subjects.push({ type: "quota", id: made.message.content.quota });
  }
  if (made?.kind === "transform") {
    const { scheme, organisation, outputs } = made.message;
    for (const id of new Set([0, scheme])) subjects.push({ type: "terms", id: String(id) });
    const site = outputs[0]?.content.site;
    if (site !== undefined) subjects.push(allowanceSubject(organisation, locationNumberToWire(site)));
  }
  const certificate = entries.find(({ known }) => known?.statement.kind === "certify");
  if (certificate !== undefined && made !== undefined) {
    subjects.push(allowanceSubject(made.message.organisation, locationNumberToWire(0n)));
  }
  const examined = entries.some(({ known }) => known?.statement.kind === "assay" || known?.statement.kind === "attest");
  if (examined) subjects.push(tolerancesSubject);
  if (entries.some(({ known }) => endsByLimits(known?.statement))) subjects.push(limitsSubject);
  return subjects;
}

/** Whether it rests on the limits of custody: an end by the sender, or a receipt of less than was sent. */
function endsByLimits(statement: RecordedStatement | undefined): boolean {
  if (statement?.kind === "receive") return statement.message.shortageReason !== 0;
  return statement?.kind === "recall" || statement?.kind === "report-loss";
}
