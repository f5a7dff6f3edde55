import { elementSymbols } from "../../../src/domain/elements.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import { normal } from "../fingerprint/random.ts";
import { addressOf, hashOf } from "./goods.ts";
import { DAY } from "./times.ts";
import type { Mine, Place, World } from "./world.ts";
import type { WrittenLot } from "./written-ledger.ts";

const TONNE = 1_000_000;

/** Authorities at borders: permits that consignments take from, and challenges that holders answer. */
export class Border {
  readonly #world: World;
  readonly #permits = new Map<string, { number: number; left: bigint }>();
  #numbers = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes what leaves China from a permit; where too little is left of one, another takes its place. */
  permits(at: number, mine: Mine, to: Place, grams: bigint): void {
    if (mine.country !== "CN" || to.country === "CN") return;
    const { ledger } = this.#world;
    const key = `${mine.owner} ${to.owner}`;
    let permit = this.#permits.get(key);
    if (permit === undefined || permit.left < grams) {
      this.#numbers += 1;
      permit = { number: this.#numbers, left: grams + this.#grams() };
      this.#grants(at - DAY, permit.number, mine.owner, to, permit.left);
      this.#permits.set(key, permit);
    }
    permit.left -= grams;
    const drawn = { number: `${permit.number}`, consignment: hashOf(permit.number), grams: grams.toString() };
    ledger.act(Math.floor(at), "PermitDrawn", drawn);
  }

  #grams(): bigint {
    return BigInt(Math.round(TONNE * Math.exp(4 + 0.8 * normal(this.#world.random))));
  }

  #grants(at: number, number: number, exporter: Address, to: Place, grams: bigint): void {
    const { ledger, state } = this.#world;
    const parties = { exporter, consignee: to.owner, country: "CN", destination: to.country };
    const covered = { elements: [...elementSymbols], forms: ["concentrate" as const], grams, endUse: null };
    const time = { validFrom: Math.floor(at), validUntil: Math.floor(at) + 900 * DAY };
    const digest = state(at, addressOf(801), "permit", { ...parties, ...covered, ...time }, []);
    ledger.act(Math.floor(at) - 1, "PermitNumbered", { number: `${number}`, digest });
  }

  /** Challenges goods, whose holder gathers its papers: mostly in days, now and then in weeks. */
  challenges(at: number, lot: WrittenLot, holder: Place): void {
    const papers = Math.exp(1.6 + 0.5 * normal(this.#world.random));
    this.#challenges(at, lot, holder, papers);
  }

  /** Challenges goods that have no papers: most smugglers stay away, some gain time, and some have forged them. */
  challengesSmuggled(at: number, lot: WrittenLot, holder: Place): void {
    const what = this.#world.random();
    const papers = what < 0.6 ? null : what < 0.8 ? 20 + 20 * this.#world.random() : 3 + 6 * this.#world.random();
    this.#challenges(at, lot, holder, papers);
  }

  /** @param papers Days until there is an answer; null where there never is. */
  #challenges(at: number, lot: WrittenLot, { owner: holder, country }: Place, papers: number | null): void {
    const { state, random } = this.#world;
    const answerBy = Math.floor(at + (11 + random() * 10) * DAY);
    const about = { lot: lot.id, holder, country, ground: 1, notice: hashOf(2) };
    const challenge = state(at, addressOf(802), "challenge", { ...about, answerBy, until: answerBy + 30 * DAY }, [lot]);
    if (papers === null) return;
    const answered = at + papers * DAY;
    const documents: Record<"declaration" | "contractOfSale" | "explanation" | "technical", Hex> = {
      ...{ declaration: hashOf(3), contractOfSale: hashOf(4), explanation: hashOf(5), technical: hashOf(6) },
    };
    state(answered, holder, "answer-challenge", { lot: lot.id, challenge, ...documents, other: null }, [lot]);
    const released = { lot: lot.id, hold: challenge, reason: 1 };
    state(answered + DAY, addressOf(802), "release-hold", released, [lot]);
  }
}
