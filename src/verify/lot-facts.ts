import type { AttestationKind, Outcome } from "../domain/attestation.ts";
import type { AssayedComposition } from "../domain/composition.ts";
import { type CustodyAccount, followCustody, type Movement } from "../domain/custody.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { LotIdentity } from "../domain/lot.ts";
import { allowanceSubject, registerTypes } from "../domain/register-subject.ts";
import { lotId } from "../statements/content.ts";
import type { Deed, Doing, LotGrams, Share } from "../statements/deeds.ts";
import { declaredLots, doneBy, movementOf, reliedOn } from "../statements/knowledge.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Dossier, DossierEntry } from "./dossier.ts";
import type { Stock } from "./evidence.ts";
import { isBefore, type Place } from "./place.ts";
import { type Subject, subjectKey } from "./register.ts";

/** Something that a statement did, with what is known of its inclusion. */
export type Stated<W extends Doing> = Deed<W> & {
  digest: Hex;
  place: Place;
  /** Who stated it. */
  organisation: Address;
};

/** An examination of the lot by somebody. */
export interface Examination {
  digest: Hex;
  place: Place;
  kind: AttestationKind;
  outcome: Outcome;
  /** As in the statement; null where the kind has none. */
  quantity: bigint | null;
  /** Of an assay; null of any other. */
  composition: AssayedComposition | null;
  by: Address;
  occurredAt: number;
  /** Where it was taken back; null while it stands. */
  takenBack: Place | null;
}

/** The statement that declared a lot: on its own, or as one of the outputs of a transformation or withdrawal. */
export interface Declaration {
  digest: Hex;
  place: Place;
  identity: LotIdentity;
  /** Whether it may become a certificate at all. */
  certifiable: boolean;
  /** Which of the lots that the statement declares it is, from 0. */
  output: number;
  /** Whether it was made from lots, or from what was put into an account. */
  hasParents: boolean;
}

/** A country that the lot passes since a change of route without the permit that a rule of that country asks for. */
export interface UnpermittedPassage {
  country: string;
  rule: string;
  /** Unix seconds: when the change was included. */
  at: number;
  change: Stated<"rerouted">;
}

/** What the statements of a dossier come to. */
export interface LotFacts {
  declaration: Declaration | null;
  /** The newest certificate: the first, or its last renewal. */
  certification: Stated<"issued" | "renewed"> | null;
  /** Who certified the lot, whoever renewed its certificate since. */
  certifier: Address | null;
  rejection: Stated<"rejected"> | null;
  /** The suspension that stands; null if none was imposed, or it was lifted. */
  suspension: Stated<"suspended"> | null;
  revocation: Stated<"revoked"> | null;
  examinations: Examination[];
  custody: CustodyAccount;
  /** Consignments that carried grams of the lot, in the order of their dispatch. */
  consignments: Hex[];
  /** Everywhere that an organisation held grams of it, or may have. */
  stocks: Stock[];
  /** Registers that a verdict on the lot relies on. */
  subjects: Subject[];
  /** The root over the codes of its grams; null where none is registered. */
  unitCodes: Stated<"coded"> | null;
  /** Holds that nobody has ended, each with its end as of its last renewal, which may be past. */
  holds: Stated<"held">[];
  /** Seizures that nobody has given back. */
  seizures: Stated<"seized">[];
  /** Links of what was found in shipments that stand. */
  borderFindings: Stated<"finding-linked">[];
  /** In the order of the changes that they come of, each country of a consignment once. */
  unpermitted: UnpermittedPassage[];
}

/** Reads the facts out of a dossier. */
export function lotFacts(dossier: Dossier): LotFacts {
  const declaration = declarationIn(dossier);
  const { movements, isCertified } = movementsOf(dossier, declaration);
  const dispatches = movements.filter((movement) => movement.type === "sent");
  return {
    declaration,
    certification: isCertified ? certificationIn(dossier) : null,
    certifier: findLast(dossier, "issued")?.organisation ?? null,
    rejection: standingRejection(dossier),
    suspension: isCertified ? standingSuspension(dossier) : null,
    revocation: isCertified ? standingRevocation(dossier) : null,
    examinations: examinationsIn(dossier),
    custody: followCustody(movements),
    consignments: dispatches.map(({ consignment }) => consignment),
    stocks: stocksOf(movements),
    subjects: subjectsOf(dossier),
    unitCodes: findLast(dossier, "coded"),
    holds: holdsIn(dossier),
    seizures: seizuresIn(dossier),
    borderFindings: borderFindingsIn(dossier),
    unpermitted: unpermittedIn(dossier),
  };
}

