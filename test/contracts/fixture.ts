import accessManager from "@openzeppelin/contracts/build/contracts/AccessManager.json" with { type: "json" };
import type { Wallet } from "ethers";
import hre from "hardhat";

/** Every suite of contracts runs on this one in-process chain, and goes back to a fixture's snapshot between tests. */
export const { ethers, networkHelpers, provider } = await hre.network.create({
  // Dates in tests are offsets from here, so that none of them ages.
  override: { initialDate: new Date("2027-01-15T08:00:00Z") },
});

export const DAY = 86_400;
export const FOR_EVER = 2 ** 48 - 1;
export const LATENESS = 30 * DAY;

/** Bit numbers of roles, scopes and the other enumerations of contracts/types/Types.sol. */
export const Role = {
  miner: 0,
  refiner: 1,
  magnetMaker: 2,
  recycler: 3,
  carrier: 4,
  laboratory: 5,
  verifier: 6,
  customs: 7,
  regulator: 8,
  buyer: 9,
} as const;
export const Scope = { keys: 0, declaration: 1, certification: 2, custody: 3, attestation: 4, processing: 5 } as const;
export const Form = {
  none: 0,
  ore: 1,
  concentrate: 2,
  mixedCompound: 3,
  separatedOxide: 4,
  metal: 5,
  alloy: 6,
  magnet: 7,
  scrap: 8,
} as const;
export const LotStatus = {
  none: 0n,
  declared: 1n,
  certified: 2n,
  rejected: 3n,
  suspended: 4n,
  revoked: 5n,
  uncertifiable: 6n,
} as const;
export const Kind = {
  none: 0,
  assay: 1,
  weight: 2,
  process: 3,
  footprint: 4,
  inspection: 5,
  clearance: 6,
  removals: 7,
} as const;
export const Outcome = { none: 0, conforms: 1, doesNotConform: 2, inconclusive: 3 } as const;
export const ModuleStatus = { none: 0, active: 1, closing: 2 } as const;
export const QuotaKind = { none: 0, extraction: 1, collection: 2, openingStock: 3 } as const;

export const EVERY_SCOPE = 0x3f;
export const EVERY_COUNTRY = "0x0000";
export const SCHEME = 7;
export const EVERY_STAMP = mask(Kind.assay, Kind.weight, Kind.process, Kind.footprint);
export const EVERY_FORM = 0x1fe;
export const EVERY_MODEL = 0x3e;
export const EVERY_ALLOCATION = 0x06;
/** Terms of schemes keep times in 40 bits. */
export const SCHEME_FOR_EVER = 2 ** 40 - 1;
export const TOLERANCES = {
  assayBasisPoints: 500,
  assayPartsPerHundredMillion: 10_000,
  weightBasisPoints: 50,
  footprintBasisPoints: 100,
};

/** An enrolled organisation and the key that signs for it. */
export interface Party {
  organisation: string;
  key: Wallet;
  country: string;
}

/** What every test starts from: everything deployed, a party of each role, a quota of each kind, a scheme. */
export type Scene = Awaited<ReturnType<typeof deployed>>;

export const parties = {
  miner: { role: Role.miner, country: "CN" },
  refiner: { role: Role.refiner, country: "CN" },
  magnetMaker: { role: Role.magnetMaker, country: "DE" },
  recycler: { role: Role.recycler, country: "JP" },
  carrier: { role: Role.carrier, country: "NL" },
  laboratory: { role: Role.laboratory, country: "CN" },
  verifier: { role: Role.verifier, country: "CH" },
  certifier: { role: Role.verifier, country: "SE" },
  customs: { role: Role.customs, country: "NL" },
  regulator: { role: Role.regulator, country: "CN" },
  buyer: { role: Role.buyer, country: "US" },
} as const;
export type PartyName = keyof typeof parties;

export const quotas = {
  extraction: ethers.id("extraction 2027"),
  collection: ethers.id("collection 2027"),
  openingStock: ethers.id("opening stock"),
};

