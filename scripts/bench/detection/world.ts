import table from "../../../data/fingerprint-profiles.json" with { type: "json" };
import type { AssayedComposition } from "../../../src/domain/composition.ts";
import { type Profile, type ProfileRecord, referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Content } from "../../../src/domain/lot.ts";
import { type Role, roles } from "../../../src/domain/participants.ts";
import { normal, pick, seeded } from "../fingerprint/random.ts";
import { publishedGroups, Simulation } from "../fingerprint/simulate.ts";
import { addressOf, hashOf, measured, shown, usual } from "./goods.ts";
import { DAY, firstDay, HOUR } from "./times.ts";
import type { WrittenLedger, WrittenLot } from "./written-ledger.ts";

/** A piece of smuggling, and the rules that are there to find it. */
export interface Case {
  name: string;
  rules: readonly string[];
  /** Digests of its statements. */
  statements: Set<string>;
}

export interface Mine {
  owner: Address;
  profile: Profile;
  country: string;
  quota: Hex;
  /** How often its declared mass is a little above the scale's. */
  overstates: number;
}

/** Somebody who receives goods, somewhere. */
export interface Place {
  owner: Address;
  country: string;
}

/** What is unusual of a journey: the share that is lost, a seal that is opened, the hours that it is said to have taken. */
interface Journey {
  lost?: number;
  opened?: boolean;
  hours?: number;
}

/** Days of a journey, by the kind of road. */
const journeys = { inland: [1, 6], overseas: [16, 45] } as const;
export const importers = ["DE", "JP", "US", "KR", "FR", "VN", "MY", "EE"];
const records = table.profiles as readonly ProfileRecord[];

/**
 * Who trades, and what they state when they dig, examine, certify, send, receive and make. Whatever varies is drawn from spreads of its own
 * (scales, roads, weather), and never from the thresholds of the rules.
 */
export class World {
  readonly cases: Case[] = [];
  readonly ledger: WrittenLedger;
  readonly random = seeded(20_260_202);
  readonly patterns = new Simulation(seeded(20_260_203), publishedGroups(records));
  readonly mines: readonly Mine[];
  readonly refiners: readonly Place[];
  readonly certifiers: readonly Address[];
  /** The piece of smuggling that what is stated belongs to. */
  #open: Case | undefined;
  #numbers = 0;

  constructor(ledger: WrittenLedger) {
    this.ledger = ledger;
    const mined = referenceProfiles.filter(({ producer }) => producer);
    this.mines = Array.from({ length: 20 }, (_, index) => {
      const profile = mined[index % mined.length] as Profile;
      const quota = `0x${(0xabc_000 + index).toString(16).padStart(64, "0")}` as Hex;
      const overstates = 0.1 + this.random() * 0.3;
      return { owner: addressOf(index + 1), profile, country: profile.country, quota, overstates };
    });
    this.refiners = [...importers, "CN", "CN", "CN", "AU"].map((country, index) => ({
      owner: addressOf(200 + index),
      country,
    }));
    this.certifiers = Array.from({ length: 6 }, (_, index) => addressOf(300 + index));
    for (const { owner, country, quota } of this.mines) {
      this.enrols(firstDay, owner, "miner", country);
      // Granted for years: nothing of it runs out.
      this.ledger.act(firstDay, "QuotaGranted", { quota, kind: 1, grantedGrams: "9000000000000000" });
    }
    for (const { owner, country } of this.refiners) this.enrols(firstDay, owner, "refiner", country);
    this.enrols(firstDay, addressOf(251), "refiner", "DE");
    this.enrols(firstDay, addressOf(252), "refiner", "JP");
  }

