import { timingSafeEqual } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Logger } from "pino";
import type { UnitCustody } from "../data-folder/unit-custody.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { UnitCommitmentRow } from "../store/repositories/unit-repository.ts";
import { buildTiles } from "../units/build-tiles.ts";
import { lotContext } from "../units/lot-context.ts";
import { LotTiles } from "../units/lot-tiles.ts";
import { pairHasher } from "../units/pair-hasher.ts";
import { UnitsRefused } from "../units/refused.ts";
import { TileFile } from "../units/tile-file.ts";
import type { UnitCode } from "../units/unit-code.ts";
import type { UnitKeys } from "../units/unit-keys.ts";
import { checkUnitProof, type UnitCommitment, type UnitProof } from "../units/unit-proof.ts";
import { remembering } from "./remembering.ts";

/** What a lot's codes are checked against. */
export interface CodedLot {
  commitment: UnitCommitmentRow;
  /** Grams that the lot has left to be certified, at most those that have codes: a code beyond them is none any more. */
  lotGrams: bigint;
}

/** What a code comes to. */
export type UnitOutcome =
  | { outcome: "genuine"; proof: UnitProof }
  /** It is no code of the lot. Nothing more is said, so that nobody learns how close a guess came. */
  | { outcome: "wrong" }
  /** Nobody here can tell without a proof: the lot's secret is not kept here. */
  | { outcome: "unproven" }
  /** The lot's tree is being made ready. */
  | { outcome: "preparing" };

/** A lot whose secret is kept here, and leads to the root on the ledger. */
interface OpenLot {
  keys: UnitKeys;
  tiles: LotTiles;
  file: TileFile;
  commitment: UnitCommitment;
}

type Standing =
  | { state: "open"; lot: OpenLot; users: number; isEvicted: boolean }
  | { state: "opening"; opened: Promise<void> }
  | { state: "none" | "differs" };

const mostOpen = 64;
/** Tiles of one lot that stay in memory: 2 MiB. The upper ones are wanted by every proof. */
export const tilesRemembered = 128;
const contextsRemembered = 5_000;
/** What opens within this time is waited for. */
const patienceMs = 2_000;

/** Checks codes of grams: by the secrets that are kept here, or by a proof that is brought along. */
export class UnitChecker {
  readonly #custody: UnitCustody;
  readonly #chainId: bigint;
  readonly #logger: Logger;
  readonly #lots = new Map<Hex, Standing>();
  readonly #contexts = remembering<string, Hex>(contextsRemembered);
  readonly #stop = new AbortController();

  constructor({ custody, chainId, logger }: { custody: UnitCustody; chainId: bigint; logger: Logger }) {
    this.#custody = custody;
    this.#chainId = chainId;
    this.#logger = logger;
  }

  /** What every code of a lot is bound to. */
  contextOf(lot: Hex, registry: Address): Hex {
    const place = `${registry}/${lot}`;
    const context = this.#contexts.get(place) ?? lotContext({ chainId: this.#chainId, contract: registry, lot });
    this.#contexts.set(place, context);
    return context;
  }

  /**
   * @param proof Brought along by whoever asks.
   * @throws UnitsRefused for a proof of another shape than the code's.
   */
  async check(lot: Hex, coded: CodedLot, unit: UnitCode, proof?: Omit<UnitProof, "unit">): Promise<UnitOutcome> {
    const { root, grams, registry } = coded.commitment;
    if (unit.index >= grams || unit.index >= coded.lotGrams) return { outcome: "wrong" };
    if (proof !== undefined) {
      const whole = { unit, ...proof };
      return this.#judge(whole, { context: this.contextOf(lot, registry), grams, root });
    }
    const standing = await this.#standing(lot, coded.commitment);
    if (standing.state === "opening") return { outcome: "preparing" };
    if (standing.state !== "open") return { outcome: "unproven" };
    const open = standing.lot;
    standing.users += 1;
    try {
      if (!sameTag(open.keys.unit(unit.index).tag, unit.tag)) return { outcome: "wrong" };
      return this.#judge(await open.tiles.prove(unit.index), open.commitment);
    } finally {
      standing.users -= 1;
      if (standing.isEvicted && standing.users === 0) await open.file.close();
    }
  }