function findLast<W extends Doing>(dossier: Dossier, what: W): Stated<W> | null {
  for (const { link, known } of dossier.entries.toReversed()) {
    const deed = doneBy(known?.statement, what);
    if (known === null || deed === undefined) continue;
    return { ...deed, digest: link.digest, place: known.place, organisation: known.statement.message.organisation };
  }
  return null;
}

/** A lot's dossier begins with what declared it. */
function declarationIn({ lot, entries: [first] }: Dossier): Declaration | null {
  if (first?.known == null) return null;
  const { place, statement } = first.known;
  for (const [output, { certifiable, ...identity }] of declaredLots(statement).entries()) {
    if (idOf(identity) !== lot) continue;
    const hasParents = doneBy(statement, "transformed", "drawn") !== undefined;
    return { digest: first.link.digest, place, identity, certifiable, output, hasParents };
  }
  return null;
}

function idOf({ producer, lotNumber, content }: LotIdentity): Hex {
  return lotIdToWire(lotId(producer, lotNumber, content));
}

function standingSuspension(dossier: Dossier): Stated<"suspended"> | null {
  const suspension = findLast(dossier, "suspended");
  const lifted = findLast(dossier, "reinstated")?.suspension;
  return suspension === null || suspension.digest === lifted ? null : unlessOver(dossier, suspension);
}

function standingRevocation(dossier: Dossier): Stated<"revoked"> | null {
  const revocation = findLast(dossier, "revoked");
  return revocation === null ? null : unlessOver(dossier, revocation);
}

/** What governance set aside stands no more, nor does what a certificate came after. */
function unlessOver<W extends "suspended" | "revoked">(dossier: Dossier, taking: Stated<W>): Stated<W> | null {
  if (isSetAside(dossier, taking.digest)) return null;
  const certificate = findLast(dossier, "issued");
  return certificate !== null && isBefore(taking.place, certificate.place) ? null : taking;
}

function standingRejection(dossier: Dossier): Stated<"rejected"> | null {
  const rejection = findLast(dossier, "rejected");
  return rejection === null || isSetAside(dossier, rejection.digest) ? null : rejection;
}

function isSetAside({ entries }: Dossier, digest: Hex): boolean {
  return entries.some(({ setAside }) => setAside === digest);
}

/** The newest certificate: the last renewal of the last certification, or that itself. */
function certificationIn(dossier: Dossier): Stated<"issued" | "renewed"> | null {
  const [certified, renewed] = [findLast(dossier, "issued"), findLast(dossier, "renewed")];
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
    const undone = doneBy(known?.statement, "taken-back");
    if (known !== null && undone !== undefined) takenBack.set(undone.examination, known.place);
  }
  return entries.flatMap((entry) => examinationsOf(entry, takenBack));
}

function examinationsOf({ link, known }: DossierEntry, takenBack: ReadonlyMap<Hex, Place>): Examination[] {
  const examined = doneBy(known?.statement, "examined");
  if (known === null || examined === undefined) return [];
  const { what: _, ...found } = examined;
  const { organisation: by } = known.statement.message;
  const { digest } = link;
  return [{ digest, place: known.place, by, takenBack: takenBack.get(digest) ?? null, ...found }];
}

function holdsIn({ entries }: Dossier): Stated<"held">[] {
  const holds = new Map<Hex, Stated<"held">>();
  for (const { link, known, lifted } of entries) {
    if (lifted !== null) holds.delete(lifted);
    if (known === null) continue;
    const deed = doneBy(known.statement, "held", "hold-renewed", "hold-released");
    if (deed?.what === "held") {
      const { organisation } = known.statement.message;
      holds.set(link.digest, { ...deed, digest: link.digest, place: known.place, organisation });
    } else if (deed?.what === "hold-renewed") {
      const held = holds.get(deed.hold);
      if (held !== undefined) holds.set(deed.hold, { ...held, until: deed.until });
    } else if (deed !== undefined) holds.delete(deed.hold);
  }
  return [...holds.values()];
}

