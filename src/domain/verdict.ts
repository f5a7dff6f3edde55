import type { CertificateClass } from "./certificate-class.ts";
import { type Composition, type ElementShare, type RadioactiveSymbol, whole } from "./composition.ts";
import type { ElementSymbol } from "./elements.ts";
import type { CarbonBySource } from "./embodied-carbon.ts";
import type { Form } from "./form.ts";
import type { Head } from "./head.ts";
import type { Address, Hex } from "./hex.ts";
import type { LocalisedText } from "./localised-text.ts";
import type { Origin } from "./origin.ts";
import type { Role } from "./participants.ts";
import type { RegisterType } from "./register-subject.ts";

/** What a verification comes to. */
export const conclusions = [
  "valid",
  "expired",
  "disputed",
  "suspect",
  "not-certified",
  "rejected",
  "revoked",
  "suspended",
  "invalid",
  "unsettled",
] as const;
export type Conclusion = (typeof conclusions)[number];

/**
 * Every check, in the order of gravity, with what the verdict comes to where it fails. The first that fails decides: a
 * certificate that is both forged and expired is forged. Where one is unsettled, `conclude` says what decides.
 */
const consequences = {
  /** The index follows the ledger, so that what it knows is what the ledger lists. It never fails: it is unsettled. */
  "index-current": "unsettled",
  /** The statements known here are all that the ledger lists about the lot. */
  "dossier-complete": "invalid",
  /** Every statement hashes to the digest that the ledger lists. */
  "statements-authentic": "invalid",
  /** Every statement bears its signer's signature. */
  "signatures-valid": "invalid",
  /** The lot's id is the hash of what was declared. */
  "identity-matches": "invalid",
  /** What is known of the organisations and schemes concerned is all that the ledger lists about them. */
  "registers-complete": "invalid",
  /** Every signer was entitled to sign when the statement was included. */
  "signers-entitled": "invalid",
  /** Every gram is where its signed movements put it, and the ledger says the same. */
  "custody-unbroken": "invalid",
  /** What the lot was made from is known in full, and every step kept the laws of mass and carbon. */
  "lineage-conserved": "invalid",
  "not-rejected": "rejected",
  certified: "not-certified",
  "not-revoked": "revoked",
  "not-suspended": "suspended",
  /** The scheme was in force, and covered the lot, when it was certified. */
  "scheme-in-force": "invalid",
  /** The certifier was accredited, and independent of the producer, when it certified. */
  "certifier-accredited": "invalid",
  /** What the scheme asks to be examined was examined, by others than the producer, in time. */
  "examinations-present": "invalid",
  /** Nothing that the certificate rests on was taken back since. */
  "examinations-stand": "suspect",
  /**
   * Nothing that the lot was made from was revoked, suspended or disputed, as far as that counts for what is made of it. It warns, and no
   * more, where authorities found any of that, or of what it replaces, in a shipment, or that passed a country without a permit.
   */
  "ancestors-sound": "invalid",
  /** All carbon of the steps that made the lot is carried by lots with a certificate, and none was corrected upwards since. */
  "carbon-accounted": "suspect",
  "composition-plausible": "invalid",
  /** Nothing that the certificate rests on was signed by a key after it was compromised. */
  "keys-trusted": "suspect",
  /** Nobody found the lot to be other than declared. */
  undisputed: "disputed",
  "in-date": "expired",
  /** What the steps recovered is within what is published of such steps. Never more than a warning. */
  "yields-plausible": "suspect",
  /** All grams that were sent have arrived, and none is disputed. */
  "nothing-missing": "suspect",
  /** No authority holds any of it. Never more than a warning: whoever holds one holder's part says nothing of the certificate. */
  "not-held": "suspect",
  /** No authority has seized any of it and kept it. Never more than a warning, for the same reason. */
  "not-seized": "suspect",
  /** Nothing that was found in a shipment is linked to it. Never more than a warning, for the same reason. */
  "no-border-finding": "suspect",
  /** No change of its route led it through a country without a permit that a rule there asks for. Never more than a warning, for the same reason. */
  "passages-permitted": "suspect",
} as const satisfies Record<string, Conclusion>;

