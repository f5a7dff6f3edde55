import type { AttestationKind, Outcome } from "../domain/attestation.ts";
import type { AssayedComposition } from "../domain/composition.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { LotIdentity } from "../domain/lot.ts";
import type { Process } from "../domain/process.ts";

/** A lot that a statement declares. */
export interface DeclaredLot extends LotIdentity {
  /** Whether it may become a certificate at all. */
  certifiable: boolean;
}

/** Grams of a lot. */
export interface LotGrams {
  lot: bigint;
  grams: bigint;
}

/** How what is missing of a line of a disputed consignment is shared out. */
export interface Share {
  recipientGrams: bigint;
  senderGrams: bigint;
}

/** What each way of moving grams says. Grams by line stand in the order of the consignment's dispatch. */
interface Movements {
  /** Onto the road: the statement's digest is the id of the consignment. */
  sent: {
    holder: Address;
    recipient: Address;
    fromCountry: string;
    toCountry: string;
    /** Countries passed on the way, in order. */
    route: readonly string[];
    lots: readonly LotGrams[];
    emissionsGrams: bigint;
    seal: string | null;
    /** Time of departure, Unix seconds. */
    occurredAt: number;
  };
  received: {
    consignment: Hex;
    recipient: Address;
    gramsByLine: readonly bigint[];
    /** Code of why less arrived; 0 where nothing is short. */
    shortageReason: number;
    sealIntact: boolean;
    /** Time of arrival, Unix seconds. */
    occurredAt: number;
  };
  /** Back in the sender's hand. */
  returned: { consignment: Hex; holder: Address; gramsByLine: readonly bigint[] };
  lost: { consignment: Hex; by: Address };
  /** What is missing of a disputed consignment goes to both sides. */
  shared: { consignment: Hex; shares: readonly Share[] };
  handed: { holder: Address; recipient: Address; country: string; lots: readonly LotGrams[] };
  retired: { holder: Address; country: string; lots: readonly LotGrams[] };
  /** Taken away by an authority, whoever had them: the statement's digest is the id of the seizure. */
  seized: { authority: Address; holder: Address; country: string; lots: readonly LotGrams[] };
  /** All that a seizure took, back in the hand that it was taken from. */
  restored: { seizure: Hex };
  /** Made into something else, or put into a site's account. */
  consumed: { holder: Address; country: string; lots: readonly LotGrams[] };
}

/** What the making of lots says. */
interface Making {
  process: Process;
  outputs: readonly Pick<DeclaredLot, "lotNumber" | "certifiable" | "content">[];
  /** Of the process, in g CO2e. */
  emissionsGrams: bigint;
  /** Unix seconds. */
  occurredAt: number;
}

/** What each deed says, besides who stated it. */
interface Deeds {
  /** A certificate. */
  issued: { scheme: number };
  renewed: { scheme: number };
  rejected: { reason: number };
  /** `effectiveFrom` in Unix seconds. */
  suspended: { reason: number; effectiveFrom: number };
  revoked: { reason: number; effectiveFrom: number };
  reinstated: { suspension: Hex };
  /** The quantity as stated, null where the kind has none; the composition of an assay. */
  examined: {
    kind: AttestationKind;
    outcome: Outcome;
    quantity: bigint | null;
    composition: AssayedComposition | null;
    occurredAt: number;
  };
  /** An examination, by the digest of its statement. */
  "taken-back": { examination: Hex };
  /** A lot's footprint, in g CO2e per kg. */
  corrected: { footprintGramsPerKilogram: number };
  /** A consignment goes back to its sender. */
  "turned-away": { consignment: Hex; reason: number };
  /** A consignment on the road passes these countries, in order. `occurredAt` in Unix seconds. */
  rerouted: { consignment: Hex; route: readonly string[]; reason: number; occurredAt: number };
  /** Keys of the organisation. */
  keyed: { added: Address | null; withdrawn: Address | null };
  /** Grams of a lot have codes: the root over them, and how many they are. */
  coded: { root: Hex; grams: bigint };
  /**
   * Grams of a lot in a country are held: one holder's, or everybody's where there is none. Or those of a consignment are, wherever they arrive;
   * then `country` is that of the authority. `until` in Unix seconds, inclusive; `answerBy` likewise where the holder is asked for documents, else null.
   */
  held: {
    holder: Address | null;
    consignment: Hex | null;
    country: string;
    ground: number;
    until: number;
    answerBy: number | null;
  };
  /** The holder has given the documents that it was asked for. */
  answered: { challenge: Hex };
  /** A hold, by the digest of its statement. */
  "hold-renewed": { hold: Hex; until: number };
  "hold-released": { hold: Hex };
  /** Grams of one holder, in a country, are taken away by an authority that holds them. */
  seized: { hold: Hex; holder: Address; country: string; grams: bigint; ground: number };
  /** A seizure, by the digest of its statement, is given back. */
  "seizure-ended": { seizure: Hex };
  /** What was found in a shipment, by the digest of its statement, is of the lot. `country`: where whoever says so is an authority. */
  "finding-linked": { finding: Hex; country: string };
  "finding-unlinked": { finding: Hex };
  /** Controlled goods may leave, or pass, a country. `validUntil` in Unix seconds, inclusive. */
  permitted: {
    exporter: Address;
    consignee: Address;
    country: string;
    destination: string;
    grams: bigint;
    validUntil: number;
  };
  /** A permit, by the digest of its statement. */
  "permit-withdrawn": { permit: Hex };
  /** Lots were made from lots. */
  transformed: Making & { inputs: readonly LotGrams[]; scheme: number };
  /** Lots were put into a site's account. */
  credited: { process: Process; site: bigint; inputs: readonly LotGrams[] };
  /** Lots were made from a site's account: `period` as of its credits. */
  drawn: Making & { period: number };
}

/** How a statement moves grams. */
export type Moving = keyof Movements;
/** Grams that a statement moves. */
export type GramMovement<H extends Moving = Moving> = { [K in H]: { how: K } & Movements[K] }[H];
/** How a kind moves grams, and how that is read from a message. It only picks fields, so it reads a message's wire form as well. */
export type Moves<Message> = { [H in Moving]: { how: H; of(message: Message): Movements[H] } }[Moving];

/** What a statement does besides moving grams. */
export type Doing = keyof Deeds;
export type Deed<W extends Doing = Doing> = { [K in W]: { what: K } & Deeds[K] }[W];
/** What a kind does, and how that is read from a message; it too only picks fields. */
export type Does<Message> = { [W in Doing]: { what: W; of(message: Message): Deeds[W] } }[Doing];

/**
 * Where whoever drafts a statement finds its witness, and the field that tells which: the dispatch of a consignment, the identities of
 * the lots of a list or of one lot, or the statement that is answered.
 */
export interface WitnessSource<Field extends string = string> {
  from: "consignment" | "lots" | "lot" | "statement";
  field: Field;
}