function seizuresIn({ entries }: Dossier): Stated<"seized">[] {
  const seizures = new Map<Hex, Stated<"seized">>();
  for (const { link, known, restored } of entries) {
    if (restored !== null) seizures.delete(restored);
    if (known === null) continue;
    const deed = doneBy(known.statement, "seized", "seizure-ended");
    if (deed?.what === "seized") {
      const { organisation } = known.statement.message;
      seizures.set(link.digest, { ...deed, digest: link.digest, place: known.place, organisation });
    } else if (deed !== undefined) seizures.delete(deed.seizure);
  }
  return [...seizures.values()];
}

/** A finding is linked to a lot once at a time. */
function borderFindingsIn({ entries }: Dossier): Stated<"finding-linked">[] {
  const links = new Map<Hex, Stated<"finding-linked">>();
  for (const { link, known, unlinked } of entries) {
    if (unlinked !== null) links.delete(unlinked);
    if (known === null) continue;
    const deed = doneBy(known.statement, "finding-linked", "finding-unlinked");
    if (deed?.what === "finding-linked") {
      const { organisation } = known.statement.message;
      links.set(deed.finding, { ...deed, digest: link.digest, place: known.place, organisation });
    } else if (deed !== undefined) links.delete(deed.finding);
  }
  return [...links.values()];
}

function unpermittedIn({ entries }: Dossier): UnpermittedPassage[] {
  const changes = new Map<Hex, Stated<"rerouted">>();
  const passages = new Map<string, UnpermittedPassage>();
  for (const { link, known, passed } of entries) {
    const deed = doneBy(known?.statement, "rerouted");
    if (known !== null && deed !== undefined) {
      const { organisation } = known.statement.message;
      changes.set(link.digest, { ...deed, digest: link.digest, place: known.place, organisation });
    }
    const change = passed && changes.get(passed.change);
    if (!passed || !change) continue;
    const { country, rule } = passed;
    const key = `${change.consignment}/${country}`;
    if (!passages.has(key)) passages.set(key, { country, rule, at: link.timestamp, change });
  }
  return [...passages.values()];
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
  const sharedOut = new Set<Hex>();
  // What is shared out between both sides has a link for each of them.
  const share = (digest: Hex, consignment: Hex, shares: readonly Share[]) => {
    if (sharedOut.has(digest)) return;
    sharedOut.add(digest);
    const { recipientGrams, senderGrams } = shares[lines.get(consignment) ?? -1] ?? NOTHING;
    movements.push({ type: "shared", consignment, recipientGrams, senderGrams });
  };
  for (const { link, known, timedOut, arbitrated, restored } of dossier.entries) {
    if (timedOut !== null) movements.push(returnOf(timedOut, movements));
    if (restored !== null) movements.push({ type: "restored", seizure: restored });
    if (arbitrated !== null) share(link.digest, arbitrated.consignment, arbitrated.shares);
    if (known === null) continue;
    const { statement, place } = known;
    const certificate = doneBy(statement, "issued", "revoked");
    if (declaration !== null && certificate !== undefined) {
      const { producer: holder, content } = declaration.identity;
      const { country } = content;
      if (certificate.what === "issued") {
        isCertified = true;
        movements.push({ type: "certified", holder, grams: leftGrams, country });
      } else if (isUncertifying(dossier, link.digest, declaration, movements, leftGrams)) {
        isCertified = false;
        movements.push({ type: "uncertified", holder, grams: leftGrams, country });
      }
    }
    const moved = movementOf(statement);
    switch (moved?.how) {
      case "consumed": {
        const grams = moved.lots.find(({ lot }) => lotIdToWire(lot) === dossier.lot)?.grams;
        if (grams === undefined) break;
        const { holder, country } = moved;
        if (isCertified) movements.push({ type: "consumed", holder, grams, country });
        else leftGrams -= grams;
        break;
      }
      case "sent": {
        const { holder, recipient, fromCountry, toCountry, lots } = moved;
        const index = lots.findIndex(({ lot }) => lotIdToWire(lot) === dossier.lot);
        const grams = lots[index]?.grams ?? 0n;
        lines.set(link.digest, index);
        const way = { consignment: link.digest, holder, recipient, fromCountry, toCountry };
        movements.push({ type: "sent", ...way, grams, at: place.timestamp });
        break;
      }
      case "received": {
        const { consignment, recipient, gramsByLine } = moved;
        const grams = gramsByLine[lines.get(consignment) ?? -1] ?? 0n;
        movements.push({ type: "received", consignment, recipient, grams });
        break;
      }
      case "returned": {
        const { consignment, holder, gramsByLine } = moved;
        const grams = gramsByLine[lines.get(consignment) ?? -1] ?? 0n;
        movements.push({ type: "returned", consignment, holder, grams });
        break;
      }
      case "lost":
        movements.push({ type: "lost", consignment: moved.consignment, by: moved.by });
        break;
      case "shared":
        share(link.digest, moved.consignment, moved.shares);
        break;
      case "retired": {
        const { holder, country, lots } = moved;
        movements.push({ type: "retired", holder, grams: gramsOf(lots, dossier.lot), country });
        break;
      }
      case "seized": {
        const { authority, holder, country, lots } = moved;
        const grams = gramsOf(lots, dossier.lot);
        movements.push({ type: "seized", seizure: link.digest, authority, holder, grams, country });
        break;
      }
      case "restored":
        movements.push({ type: "restored", seizure: moved.seizure });
        break;
      case "handed": {
        const { holder, recipient, country, lots } = moved;
        movements.push({ type: "handed", holder, recipient, grams: gramsOf(lots, dossier.lot), country });
        break;
      }
    }
  }
  return { movements, isCertified };
}