  /** Does a piece of smuggling: whatever is stated meanwhile belongs to it. */
  smuggle(name: string, rules: readonly string[], work: () => void): void {
    this.#open = { name, rules, statements: new Set() };
    work();
    this.cases.push(this.#open);
    this.#open = undefined;
  }

  /** Does something that is honest, though whoever does it smuggles besides. */
  honestly(work: () => void): void {
    const open = this.#open;
    this.#open = undefined;
    work();
    this.#open = open;
  }

  /** An address that nobody has yet. @param kind Tells kinds of people apart. */
  stranger(kind: number): Address {
    return addressOf(1_000_000 * kind + this.#numbers);
  }

  mine(): Mine {
    return pick(this.random, this.mines);
  }

  /** A refiner in another country than the mine's. */
  abroad({ country }: Mine): Place {
    return pick(
      this.random,
      this.refiners.filter((refiner) => refiner.country !== country),
    );
  }

  enrols(at: number, organisation: Address, role: Role, country: string): void {
    const bytes = `0x${Buffer.from(country).toString("hex")}`;
    this.ledger.act(Math.floor(at), "RoleGranted", { organisation, role: roles.indexOf(role) + 1, country: bytes });
  }

  state: WrittenLedger["state"] = (at, by, kind, said, lots) => {
    const digest = this.ledger.state(Math.floor(at), by, kind, said, lots);
    this.#open?.statements.add(digest);
    return digest;
  };

  declares(at: number, by: Address, lot: WrittenLot): void {
    const digest = this.ledger.declare(Math.floor(at), by, lot);
    this.#open?.statements.add(digest);
  }

  lot(producer: Address, content: Content): WrittenLot {
    this.#numbers += 1;
    return this.ledger.lot(producer, `L-${this.#numbers}`, content);
  }

  concentrate({ profile, country, quota }: Pick<Mine, "profile" | "country" | "quota">): Content {
    const massGrams = BigInt(Math.round(1_000_000 * Math.exp(2.5 + 0.6 * normal(this.random))));
    const composition = shown(this.patterns.assay(this.patterns.parcel(profile, 10)));
    const deposit = profile.name.split(",")[0] ?? "";
    return { ...usual, massGrams, composition, originCountry: country, deposit, country, quota };
  }

  assayOf(profile: Profile): AssayedComposition {
    return measured(this.patterns.assay(this.patterns.parcel(profile, 10)));
  }

  /** Declares a lot, and has it examined and certified. @returns undefined where the certifier rejects it. */
  certified(at: number, owner: Address, content: Content, composition: AssayedComposition, overstates: number) {
    const laboratory = addressOf(900);
    const lot = this.lot(owner, content);
    this.declares(at, owner, lot);
    this.state(at + 2 * DAY, laboratory, "assay", { ...this.examines(at + 2 * DAY, lot), composition }, [lot]);
    const weighed = { kind: "weight" as const, quantity: content.massGrams };
    this.state(at + 3 * DAY, laboratory, "attest", { ...this.examines(at + 3 * DAY, lot), ...weighed }, [lot]);
    const certifier = pick(this.random, this.certifiers);
    if (this.#open === undefined && this.random() < 0.04) {
      this.state(at + 7 * DAY, certifier, "reject", { lot: lot.id, scheme: 1, reason: 7, report: null }, [lot]);
      return undefined;
    }
    this.certifies(at + 7 * DAY, certifier, lot, this.random() < overstates);
    return lot;
  }

  /** A lot of a mine, certified. @returns undefined where the certifier rejects it. */
  minedLot(at: number, mine: Mine, overstates = mine.overstates) {
    return this.certified(at, mine.owner, this.concentrate(mine), this.assayOf(mine.profile), overstates);
  }

  certifies(at: number, certifier: Address, lot: WrittenLot, isDrawn: boolean): void {
    const said = { lot: lot.id, scheme: 1, validUntil: Math.floor(at) + 300 * DAY, report: null };
    const digest = this.state(at, certifier, "certify", said, [lot]);
    if (isDrawn) this.ledger.act(Math.floor(at) - 1, "AllowanceDrawn", { digest, organisation: lot.producer });
  }

  examines(at: number, lot: WrittenLot) {
    const place = { country: lot.content.country, site: null, occurredAt: Math.floor(at), evidence: hashOf(1) };
    return { lot: lot.id, outcome: "conforms" as const, ...place };
  }

  /** Sends grams, and has them arrive as scales and roads are. @returns What arrived, and when. */
  travels(
    at: number,
    lot: WrittenLot,
    from: Address,
    to: Place,
    grams: bigint,
    { lost, opened = false, hours }: Journey = {},
    fromCountry = lot.content.country,
  ): [bigint, number] {
    const [least, most] = fromCountry === to.country ? journeys.inland : journeys.overseas;
    const arrival = at + (hours === undefined ? (least + this.random() * (most - least)) * DAY : hours * HOUR);
    const consignment = this.#sends(at, lot, from, to, grams, fromCountry);
    // Scales differ by some hundredths of a percent; now and then a bag bursts.
    const spilt = this.random() < 0.004 ? 0.002 + this.random() * 0.01 : 0;
    const share = lost ?? Math.max(0, 0.0003 * normal(this.random) + spilt);
    const received = grams - BigInt(Math.round(Number(grams) * share));
    const sealIntact = !opened && this.random() > 0.002;
    const short = { receivedGrams: [received], shortageReason: received < grams ? 3 : 0 };
    const said = { consignment, ...short, sealIntact, occurredAt: Math.floor(arrival) };
    this.state(arrival, to.owner, "receive", said, [lot]);
    return [received, arrival];
  }

  #sends(at: number, lot: WrittenLot, from: Address, to: Place, grams: bigint, fromCountry: string) {
    const lines = [{ lot: lot.id, grams }];
    const road = { fromCountry, toCountry: to.country, route: [], carrier: null, seal: `S-${this.#numbers}` };
    const said = { recipient: to.owner, ...road, lines, units: null, emissionsGrams: 0n, occurredAt: Math.floor(at) };
    return this.state(at, from, "dispatch", said, [lot]);
  }

  /** Cracks concentrate into a mixed compound, with a recovery. */
  works(at: number, { owner, country }: Place, lot: WrittenLot, grams: bigint, recovery: number): void {
    const made = BigInt(Math.max(1, Math.round(Number(grams) * recovery)));
    const content: Content = { ...lot.content, form: "mixed-compound", massGrams: made, country, quota: null };
    this.transforms(at, owner, "leaching", lot, grams, content);
  }

  transforms(
    at: number,
    owner: Address,
    process: "leaching" | "repackaging",
    lot: WrittenLot,
    grams: bigint,
    content: Content,
  ): WrittenLot {
    const made = this.lot(owner, content);
    const outputs = [{ lotNumber: made.lotNumber, certifiable: true, content }];
    const inputs = [{ lot: lot.id, grams }];
    const rest = { emissionsGrams: 0n, removalsGrams: 0n, lossGrams: 0n, occurredAt: Math.floor(at) };
    const digest = this.state(at, owner, "transform", { process, scheme: 0, inputs, outputs, ...rest }, [lot, made]);
    this.ledger.made(digest, [made]);
    return made;
  }

  /** Somebody has goods sent, and packs them anew. */
  packs(at: number, packer: Place): void {
    const mine = this.mine();
    const lot = this.minedLot(at, mine);
    if (lot === undefined) return;
    const [massGrams, arrival] = this.travels(at + 8 * DAY, lot, mine.owner, packer, lot.content.massGrams);
    const content = { ...lot.content, massGrams, country: packer.country, quota: null };
    this.transforms(arrival + DAY, packer.owner, "repackaging", lot, massGrams, content);
  }

  /** What plants recover: mostly well above nine tenths, on bad days less. */
  recovery(): number {
    return Math.min(0.995, 0.94 + 0.025 * normal(this.random) - (this.random() < 0.01 ? 0.25 * this.random() : 0));
  }
}