export type CheckId = keyof typeof consequences;
export const checkIds = Object.keys(consequences) as CheckId[];

/** Unsettled is what cannot be answered, because something that the ledger lists lacks here: doubt about the service, not a finding. */
export const checkStatuses = ["pass", "warn", "fail", "unsettled", "not-applicable"] as const;
export type CheckStatus = (typeof checkStatuses)[number];

/** What one check found. */
export interface Check {
  id: CheckId;
  status: CheckStatus;
  /** For people: what was found, not how it was computed. */
  reason: LocalisedText;
  /** For machines: the values that the reason rests on. */
  data: CheckData;
}

export type CheckData = { [name: string]: CheckValue };
export type CheckValue = string | number | boolean | null | CheckValue[] | CheckData;

/** A head that a verdict relied on: as recomputed from what is known, and as the ledger has it. */
export interface HeadReading {
  type: "lot" | RegisterType;
  /** Id of the lot, or that of the register. */
  subject: string;
  computed: Head;
  onLedger: Head;
}

/** The block at which everything was read from the ledger. */
export interface ReadingBlock {
  number: bigint;
  hash: Hex;
  /** Unix seconds. */
  timestamp: number;
}

/** A lot's certificate. */
export interface Certificate {
  /** Digest of the statement that certified, or renewed the certificate last. */
  statement: Hex;
  scheme: number;
  certifier: Address;
  certifierName: string;
  /** Unix seconds. */
  certifiedAt: number;
  /** Last second (inclusive), Unix seconds. */
  validUntil: number;
}

/** Where some of a lot's grams are. */
export interface Whereabouts {
  /** Disputed is what a recipient did not receive, until both sides settle: neither of them has it. Seized is what an authority has. */
  state: "in-hand" | "on-the-road" | "disputed" | "seized";
  grams: bigint;
  /** Where they came into the holder's hand; of what is on the road or disputed, whence. */
  country: string;
  /** Whither; null of what is in hand or seized. */
  toCountry: string | null;
  /** Who has them, or is to receive them. */
  holder: Address;
  name: string;
  roles: Role[];
  /** Consignment that is on the road or disputed; null of what is in hand or seized. */
  consignment: Hex | null;
}

/** An element that was looked for and not found. */
export interface NotFound {
  element: ElementSymbol;
  /** Hundredths of a part per million by mass below which the assay would not have found it. */
  detectionLimit: number;
  /** Digest of the assay. */
  assay: Hex;
}

/** What was found of thorium or uranium. */
export interface Radioactive {
  element: RadioactiveSymbol;
  share: ElementShare;
  /** Digest of the assay. */
  assay: Hex;
}

/** What a verdict is about, as the producer declared it. */
export interface Goods {
  producer: Address;
  producerName: string;
  lotNumber: string;
  form: Form;
  /** Net dry mass. */
  massGrams: bigint;
  composition: Composition;
  footprint: {
    /** Cradle to gate, in g CO2e per kg: as declared, or as it was corrected since. */
    grossGramsPerKilogram: number;
    /** As declared; never netted into the gross figure. */
    removalsGramsPerKilogram: number;
    /** Of the removals what somebody independent confirmed: no more of them counts for the class. */
    attestedRemovalsGramsPerKilogram: number;
    /** As declared; never netted into the gross figure. */
    offsetsGramsPerKilogram: number;
    /** Where the declared figure comes from; null where what the lot was made from is not known in full. */
    parts: CarbonBySource[] | null;
  };
}

/** How much of a lot's metal was never measured, but accepted within a tolerance or a limit of detection. */
export interface RestsOn {
  /** All that was found in the lot, summed over the elements. */
  foundNanograms: bigint;
  /** What its certificate drew on its producer's allowance: declared beyond what assay and scale measured. */
  certificateNanograms: bigint;
  /** What the step that made it drew on its site's allowance; null for a lot without parents. */
  making: {
    /** Beyond what can have been in the inputs. */
    toleratedNanograms: bigint;
    /** Found in the outputs where the inputs' assays found less, within their limits. */
    reliedNanograms: bigint;
    /** Lots that came out of the step together: what it drew may be in any of them. */
    lots: number;
  } | null;
  /** Whether anything that it was made from drew on an allowance; null where some was not looked at and none of the others did. */
  ancestorsDrew: boolean | null;
}