/** Grams of the lot among several. */
function gramsOf(lots: readonly LotGrams[], id: Hex): bigint {
  return lots.find(({ lot }) => lotIdToWire(lot) === id)?.grams ?? 0n;
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
  const suspender = standingSuspension(before)?.organisation ?? by;
  const hasEmissions = before.entries.some(({ known }) => {
    const moved = known && movementOf(known.statement);
    return moved?.how === "sent" && moved.emissionsGrams > 0n;
  });
  const inHand = followCustody(movements).inHand.find(
    ({ holder, country }) => holder === producer && country === content.country,
  )?.grams;
  return by === certificationIn(before)?.organisation && by === suspender && !hasEmissions && inHand === grams;
}

const NOTHING: Share = { recipientGrams: 0n, senderGrams: 0n };

/** A time-out returns all that was sent. That of a consignment that is not known cannot have happened. */
function returnOf(consignment: Hex, movements: readonly Movement[]): Movement {
  const sent = movements.find((movement) => movement.type === "sent" && movement.consignment === consignment);
  const { holder, grams } = sent?.type === "sent" ? sent : { holder: "0x" as const, grams: 0n };
  return { type: "returned", consignment, holder, grams };
}

function stocksOf(movements: readonly Movement[]): Stock[] {
  const stocks = new Map<string, Stock>();
  const add = (holder: Address, country: string) => stocks.set(`${holder}/${country}`, { holder, country });
  for (const movement of movements) {
    if (movement.type === "sent") {
      add(movement.holder, movement.fromCountry);
      add(movement.recipient, movement.toCountry);
    } else if ("country" in movement) {
      add(movement.holder, movement.country);
      if (movement.type === "handed") add(movement.recipient, movement.country);
    }
  }
  return [...stocks.values()];
}

function subjectsOf({ entries }: Dossier): Subject[] {
  const subjects = new Map<string, Subject>();
  const add = (subject: Subject) => subjects.set(subjectKey(subject), subject);
  for (const [index, { known }] of entries.entries()) {
    if (known === null) continue;
    for (const { organisation: id } of known.signatures) add({ type: "organisation", id });
    // What another lot's making rests on is told with that lot.
    const isMaking = declaredLots(known.statement).length > 0;
    if (index === 0 || !isMaking) for (const subject of reliedOn(known.statement)) add(subject);
  }
  // What nobody measured is drawn on the producer's allowance when it is certified.
  const made = entries[0]?.known?.statement;
  const isCertified = entries.some(({ known }) => doneBy(known?.statement, "issued"));
  if (isCertified && made !== undefined) {
    add(allowanceSubject(made.message.organisation, locationNumberToWire(0n)));
  }
  const rank = ({ type }: Subject) => registerTypes.indexOf(type);
  return [...subjects.values()].sort((a, b) => rank(a) - rank(b));
}
