import table from "../../../data/fingerprint-profiles.json" with { type: "json" };
import type { AssayedComposition, Composition, ElementShare } from "../../../src/domain/composition.ts";
import { type ElementSymbol, elementSymbols } from "../../../src/domain/elements.ts";
import type { PatternAssay } from "../../../src/domain/fingerprint/assay.ts";
import { type Profile, type ProfileRecord, referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Form } from "../../../src/domain/form.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Content } from "../../../src/domain/lot.ts";
import { type Role, roles } from "../../../src/domain/participants.ts";
import { normal, pick, seeded } from "../fingerprint/random.ts";
import { mixed, publishedGroups, Simulation } from "../fingerprint/simulate.ts";
import type { WrittenLedger, WrittenLot } from "./written-ledger.ts";

/** A piece of smuggling, and the rules that are there to find it. */
export interface Case {
  name: string;
  rules: readonly string[];
  /** Digests of its statements. */
  statements: Set<string>;
}

const DAY = 86_400;
const HOUR = 3_600;
/** Two years: in the second there is smuggling. */
export const firstDay = Date.UTC(2025, 0, 1) / 1_000;
export const daysInAll = 730;
export const smuggledFrom = firstDay + 365 * DAY;

interface Mine {
  owner: Address;
  profile: Profile;
  country: string;
  quota: Hex;
  /** How often its declared mass is a little above the scale's. */
  overstates: number;
}

/** Days of a journey, by the kind of road. */
const journeys = { inland: [1, 6], overseas: [16, 45] } as const;
const importers = ["DE", "JP", "US", "KR", "FR", "VN", "MY", "EE"];
const records = table.profiles as readonly ProfileRecord[];

/**
 * A made-up trade of two years, honest but for what is injected in the second. Whatever varies is drawn from spreads of its own (scales,
 * recoveries, weather, how many samples a buyer asks for), and never from the thresholds of the rules: some honest days look suspicious, and some
 * smuggling does not.
 */
export class Trade {
  readonly cases: Case[] = [];
  readonly #ledger: WrittenLedger;
  readonly #random = seeded(20_260_202);
  readonly #patterns = new Simulation(seeded(20_260_203), publishedGroups(records));
  readonly #mines: Mine[];
  readonly #refiners: { owner: Address; country: string }[];
  readonly #certifiers: Address[];
  readonly #laboratory = addressOf(900);
  #open: Case | undefined;
  #numbers = 0;