/** What a producer has registered of the codes of a lot's grams. */
export interface UnitCodes {
  /** Digest of the statement. */
  statement: Hex;
  /** Root over all codes. */
  root: Hex;
  /** Grams that have codes. */
  grams: bigint;
  /** Unix seconds. */
  registeredAt: number;
}

/** What verification answers: first what the lot is, then whether it is certified, then what that rests on. */
export interface Verdict {
  lot: Hex;
  /** Null where the declaration is not known. */
  goods: Goods | null;
  /** By the newest conforming assay of somebody else than the producer; never more than "not found". */
  notFound: NotFound[];
  /**
   * Thorium and uranium, by the conforming assay of somebody else than the producer that found most of each; where none found any, by
   * the one with the highest limit. Empty without such an assay.
   */
  radioactive: Radioactive[];
  /** Where the elements come from, as declared of the lots without parents; null where the lineage is not known in full. */
  origin: Origin[] | null;
  /** What the certificate comes to under its scheme; null without one. */
  class: CertificateClass | null;
  certificate: Certificate | null;
  /** Null where what the lot is, or was made from, is not known in full. */
  restsOn: RestsOn | null;
  conclusion: Conclusion;
  summary: LocalisedText;
  /** By country. */
  whereabouts: Whereabouts[];
  /** Grams missing of disputed consignments. */
  disputedGrams: bigint;
  /** Grams sent and never received. */
  shortGrams: bigint;
  /** Grams retired for a beneficiary, for ever. */
  retiredGrams: bigint;
  /** Null where no grams of the lot have codes. That they have says nothing of the certificate. */
  unitCodes: UnitCodes | null;
  block: ReadingBlock;
  heads: HeadReading[];
  checks: Check[];
}

/**
 * What a lot rests on in all, at most: what its step drew may be in any of the lots that came out of it.
 * @returns The sum, and its part of what was found in hundredths of a part per million, rounded up; the whole at most.
 */
export function restsOnInAll({ foundNanograms, certificateNanograms, making }: RestsOn): {
  nanograms: bigint;
  partsPerHundredMillion: number;
} {
  const nanograms = certificateNanograms + (making?.toleratedNanograms ?? 0n) + (making?.reliedNanograms ?? 0n);
  if (foundNanograms === 0n) return { nanograms, partsPerHundredMillion: nanograms === 0n ? 0 : whole };
  const parts = (nanograms * BigInt(whole) + foundNanograms - 1n) / foundNanograms;
  return { nanograms, partsPerHundredMillion: Math.min(Number(parts), whole) };
}

/** What is shown in spite of doubt: such a check fails only by what is here and by the ledger's own word, whatever lacks. */
const outlastDoubt: readonly Conclusion[] = ["rejected", "revoked", "suspended", "invalid"];

/**
 * The conclusion that checks lead to, and the check that led to it; none where the lot is valid. What is unsettled comes before
 * conclusions that leave a buyer hope, which what lacks might make worse; it hides none that leaves no hope.
 */
export function conclude(checks: readonly Check[]): { conclusion: Conclusion; decisive: Check | null } {
  const inOrder = checks.toSorted((a, b) => checkIds.indexOf(a.id) - checkIds.indexOf(b.id));
  const failed = inOrder.filter(({ status }) => status === "fail");
  const unsettled = inOrder.find(({ status }) => status === "unsettled");
  const decisive =
    unsettled === undefined ? failed[0] : failed.find(({ id }) => outlastDoubt.includes(consequences[id]));
  if (decisive !== undefined) return { conclusion: consequences[decisive.id], decisive };
  return unsettled === undefined
    ? { conclusion: "valid", decisive: null }
    : { conclusion: "unsettled", decisive: unsettled };
}
