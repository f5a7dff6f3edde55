import { code, DAY, ethers, FOR_EVER, now, type Party, SCHEME, type Scene, Scope, short } from "./fixture.ts";
import type { Dispatched } from "./kinds.ts";
import { type Departure, type Signed, sign } from "./statements.ts";

interface Against {
  lot: bigint;
  certificateUntil: bigint;
  reason: number;
  effectiveFrom: number;
  report: string;
}

/** Suspends the certificate that the lot has now. */
export function suspend(scene: Scene, lot: bigint, departure: Departure = {}, by: Party = scene.party.certifier) {
  return against(scene, "suspend", lot, departure, by);
}

/** Revokes the certificate that the lot has now. */
export function revoke(scene: Scene, lot: bigint, departure: Departure = {}, by: Party = scene.party.certifier) {
  return against(scene, "revoke", lot, departure, by);
}

async function against(
  scene: Scene,
  name: "suspend" | "revoke",
  lot: bigint,
  departure: Departure,
  by: Party,
): Promise<Signed<Against>> {
  const { validUntil: certificateUntil } = await scene.lots.lots(lot);
  const fields = { lot, certificateUntil, reason: 4, effectiveFrom: await now(), report: ethers.id("grounds") };
  return sign(scene, name, by, fields, departure);
}

/** Lifts the suspension that stands on the lot. */
export async function reinstate(scene: Scene, lot: bigint, departure: Departure = {}, by = scene.party.certifier) {
  const { digest: suspension } = await scene.lots.takings(lot);
  return sign(scene, "reinstate", by, { lot, suspension, report: ethers.ZeroHash }, departure);
}

/** Renews the certificate that the lot has now by a day less than a year from now. */
export async function renew(scene: Scene, lot: bigint, departure: Departure = {}, by = scene.party.certifier) {
  const { validUntil: certificateUntil } = await scene.lots.lots(lot);
  const validUntil = (await now()) + 364 * DAY;
  const fields = { lot, scheme: SCHEME, certificateUntil, validUntil, report: ethers.id("renewal") };
  return sign(scene, "renew", by, fields, departure);
}

export async function refuse(
  scene: Scene,
  dispatched: Dispatched,
  departure: Departure = {},
  by = scene.party.refiner,
) {
  const fields = { consignment: dispatched.digest, reason: 5, occurredAt: await now() };
  return sign(scene, "refuse", by, fields, departure, { before: [dispatched.message] });
}

/** The sender takes a consignment back in full. */
export async function recall(scene: Scene, dispatched: Dispatched, departure: Departure = {}, by = scene.party.miner) {
  const fields = {
    consignment: dispatched.digest,
    returnedGrams: dispatched.message.lines.map(({ grams }) => grams),
    shortageReason: 0,
    occurredAt: await now(),
  };
  return sign(scene, "recall", by, fields, departure, { before: [dispatched.message] });
}

/** The sender reports a consignment lost. */
export async function reportLoss(
  scene: Scene,
  dispatched: Dispatched,
  departure: Departure = {},
  by = scene.party.miner,
) {
  const fields = {
    consignment: dispatched.digest,
    reason: 6,
    evidence: ethers.id("average"),
    occurredAt: await now(),
  };
  return sign(scene, "reportLoss", by, fields, departure, { before: [dispatched.message] });
}

/** How the missing grams of one line are shared out. */
export interface Share {
  recipientGrams: bigint;
  senderGrams: bigint;
}

/** The miner and the refiner share out what is missing, with a reason for what is lost; both sign. */
export async function settle(
  scene: Scene,
  dispatched: Dispatched,
  shares: Share[],
  departure: Departure & { countersigner?: Party["key"]; tamperCountersignature?: (signature: string) => string } = {},
  sender: Party = scene.party.miner,
  recipient: Party = scene.party.refiner,
) {
  let missing = 0n;
  for (const { lot } of dispatched.message.lines) missing += await scene.custody.missingOf(dispatched.digest, lot);
  const shared = shares.reduce((sum, { recipientGrams, senderGrams }) => sum + recipientGrams + senderGrams, 0n);
  const fields = {
    consignment: dispatched.digest,
    recipient: recipient.organisation,
    recipientKey: recipient.key.address,
    shares,
    lossReason: shared === missing ? 0 : 8,
    occurredAt: await now(),
  };
  return sign(scene, "settle", sender, fields, departure, {
    before: [dispatched.message],
    after: async ({ domain, types, message }) => {
      const signature = await (departure.countersigner ?? recipient.key).signTypedData(domain, types, message);
      return [departure.tamperCountersignature?.(signature) ?? signature];
    },
  });
}

/** Takes an assay back. */
export function revokeAssay(
  scene: Scene,
  assay: Signed<{ lot: bigint }>,
  departure: Departure = {},
  by = scene.party.laboratory,
) {
  const fields = { lot: assay.message.lot, assay: assay.digest, reason: 7 };
  return sign(scene, "revokeAssay", by, fields, departure, { before: [assay.message] });
}

/** Takes another attestation back. */
export function revokeAttestation(
  scene: Scene,
  attestation: Signed<{ lot: bigint }>,
  departure: Departure = {},
  by = scene.party.verifier,
) {
  const fields = { lot: attestation.message.lot, attestation: attestation.digest, reason: 7 };
  return sign(scene, "revokeAttestation", by, fields, departure, { before: [attestation.message] });
}

/** Retires grams of the miner's. */
export async function retire(
  scene: Scene,
  lot: bigint,
  grams: bigint,
  departure: Departure = {},
  by = scene.party.miner,
) {
  const fields = {
    lot,
    grams,
    country: code("CN"),
    beneficiary: short("Wind park Ytterby"),
    purpose: ethers.ZeroHash,
    occurredAt: await now(),
  };
  return sign(scene, "retire", by, fields, departure);
}

/** Adds a key for custody in place of nothing. */
export function rotateKey(scene: Scene, newKey: string, departure: Departure = {}, by = scene.party.miner) {
  const fields = {
    newKey,
    scopes: 1 << Scope.custody,
    validFrom: 0,
    validUntil: FOR_EVER,
    withdrawnKey: ethers.ZeroAddress,
    compromisedSince: 0,
  };
  return sign(scene, "rotateKey", by, fields, departure);
}
