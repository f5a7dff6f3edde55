import { concentrate, ELEMENTS, lotOf, type RawContent, type RawIdentity } from "./content.ts";
import { code, DAY, ethers, Kind, now, Outcome, type Party, SCHEME, type Scene, short } from "./fixture.ts";
import { type Departure, type Signed, sign } from "./statements.ts";

/** A lot number that no other test uses. */
let lots = 0;
export function nextLotNumber(): string {
  lots += 1;
  return `LOT-${lots}`;
}

export interface DeclareFields {
  lotNumber: string;
  content: RawContent;
}
export type Declaration = Signed<DeclareFields> & { identity: RawIdentity; lot: bigint };

/** The producer's declaration of a lot: a ton of concentrate, but for the changes. */
export async function declare(
  scene: Scene,
  changes: Partial<RawContent> = {},
  departure: Departure = {},
  producer: Party = scene.party.miner,
): Promise<Declaration> {
  const fields = {
    lotNumber: nextLotNumber(),
    content: { ...concentrate(), certifier: scene.party.certifier.organisation, ...changes },
  };
  const signed = await sign(scene, "declare", producer, fields, departure);
  const { organisation, lotNumber, content } = signed.message;
  const identity = { producer: organisation, lotNumber, content };
  return { ...signed, identity, lot: lotOf(identity) };
}

export async function certify(scene: Scene, lot: bigint, departure: Departure = {}, certifier = scene.party.certifier) {
  const validUntil = (await now()) + 300 * DAY;
  return sign(scene, "certify", certifier, { lot, scheme: SCHEME, validUntil, report: ethers.id("report") }, departure);
}

export function reject(scene: Scene, identity: RawIdentity, departure: Departure = {}, by = scene.party.certifier) {
  // A producer who takes its declaration back examines it under no scheme.
  const scheme = identity.producer === by.organisation ? 0 : SCHEME;
  const fields = { lot: lotOf(identity), scheme, reason: 3, report: ethers.id("report") };
  return sign(scene, "reject", by, fields, departure, { before: [identity] });
}

/** Thorium and uranium stand behind the elements in an assay's mask. */
export const NEITHER_FOUND = 3 << ELEMENTS;

/** A laboratory's assay, which finds what was declared; of thorium and uranium, nothing above 10 ppm. */
export async function assay(
  scene: Scene,
  identity: RawIdentity,
  departure: Departure = {},
  laboratory = scene.party.laboratory,
) {
  const { partsPerHundredMillion, notFound } = identity.content;
  const fields = {
    lot: lotOf(identity),
    partsPerHundredMillion,
    notFound: notFound | NEITHER_FOUND,
    thoriumPartsPerHundredMillion: 1_000,
    uraniumPartsPerHundredMillion: 1_000,
    outcome: Outcome.conforms as number,
    evidence: ethers.id("assay"),
    country: code("CN"),
    site: 0n,
    occurredAt: await now(),
  };
  return sign(scene, "assay", laboratory, fields, departure, { before: [identity] });
}

/** An attestation that finds what was declared of a ton of concentrate, by whom it behoves. */
export async function attest(
  scene: Scene,
  lot: bigint,
  kind: number,
  departure: Departure = {},
  attester: Party = defaultAttester(scene, kind),
) {
  const fields = {
    lot,
    kind,
    outcome: Outcome.conforms as number,
    quantity: { [Kind.weight]: 1_000_000n, [Kind.process]: 900n, [Kind.footprint]: 4_000n }[kind] ?? 0n,
    evidence: ethers.id("attestation"),
    country: code("CN"),
    site: 0n,
    occurredAt: await now(),
  };
  return sign(scene, "attest", attester, fields, departure);
}

function defaultAttester({ party }: Scene, kind: number): Party {
  if (kind === Kind.weight) return party.laboratory;
  return kind === Kind.inspection || kind === Kind.clearance ? party.customs : party.verifier;
}

export interface Line {
  lot: bigint;
  grams: bigint;
}

/** The miner sends grams to the refiner by the carrier. */
export async function dispatch(
  scene: Scene,
  lines: Line[],
  departure: Departure = {},
  sender: Party = scene.party.miner,
  recipient: Party = scene.party.refiner,
) {
  const fields = {
    recipient: recipient.organisation,
    carrier: scene.party.carrier.organisation,
    fromCountry: code("CN"),
    toCountry: code("CN"),
    route: ethers.ZeroHash,
    seal: short("SEAL 1"),
    lines: [...lines].sort((a, b) => (a.lot < b.lot ? -1 : 1)),
    emissionsGrams: 0n,
    occurredAt: await now(),
  };
  return sign(scene, "dispatch", sender, fields, departure);
}

export type Dispatched = Awaited<ReturnType<typeof dispatch>>;

/** The recipient receives a consignment in full. */
export async function receive(
  scene: Scene,
  dispatched: Dispatched,
  departure: Departure = {},
  recipient: Party = scene.party.refiner,
) {
  const fields = {
    consignment: dispatched.digest,
    receivedGrams: dispatched.message.lines.map(({ grams }) => grams),
    shortageReason: 0,
    sealIntact: true,
    occurredAt: await now(),
  };
  return sign(scene, "receive", recipient, fields, departure, { before: [dispatched.message] });
}

/** The miner hands grams over to the refiner; both sign. */
export async function handOver(
  scene: Scene,
  lot: bigint,
  grams: bigint,
  departure: Departure & { countersigner?: Party["key"]; tamperCountersignature?: (signature: string) => string } = {},
  holder: Party = scene.party.miner,
  recipient: Party = scene.party.refiner,
) {
  const fields = {
    lot,
    grams,
    country: code("CN"),
    recipient: recipient.organisation,
    recipientKey: recipient.key.address,
    occurredAt: await now(),
  };
  return sign(scene, "handOver", holder, fields, departure, {
    after: async ({ domain, types, message }) => {
      const signature = await (departure.countersigner ?? recipient.key).signTypedData(domain, types, message);
      return [departure.tamperCountersignature?.(signature) ?? signature];
    },
  });
}

/** Cancels a nonce. */
export function cancel(scene: Scene, cancelled: bigint, departure: Departure = {}, party: Party = scene.party.miner) {
  return sign(scene, "cancel", party, { cancelled }, departure);
}
