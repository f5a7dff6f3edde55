import { lotOf, type RawContent, type RawIdentity } from "./content.ts";
import { ethers, now, type Party, type Scene } from "./fixture.ts";
import { nextLotNumber } from "./kinds.ts";
import { type Departure, type Signed, sign } from "./statements.ts";

export const Process = {
  none: 0,
  beneficiation: 1,
  leaching: 2,
  separation: 3,
  reduction: 4,
  alloying: 5,
  magnetMaking: 6,
  recycling: 7,
  splitting: 8,
  blending: 9,
  repackaging: 10,
} as const;
export const Model = {
  identityPreserved: 1,
  segregated: 2,
  controlledBlending: 3,
  massBalance: 4,
  bookAndClaim: 5,
} as const;
export const Allocation = { mass: 1, economic: 2 } as const;

/** What goes in: a lot, and grams of it. */
export interface Taken {
  identity: RawIdentity;
  grams: bigint;
}

export interface RawOutput {
  lotNumber: string;
  certifiable: boolean;
  content: RawContent;
}

/** An output like its source, but for the changes: of the same origin and site, without a quota. */
export function outputOf(
  source: RawIdentity,
  changes: Partial<RawContent> = {},
  certifiable = true,
  lotNumber = nextLotNumber(),
): RawOutput {
  return { lotNumber, certifiable, content: { ...source.content, quota: ethers.ZeroHash, ...changes } };
}

/** The identity of a lot that a step makes. */
export function identityOf({ organisation }: Party, { lotNumber, content }: RawOutput): RawIdentity {
  return { producer: organisation, lotNumber, content };
}

export interface Step {
  process?: number;
  scheme?: number;
  taken: readonly Taken[];
  made: readonly RawOutput[];
  emissionsGrams?: bigint;
  removalsGrams?: bigint;
  lossGrams?: bigint;
}

export interface TransformFields {
  process: number;
  scheme: number;
  inputs: { lot: bigint; grams: bigint }[];
  outputs: RawOutput[];
  emissionsGrams: bigint;
  removalsGrams: bigint;
  lossGrams: bigint;
  occurredAt: number;
}
export type Transformed = Signed<TransformFields> & { identities: RawIdentity[]; lots: bigint[] };

const byLot = (taken: readonly Taken[]) =>
  taken
    .map(({ identity, grams }) => ({ identity, lot: lotOf(identity), grams }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1));

/** Makes lots from lots; the miner beneficiates unless told otherwise. */
export async function transform(
  scene: Scene,
  { process, scheme, taken, made, emissionsGrams, removalsGrams, lossGrams }: Step,
  departure: Departure = {},
  by: Party = scene.party.miner,
): Promise<Transformed> {
  const sorted = byLot(taken);
  const fields: TransformFields = {
    process: process ?? Process.beneficiation,
    scheme: scheme ?? 0,
    inputs: sorted.map(({ lot, grams }) => ({ lot, grams })),
    outputs: [...made],
    emissionsGrams: emissionsGrams ?? 0n,
    removalsGrams: removalsGrams ?? 0n,
    lossGrams: lossGrams ?? 0n,
    occurredAt: await now(),
  };
  const signed = await sign(scene, "transform", by, fields, departure, {
    before: [sorted.map(({ identity }) => identity)],
  });
  const identities = signed.message.outputs.map((output) => identityOf(by, output));
  return { ...signed, identities, lots: identities.map(lotOf) };
}

/** Puts certified grams into the account of the place where the first of them was made; for beneficiation unless told otherwise. */
export async function deposit(
  scene: Scene,
  taken: readonly Taken[],
  departure: Departure = {},
  by: Party = scene.party.miner,
) {
  const sorted = byLot(taken);
  const { country, site } = sorted[0]?.identity.content ?? { country: "0x0000", site: 0n };
  const fields = {
    process: Process.beneficiation as number,
    inputs: sorted.map(({ lot, grams }) => ({ lot, grams })),
    country,
    site,
    occurredAt: await now(),
  };
  return sign(scene, "deposit", by, fields, departure, { before: [sorted.map(({ identity }) => identity)] });
}

/** Draws lots on a site's account, in the period that runs; the process emits a gram unless told otherwise. */
export async function withdraw(
  scene: Scene,
  made: readonly RawOutput[],
  changes: { process?: number; period?: bigint; emissionsGrams?: bigint; removalsGrams?: bigint } = {},
  departure: Departure = {},
  by: Party = scene.party.miner,
) {
  const fields = {
    process: Process.beneficiation as number,
    period: await scene.siteAccounts.runningPeriod(),
    outputs: [...made],
    emissionsGrams: 1n,
    removalsGrams: 0n,
    occurredAt: await now(),
    ...changes,
  };
  const signed = await sign(scene, "withdraw", by, fields, departure);
  const identities = signed.message.outputs.map((output) => identityOf(by, output));
  return { ...signed, identities, lots: identities.map(lotOf) };
}

/** Corrects a footprint upwards. */
export function correctFootprint(
  scene: Scene,
  lot: bigint,
  footprintGramsPerKilogram: number,
  departure: Departure = {},
  by: Party = scene.party.certifier,
) {
  const fields = { lot, footprintGramsPerKilogram, corrects: ethers.id("declaration"), report: ethers.ZeroHash };
  return sign(scene, "correctFootprint", by, fields, departure);
}