  /** Codes of grams that follow each other; undefined where the lot's tree is not open here. @param first An index of the lot. */
  async codes(lot: Hex, commitment: UnitCommitmentRow, first: bigint, last: bigint): Promise<UnitCode[] | undefined> {
    const standing = await this.#standing(lot, commitment);
    if (standing.state !== "open") return undefined;
    const { keys } = standing.lot;
    return Array.from({ length: Number(last - first + 1n) }, (_, place) => keys.unit(first + BigInt(place)));
  }

  /** Forgets how a lot stood: its secret has been kept anew. */
  async refresh(lot: Hex): Promise<void> {
    const standing = this.#lots.get(lot);
    this.#lots.delete(lot);
    if (standing !== undefined) await this.#evict(standing);
  }

  /** Has the lot's tree made ready, and says how it stands. */
  async stateOf(lot: Hex, commitment: UnitCommitmentRow): Promise<Standing["state"]> {
    return (await this.#standing(lot, commitment)).state;
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error("The service ends"));
    for (const standing of this.#lots.values()) {
      if (standing.state === "opening") await standing.opened;
    }
    for (const standing of this.#lots.values()) await this.#evict(standing);
    this.#lots.clear();
  }

  #judge(proof: UnitProof, commitment: UnitCommitment): UnitOutcome {
    try {
      checkUnitProof(proof, commitment, pairHasher);
      return { outcome: "genuine", proof };
    } catch (error) {
      if (error instanceof UnitsRefused && error.code === "not-of-lot") return { outcome: "wrong" };
      throw error;
    }
  }

  async #standing(lot: Hex, commitment: UnitCommitmentRow): Promise<Standing> {
    const known = this.#lots.get(lot);
    if (known === undefined) {
      const opened = this.#open(lot, commitment);
      this.#lots.set(lot, { state: "opening", opened });
      await Promise.race([opened, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())]);
    } else if (known.state === "open") {
      // The lot used longest ago is the first of the map.
      this.#lots.delete(lot);
      this.#lots.set(lot, known);
    }
    return this.#lots.get(lot) ?? { state: "none" };
  }

  async #open(lot: Hex, { root, grams, registry }: UnitCommitmentRow): Promise<void> {
    let standing: Standing = { state: "none" };
    try {
      const context = this.contextOf(lot, registry);
      const secret = this.#custody.isOpen ? await this.#custody.secretOf(lot, context) : undefined;
      if (secret !== undefined) {
        const path = await this.#custody.tilesPath(lot);
        const threads = availableParallelism();
        const made = await buildTiles({ path, secret, context, grams, threads, signal: this.#stop.signal });
        if (made.root === root) {
          const keys = secret.keys(context);
          const file = await TileFile.open(path);
          const tiles = new LotTiles(keys, context, grams, file, { remembered: tilesRemembered });
          standing = {
            state: "open",
            lot: { keys, tiles, file, commitment: { context, grams, root } },
            users: 0,
            isEvicted: false,
          };
        } else {
          standing = { state: "differs" };
          this.#logger.warn({ lot }, "the secret kept for this lot leads to another root than the ledger has");
        }
      }
    } catch (error) {
      if (!this.#stop.signal.aborted)
        this.#logger.error({ lot, error: String(error) }, "a lot's codes cannot be opened");
    }
    this.#lots.set(lot, standing);
    await this.#closeOldest();
  }

  async #closeOldest(): Promise<void> {
    for (const [lot, standing] of this.#lots) {
      if (this.#lots.size <= mostOpen) return;
      if (standing.state === "opening") continue;
      this.#lots.delete(lot);
      await this.#evict(standing);
    }
  }

  async #evict(standing: Standing): Promise<void> {
    if (standing.state !== "open" || standing.isEvicted) return;
    standing.isEvicted = true;
    if (standing.users === 0) await standing.lot.file.close();
  }
}

/** Compares in a time that tells nothing of where they differ. */
function sameTag(left: bigint, right: bigint): boolean {
  return timingSafeEqual(bytesOf(left), bytesOf(right));
}

function bytesOf(tag: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, tag);
  return bytes;
}