/** Named so that `loadFixture` can tell it from others. */
export async function deployed() {
  const [governor, carrier, stranger] = await ethers.getSigners();
  if (!governor || !carrier || !stranger) throw new Error("The in-process chain has too few accounts");
  const manager = await new ethers.ContractFactory(accessManager.abi, accessManager.bytecode, governor).deploy(
    governor,
  );
  const authority = await manager.getAddress();
  const participants = await ethers.deployContract("Participants", [authority]);
  const lots = await ethers.deployContract("Lots", [authority, "https://ledger.example/lots/{id}.json"]);
  const [atParticipants, atLots] = [await participants.getAddress(), await lots.getAddress()];
  const policies = await ethers.deployContract("Policies", [authority, atParticipants, atLots]);
  const quotaBook = await ethers.deployContract("Quotas", [authority, atParticipants, atLots]);
  const schemes = await ethers.deployContract("Schemes", [authority, atParticipants]);
  const certification = await ethers.deployContract("Certification", [
    ...[authority, atParticipants, atLots, policies, quotaBook, schemes],
  ]);
  const custody = await ethers.deployContract("Custody", [authority, atParticipants, atLots]);
  const attestations = await ethers.deployContract("Attestations", [authority, atParticipants, atLots]);
  const processing = await ethers.deployContract("Processing", [atParticipants, atLots, policies, schemes]);
  const siteAccounts = await ethers.deployContract("SiteAccounts", [atParticipants, atLots]);
  const statements = await ethers.deployContract("Statements");

  for (const module of [certification, custody, attestations, processing, siteAccounts]) {
    await participants.enrolModule(module, ModuleStatus.active, LATENESS);
    await lots.enrolModule(module, true);
  }
  await attestations.setTolerances(TOLERANCES);
  const party = {} as Record<PartyName, Party>;
  for (const [name, { role, country }] of Object.entries(parties)) {
    party[name as PartyName] = await enrolled(participants, name, role, country);
  }
  const { miner, recycler, refiner, certifier } = party;
  for (const [quota, holder, kind] of [
    [quotas.extraction, miner, QuotaKind.extraction],
    [quotas.collection, recycler, QuotaKind.collection],
    [quotas.openingStock, refiner, QuotaKind.openingStock],
  ] as const) {
    const { organisation, country } = holder;
    await quotaBook.grantQuota(quota, organisation, kind, code(country), 1_000_000_000n, 0, FOR_EVER);
  }
  await schemes.setScheme(SCHEME, "Zero-carbon rare earths", schemeTerms());
  await schemes.accredit(SCHEME, certifier.organisation, 0, FOR_EVER);
  return {
    ...{
      manager,
      participants,
      lots,
      certification,
      custody,
      attestations,
      policies,
      quotas: quotaBook,
      schemes,
      processing,
      siteAccounts,
      statements,
    },
    ...{ governor, carrier, stranger, party },
  };
}

/** Goes back to the freshly deployed scene. */
export async function freshScene(): Promise<Scene> {
  const scene = await networkHelpers.loadFixture(deployed);
  // Otherwise all the time since the scene was first made would pass at once, minutes where another file made it.
  await nextBlockAt((await now()) + 1);
  return scene;
}

export function schemeTerms(changes: Record<string, number> = {}) {
  return {
    ...{ validFrom: 0, validUntil: SCHEME_FOR_EVER, suspendedFrom: 0, suspendedUntil: 0 },
    ...{ attestations: EVERY_STAMP, forms: EVERY_FORM, maximumAgeDays: 90, maximumValidityDays: 365 },
    ...{ custodyModels: EVERY_MODEL, allocations: EVERY_ALLOCATION, minimumPrimaryDataPercent: 0 },
    ...changes,
  };
}

/** An organisation and a key that follow from the name, not enrolled. */
export function partyOf(name: string, country: string): Party {
  return {
    organisation: ethers.Wallet.createRandom().address,
    key: new ethers.Wallet(ethers.id(`key of ${name}`)),
    country,
  };
}

/** Enrols an organisation with one role in every country and one key for everything. */
export async function enrolled(
  participants: Scene["participants"],
  name: string,
  role: number,
  country: string,
): Promise<Party> {
  const party = partyOf(name, country);
  await participants.enrol(party.organisation, name, code(country), 0);
  await participants.grantRole(party.organisation, role, EVERY_COUNTRY, 0, 0, FOR_EVER);
  await participants.addKey(party.organisation, party.key.address, EVERY_SCOPE, 0, FOR_EVER);
  return party;
}

/** A country code as `bytes2`. */
export function code(country: string): string {
  return ethers.hexlify(ethers.toUtf8Bytes(country));
}

/** A short text as `bytes32`. */
export function short(text: string): string {
  return ethers.encodeBytes32String(text);
}

export function mask(...bits: number[]): number {
  return bits.reduce((sum, bit) => sum | (1 << bit), 0);
}

/** Time of the newest block. */
export function now(): Promise<number> {
  return networkHelpers.time.latest();
}

/** Lets the next block be of this time, so that what is sent next is judged by it. */
export function nextBlockAt(time: number): Promise<void> {
  return networkHelpers.time.setNextBlockTimestamp(time);
}
