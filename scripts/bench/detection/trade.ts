import { normal, pick } from "../fingerprint/random.ts";
import { Border } from "./border.ts";
import { addressOf } from "./goods.ts";
import { smuggling } from "./smuggling.ts";
import { DAY, smuggledFrom } from "./times.ts";
import { type Case, importers, World } from "./world.ts";
import type { WrittenLedger } from "./written-ledger.ts";

/** A made-up trade of two years, honest but for what is injected in the second: some honest days look suspicious, and some smuggling does not. */
export class Trade {
  readonly #world: World;
  readonly #border: Border;

  constructor(ledger: WrittenLedger) {
    this.#world = new World(ledger);
    this.#border = new Border(this.#world);
  }

  get cases(): readonly Case[] {
    return this.#world.cases;
  }

  /** What happens on a day. @param lots How many lots are mined. */
  day(at: number, lots: number): void {
    const { random } = this.#world;
    for (let n = 0; n < lots; n++) this.#ordinaryLot(at + random() * DAY);
    if (random() < 0.4) this.#samples(at + random() * DAY);
    if (random() < 0.1) this.#packs(at, pick(random, ["DE", "JP"]));
  }

  /** Everything that is smuggled, at times of the second year. */
  inject(count: number): void {
    for (const [name, rules, work] of smuggling(this.#world, this.#border))
      for (let n = 0; n < count; n++) {
        const at = smuggledFrom + 10 * DAY + this.#world.random() * 230 * DAY;
        this.#world.smuggle(name, rules, () => work(at));
      }
  }

  /** Digs, examines and certifies a lot, and sends it to a refiner who works it. */
  #ordinaryLot(at: number): void {
    const world = this.#world;
    const mine = world.mine();
    const lot = world.minedLot(at, mine);
    if (lot === undefined) return;
    const refiner = pick(world.random, world.refiners);
    this.#border.permits(at + 9 * DAY, mine, refiner, lot.content.massGrams);
    const [mass, arrival] = world.travels(at + 9 * DAY, lot, mine.owner, refiner, lot.content.massGrams);
    if (world.random() < 0.005) this.#border.challenges(arrival + DAY, lot, refiner);
    else if (world.random() < 0.5) world.works(arrival + 2 * DAY, refiner, lot, mass, world.recovery());
  }

  /** A producer sends samples to a buyer, who asks for a few or for many. */
  #samples(at: number): void {
    const world = this.#world;
    const mine = world.mine();
    const lot = world.minedLot(at, mine);
    if (lot === undefined) return;
    const to = { owner: addressOf(400 + Math.floor(world.random() * 40)), country: pick(world.random, importers) };
    const parcels = 1 + Math.floor(-4 * Math.log(1 - world.random()));
    for (let n = 0; n < parcels; n++) {
      const grams = BigInt(Math.round(1_000 * Math.exp(1 + normal(world.random))) + 1);
      world.travels(at + 8 * DAY + n * 3 * DAY * world.random(), lot, mine.owner, to, grams);
    }
  }

  /** A dealer packs goods anew, where others process. */
  #packs(at: number, country: string): void {
    this.#world.packs(at, { owner: addressOf(country === "DE" ? 251 : 252), country });
  }
}