  constructor(ledger: WrittenLedger) {
    this.#ledger = ledger;
    const mined = referenceProfiles.filter(({ producer }) => producer);
    this.#mines = Array.from({ length: 20 }, (_, index) => {
      const profile = mined[index % mined.length] as Profile;
      const quota = `0x${(0xabc_000 + index).toString(16).padStart(64, "0")}` as Hex;
      return {
        owner: addressOf(index + 1),
        profile,
        country: profile.country,
        quota,
        overstates: 0.1 + this.#random() * 0.3,
      };
    });
    this.#refiners = [...importers, "CN", "CN", "CN", "AU"].map((country, index) => ({
      owner: addressOf(200 + index),
      country,
    }));
    this.#certifiers = Array.from({ length: 6 }, (_, index) => addressOf(300 + index));
    for (const { owner, country, quota } of this.#mines) this.#found(owner, "miner", country, quota);
    for (const { owner, country } of this.#refiners) this.#found(owner, "refiner", country);
    this.#found(addressOf(251), "refiner", "DE");
    this.#found(addressOf(252), "refiner", "JP");
  }

  /** What happens on a day. @param lots How many lots are mined. */
  day(at: number, lots: number): void {
    for (let n = 0; n < lots; n++) this.#ordinaryLot(at + this.#random() * DAY);
    if (this.#random() < 0.4) this.#samples(at + this.#random() * DAY);
    if (this.#random() < 0.1) this.#packs(at, pick(this.#random, ["DE", "JP"]));
  }

  /** Everything that is smuggled, at times of the second year. */
  inject(count: number): void {
    const injections: [string, readonly string[], (at: number) => void][] = [
      [
        "clay of Longnan declared as Mexican",
        ["fingerprint-against-origin", "origin-without-mine"],
        (at) => this.#disguised(at, "longnan", 1, "MX", "Sonora"),
      ],
      [
        "Bayan Obo declared as Mountain Pass",
        ["fingerprint-against-origin"],
        (at) => this.#disguised(at, "bayan-obo", 1, "US", "Mountain Pass"),
      ],
      [
        "a fifth of Longnan clay in Mount Weld's",
        ["fingerprint-against-origin"],
        (at) => this.#disguised(at, "longnan", 0.2, "AU", "Mount Weld"),
      ],
      ["mined in one country, standing in another", ["origin-against-ledger"], (at) => this.#misplaced(at)],
      [
        "packed anew where nobody processes",
        ["repackaged-nowhere"],
        (at) => this.#packs(at, pick(this.#random, ["MX", "TH", "AE", "SG", "PA"]), true),
      ],
      ["goods in small pieces", ["small-parcels"], (at) => this.#pieces(at)],
      ["taken from a consignment", ["weight-lost"], (at) => this.#stolen(at)],
      ["opened on the way", ["seal-broken"], (at) => this.#opened(at)],
      ["a journey on paper only", ["impossible-travel"], (at) => this.#onPaper(at)],
      ["taken out of a process", ["yield-outside-band"], (at) => this.#skimmed(at)],
      ["two drums of one number", ["lot-number-twice"], (at) => this.#twice(at)],
      ["metal drawn that never went in", ["withdrawn-not-measured"], (at) => this.#conjured(at)],
      ["a certifier that looks at nothing", ["passes-everything"], (at) => this.#stamps(at)],
      ["a producer that always overstates", ["rests-on-tolerance"], (at) => this.#overstates(at)],
      ["more certified goods out than in", ["outflow-above-inflow"], (at) => this.#fromNowhere(at)],
      ["found by customs", ["finding-made"], (at) => this.#customsFind(at)],
      ["a route that surges", ["route-surge"], (at) => this.#surge(at)],
    ];
    for (const [name, rules, work] of injections)
      for (let n = 0; n < count; n++) {
        this.#open = { name, rules, statements: new Set() };
        work(smuggledFrom + 10 * DAY + this.#random() * 230 * DAY);
        this.cases.push(this.#open);
        this.#open = undefined;
      }
  }

  #found(owner: Address, role: Role, country: string, quota?: Hex): void {
    const bytes = `0x${Buffer.from(country).toString("hex")}`;
    this.#ledger.act(firstDay, "RoleGranted", { organisation: owner, role: roles.indexOf(role) + 1, country: bytes });
    if (quota === undefined) return;
    // Granted for years: nothing of it runs out.
    this.#ledger.act(firstDay, "QuotaGranted", { quota, kind: 1, grantedGrams: "9000000000000000" });
  }

  #state: WrittenLedger["state"] = (at, by, kind, said, lots) => {
    const digest = this.#ledger.state(Math.floor(at), by, kind, said, lots);
    this.#open?.statements.add(digest);
    return digest;
  };

  /** Digs, examines and certifies a lot, and sends it to a refiner who works it. */
  #ordinaryLot(at: number): void {
    const mine = pick(this.#random, this.#mines);
    const lot = this.#certified(at, mine.owner, this.#concentrate(mine), this.#assayOf(mine.profile), mine.overstates);
    if (lot === undefined) return;
    const refiner = pick(this.#random, this.#refiners);
    const [mass, arrival] = this.#travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
    if (this.#random() < 0.5) this.#works(arrival + 2 * DAY, refiner, lot, mass, this.#recovery());
  }

  #concentrate({ profile, country, quota }: Pick<Mine, "profile" | "country" | "quota">): Content {
    const massGrams = BigInt(Math.round(1_000_000 * Math.exp(2.5 + 0.6 * normal(this.#random))));
    const composition = shown(this.#patterns.assay(this.#patterns.parcel(profile, 10)));
    return {
      ...usual,
      massGrams,
      composition,
      originCountry: country,
      deposit: profile.name.split(",")[0] ?? "",
      country,
      quota,
    };
  }

  #assayOf(profile: Profile): AssayedComposition {
    return measured(this.#patterns.assay(this.#patterns.parcel(profile, 10)));
  }

  /** @returns undefined where the certifier rejects it. */
  #certified(at: number, owner: Address, content: Content, composition: AssayedComposition, overstates: number) {
    const lot = this.#lot(owner, content);
    const declared = this.#ledger.declare(Math.floor(at), owner, lot);
    this.#open?.statements.add(declared);
    this.#state(at + 2 * DAY, this.#laboratory, "assay", { ...this.#examines(at + 2 * DAY, lot), composition }, [lot]);
    const weighed = { kind: "weight" as const, quantity: content.massGrams };
    this.#state(at + 3 * DAY, this.#laboratory, "attest", { ...this.#examines(at + 3 * DAY, lot), ...weighed }, [lot]);
    const certifier = pick(this.#random, this.#certifiers);
    if (this.#open === undefined && this.#random() < 0.04) {
      this.#state(at + 7 * DAY, certifier, "reject", { lot: lot.id, scheme: 1, reason: 7, report: null }, [lot]);
      return undefined;
    }
    this.#certifies(at + 7 * DAY, certifier, lot, this.#random() < overstates);
    return lot;
  }

  #certifies(at: number, certifier: Address, lot: WrittenLot, isDrawn: boolean): void {
    const said = { lot: lot.id, scheme: 1, validUntil: Math.floor(at) + 300 * DAY, report: null };
    const digest = this.#state(at, certifier, "certify", said, [lot]);
    if (isDrawn) this.#ledger.act(Math.floor(at) - 1, "AllowanceDrawn", { digest, organisation: lot.producer });
  }

  #examines(at: number, lot: WrittenLot) {
    const place = { country: lot.content.country, site: null, occurredAt: Math.floor(at), evidence: hashOf(1) };
    return { lot: lot.id, outcome: "conforms" as const, ...place };
  }

  /** Sends grams, and has them arrive as scales and roads are. @returns What arrived, and when. */
  #travels(
    at: number,
    lot: WrittenLot,
    from: Address,
    to: { owner: Address; country: string },
    grams: bigint,
    { lost, opened = false, hours }: { lost?: number; opened?: boolean; hours?: number } = {},
    fromCountry = lot.content.country,
  ): [bigint, number] {
    const [least, most] = fromCountry === to.country ? journeys.inland : journeys.overseas;
    const arrival = at + (hours === undefined ? (least + this.#random() * (most - least)) * DAY : hours * HOUR);
    const digest = this.#sends(at, lot, from, to, grams, fromCountry);
    // Scales differ by some hundredths of a percent; now and then a bag bursts.
    const spilt = this.#random() < 0.004 ? 0.002 + this.#random() * 0.01 : 0;
    const share = lost ?? Math.max(0, 0.0003 * normal(this.#random) + spilt);
    const received = grams - BigInt(Math.round(Number(grams) * share));
    const sealIntact = !opened && this.#random() > 0.002;
    const said = {
      consignment: digest,
      receivedGrams: [received],
      shortageReason: received < grams ? 3 : 0,
      sealIntact,
    };
    this.#state(arrival, to.owner, "receive", { ...said, occurredAt: Math.floor(arrival) }, [lot]);
    return [received, arrival];
  }

  #sends(
    at: number,
    lot: WrittenLot,
    from: Address,
    to: { owner: Address; country: string },
    grams: bigint,
    fromCountry: string,
  ) {
    const lines = [{ lot: lot.id, grams }];
    const road = { fromCountry, toCountry: to.country, route: [], carrier: null, seal: `S-${this.#numbers}` };
    const said = { recipient: to.owner, ...road, lines, emissionsGrams: 0n, occurredAt: Math.floor(at) };
    return this.#state(at, from, "dispatch", said, [lot]);
  }

  /** Cracks concentrate into a mixed compound, with a recovery. */
  #works(
    at: number,
    { owner, country }: { owner: Address; country: string },
    lot: WrittenLot,
    grams: bigint,
    recovery: number,
  ) {
    const made = BigInt(Math.max(1, Math.round(Number(grams) * recovery)));
    const content: Content = { ...lot.content, form: "mixed-compound", massGrams: made, country, quota: null };
    this.#transforms(at, owner, "leaching", lot, grams, content);
  }

  #transforms(
    at: number,
    owner: Address,
    process: "leaching" | "repackaging",
    lot: WrittenLot,
    grams: bigint,
    content: Content,
  ) {
    const made = this.#lot(owner, content);
    const outputs = [{ lotNumber: made.lotNumber, certifiable: true, content }];
    const inputs = [{ lot: lot.id, grams }];
    const rest = { emissionsGrams: 0n, removalsGrams: 0n, lossGrams: 0n, occurredAt: Math.floor(at) };
    const digest = this.#state(at, owner, "transform", { process, scheme: 0, inputs, outputs, ...rest }, [lot, made]);
    this.#ledger.made(digest, [made]);
    return made;
  }

  /** What plants recover: mostly well above nine tenths, on bad days less. */
  #recovery(): number {
    return Math.min(0.995, 0.94 + 0.025 * normal(this.#random) - (this.#random() < 0.01 ? 0.25 * this.#random() : 0));
  }

  /** A producer sends samples to a buyer, who asks for a few or for many. */
  #samples(at: number): void {
    const mine = pick(this.#random, this.#mines);
    const lot = this.#certified(at, mine.owner, this.#concentrate(mine), this.#assayOf(mine.profile), mine.overstates);
    if (lot === undefined) return;
    const to = { owner: addressOf(400 + Math.floor(this.#random() * 40)), country: pick(this.#random, importers) };
    const parcels = 1 + Math.floor(-4 * Math.log(1 - this.#random()));
    for (let n = 0; n < parcels; n++) {
      const grams = BigInt(Math.round(1_000 * Math.exp(1 + normal(this.#random))) + 1);
      this.#travels(at + 8 * DAY + n * 3 * DAY * this.#random(), lot, mine.owner, to, grams);
    }
  }

  /** Somebody packs goods anew: a dealer where others process, or a smuggler where nobody does. */
  #packs(at: number, country: string, isSmuggler = false): void {
    const mine = pick(this.#random, this.#mines);
    const lot = this.#certified(at, mine.owner, this.#concentrate(mine), this.#assayOf(mine.profile), mine.overstates);
    if (lot === undefined) return;
    const owner = isSmuggler ? addressOf(1_000 + this.#numbers) : addressOf(country === "DE" ? 251 : 252);
    const [grams, arrival] = this.#travels(at + 8 * DAY, lot, mine.owner, { owner, country }, lot.content.massGrams);
    this.#transforms(arrival + DAY, owner, "repackaging", lot, grams, {
      ...lot.content,
      massGrams: grams,
      country,
      quota: null,
    });
  }

  // What is smuggled.

  #disguised(at: number, profileId: string, share: number, originCountry: string, deposit: string): void {
    const truth = this.#patterns.parcel(profileOf(profileId), 10);
    const honest = referenceProfiles.find(({ country, producer }) => country === originCountry && producer);
    const parcel = honest === undefined || share === 1 ? truth : mixed(this.#patterns.parcel(honest, 10), truth, share);
    const owner = addressOf(2_000 + this.#numbers);
    const quota = this.#openingStock(at, owner, originCountry);
    const content = {
      ...this.#concentrate({ profile: profileOf(profileId), country: originCountry, quota }),
      deposit,
      originCountry,
    };
    const lot = this.#certified(
      at,
      owner,
      { ...content, country: originCountry },
      measured(this.#patterns.assay(parcel)),
      0,
    );
    if (lot !== undefined)
      this.#travels(at + 9 * DAY, lot, owner, { owner: addressOf(201), country: "JP" }, content.massGrams);
  }

  #openingStock(at: number, owner: Address, country: string): Hex {
    const quota = hashOf(0xdef_000_000 + this.#numbers);
    const bytes = `0x${Buffer.from(country).toString("hex")}`;
    this.#ledger.act(Math.floor(at) - 20 * DAY, "RoleGranted", {
      organisation: owner,
      role: roles.indexOf("buyer") + 1,
      country: bytes,
    });
    this.#ledger.act(Math.floor(at) - 20 * DAY, "QuotaGranted", { quota, kind: 3, grantedGrams: "900000000000000" });
    return quota;
  }

  #misplaced(at: number): void {
    const mine = pick(this.#random, this.#mines);
    const country = pick(
      this.#random,
      ["TH", "VN", "LA", "KZ"].filter((each) => each !== mine.country),
    );
    this.#certified(at, mine.owner, { ...this.#concentrate(mine), country }, this.#assayOf(mine.profile), 0.2);
  }

  #pieces(at: number): void {
    const mine = pick(this.#random, this.#mines);
    const owner = addressOf(3_000 + this.#numbers);
    const lot = this.#certified(at, owner, this.#concentrate(mine), this.#assayOf(mine.profile), 0.2);
    if (lot === undefined) return;
    const parcels = 8 + Math.floor(this.#random() * 60);
    for (let n = 0; n < parcels; n++) {
      const grams = BigInt(Math.round(1_000 * Math.exp(2.8 + 0.7 * normal(this.#random))) + 1);
      this.#travels(
        at + 9 * DAY + this.#random() * 40 * DAY,
        lot,
        owner,
        { owner: addressOf(450), country: "VN" },
        grams,
      );
    }
  }

  #sentLot(at: number): { lot: WrittenLot; mine: Mine } {
    const mine = pick(this.#random, this.#mines);
    const lot = this.#certified(at, mine.owner, this.#concentrate(mine), this.#assayOf(mine.profile), 0.2);
    if (lot === undefined) throw new Error("Smuggled goods are always certified here.");
    return { lot, mine };
  }

  #abroad(mine: Mine) {
    return pick(
      this.#random,
      this.#refiners.filter(({ country }) => country !== mine.country),
    );
  }

  #stolen(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    const lost = Math.exp(-5.5 + 1.3 * normal(this.#random));
    this.#travels(at + 9 * DAY, lot, mine.owner, this.#abroad(mine), lot.content.massGrams, {
      lost: Math.min(0.2, lost),
    });
  }

  #opened(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    // Some recipients say nothing.
    const opened = this.#random() < 0.75;
    this.#travels(at + 9 * DAY, lot, mine.owner, this.#abroad(mine), lot.content.massGrams, { opened });
  }

  #onPaper(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    this.#travels(at + 9 * DAY, lot, mine.owner, this.#abroad(mine), lot.content.massGrams, {
      hours: this.#random() * 24,
    });
  }

  #skimmed(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    const refiner = this.#abroad(mine);
    const [grams, arrival] = this.#travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
    this.#works(arrival + DAY, refiner, lot, grams, this.#recovery() * (1 - 0.5 * this.#random()));
  }

  #twice(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    const second = { ...this.#lot(mine.owner, this.#concentrate(mine)), lotNumber: lot.lotNumber };
    this.#open?.statements.add(this.#ledger.declare(Math.floor(at) + 30 * DAY, mine.owner, second));
  }

  #conjured(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    const refiner = { ...this.#abroad(mine), owner: addressOf(4_000 + this.#numbers) };
    const [grams, arrival] = this.#travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
    const site = usual.site;
    const deposited = { process: "separation" as const, site, inputs: [{ lot: lot.id, grams }] };
    const said = { ...deposited, country: refiner.country, occurredAt: Math.floor(arrival + DAY) };
    this.#state(arrival + DAY, refiner.owner, "deposit", said, [lot]);
    const composition = everyElement((symbol) =>
      symbol === "Sc" ? { partsPerHundredMillion: 60_000_000 } : { detectionLimit: 1_000 },
    );
    const content: Content = {
      ...usual,
      form: "separated-oxide",
      composition,
      massGrams: 10_000n,
      country: refiner.country,
      quota: null,
    };
    const made = this.#lot(refiner.owner, content);
    const outputs = [{ lotNumber: made.lotNumber, certifiable: true, content }];
    const drawnAt = arrival + 5 * DAY;
    const drawn = { process: "separation" as const, period: 1, outputs, emissionsGrams: 0n, removalsGrams: 0n };
    const digest = this.#state(drawnAt, refiner.owner, "withdraw", { ...drawn, occurredAt: Math.floor(drawnAt) }, [
      made,
    ]);
    this.#ledger.made(digest, [made]);
  }

  #stamps(at: number): void {
    const certifier = addressOf(5_000 + this.#numbers);
    const lots = 30 + Math.floor(this.#random() * 120);
    for (let n = 0; n < lots; n++) {
      const mine = pick(this.#random, this.#mines);
      const lot = this.#lot(mine.owner, this.#concentrate(mine));
      this.#ledger.declare(Math.floor(at + (n * DAY) / 4), mine.owner, lot);
      this.#certifies(at + (n * DAY) / 4 + 3 * DAY, certifier, lot, false);
    }
  }

  #overstates(at: number): void {
    const mine = { ...pick(this.#random, this.#mines), owner: addressOf(6_000 + this.#numbers) };
    const often = 0.6 + 0.4 * this.#random();
    for (let n = 0; n < 40; n++)
      this.#certified(at + n * DAY, mine.owner, this.#concentrate(mine), this.#assayOf(mine.profile), often);
  }

  #fromNowhere(at: number): void {
    const { lot, mine } = this.#sentLot(at);
    const owner = addressOf(7_000 + this.#numbers);
    const grams = lot.content.massGrams;
    this.#travels(at + 9 * DAY, lot, mine.owner, { owner, country: "JP" }, grams);
    // As if a contract were broken: the same grams leave a second hand one and a half times.
    this.#travels(at + 60 * DAY, lot, owner, { owner: addressOf(202), country: "US" }, (grams * 3n) / 2n, {}, "JP");
  }

  #customsFind(at: number): void {
    const { lot } = this.#sentLot(at);
    const customs = addressOf(800);
    const examined = {
      ...this.#examines(at + 12 * DAY, lot),
      outcome: this.#random() < 0.9 ? ("does-not-conform" as const) : ("inconclusive" as const),
    };
    this.#state(at + 12 * DAY, customs, "attest", { ...examined, kind: "inspection", quantity: 0n }, [lot]);
  }

  /** A route that carried a little for a year carries many times as much for some months. */
  #surge(at: number): void {
    const mine = pick(this.#random, this.#mines);
    const owner = addressOf(8_000 + this.#numbers);
    const [fromCountry, toCountry] = [
      pick(this.#random, ["TH", "VN", "MY"]),
      pick(this.#random, ["MX", "AE", "PA", "TR", "ID", "EG", "CL", "PE"]),
    ];
    const usualTonnes = 5 + this.#random() * 60;
    const times = 1.5 + this.#random() * 10;
    const month = (tonnes: number, when: number): void => {
      const lot = this.#lot(owner, {
        ...this.#concentrate(mine),
        massGrams: BigInt(Math.round(tonnes * 1_000_000)),
        country: fromCountry,
      });
      this.#ledger.declare(Math.floor(when), owner, lot);
      this.#certifies(when + HOUR, pick(this.#random, this.#certifiers), lot, false);
      this.#travels(
        when + 2 * HOUR,
        lot,
        owner,
        { owner: addressOf(9_000), country: toCountry },
        lot.content.massGrams,
        {},
        fromCountry,
      );
    };
    const injected = this.#open;
    this.#open = undefined;
    for (let when = firstDay + 5 * DAY; when < at; when += 30.4 * DAY)
      month(usualTonnes * Math.exp(0.3 * normal(this.#random)), when);
    this.#open = injected;
    for (let n = 0; n < 5; n++) month(usualTonnes * times * Math.exp(0.2 * normal(this.#random)), at + n * 30.4 * DAY);
  }

  #lot(producer: Address, content: Content): WrittenLot {
    this.#numbers += 1;
    return this.#ledger.lot(producer, `L-${this.#numbers}`, content);
  }
}

function addressOf(index: number): Address {
  return `0x${index.toString(16).padStart(40, "0")}`;
}

function hashOf(index: number): Hex {
  return `0x${index.toString(16).padStart(64, "f")}`;
}

function profileOf(id: string): Profile {
  const found = referenceProfiles.find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`No profile ${id}`);
  return found;
}

const usual: Content = {
  form: "concentrate" as Form,
  custodyModel: "segregated",
  massGrams: 1n,
  composition: everyElement(() => ({ detectionLimit: 1_000 })),
  originCountry: "CN",
  deposit: "Elsewhere",
  country: "CN",
  site: 6_901_234_567_892n,
  footprintGramsPerKilogram: 20_000,
  removalsGramsPerKilogram: 0,
  offsetsGramsPerKilogram: 0,
  footprintMethod: 1,
  allocation: "mass",
  primaryDataBasisPoints: 5_000,
  producedAt: firstDay,
  quota: null,
  documents: null,
  replaces: null,
  certifier: null,
};

function everyElement(share: (symbol: ElementSymbol) => ElementShare): Composition {
  return Object.fromEntries(elementSymbols.map((symbol) => [symbol, share(symbol)])) as Composition;
}

/** What a laboratory read, as a composition. */
function shown({ readings }: PatternAssay): Composition {
  const read: Partial<Record<ElementSymbol, PatternAssay["readings"]["La"]>> = readings;
  return everyElement((symbol) => {
    const reading = read[symbol];
    if (reading === undefined) return { detectionLimit: 1_000 };
    if ("belowPartsPerMillion" in reading)
      return { detectionLimit: Math.max(1, Math.round(reading.belowPartsPerMillion * 100)) };
    return { partsPerHundredMillion: Math.max(1, Math.round(reading.partsPerMillion * 100)) };
  });
}

function measured(assay: PatternAssay): AssayedComposition {
  return { ...shown(assay), Th: { detectionLimit: 1_000 }, U: { detectionLimit: 1_000 } };
}
