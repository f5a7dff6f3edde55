import type { Hex } from "../domain/hex.ts";
import type { LotRepository, LotRow } from "../store/repositories/lot-repository.ts";
import type { LotParents, UnitCommitmentRow, UnitRepository } from "../store/repositories/unit-repository.ts";
import { remembering } from "./remembering.ts";

/** A lot with what its producer has registered of its codes. */
export interface CodedLotRows {
  lot: LotRow;
  commitment: UnitCommitmentRow;
  /** What it was made from; left out where no lots went into it directly. */
  parents?: LotParents;
}

/** Whoever tells of each block that was indexed. */
interface Announcing {
  onBlock(listener: (block: { number: bigint; hash: Hex }) => void): unknown;
}

const lotsRemembered = 5_000;

/** Lots whose grams have codes, as the index has them: they are asked about gram by gram, and change with a block at most. */
export class CodedLots {
  readonly #lots: LotRepository;
  readonly #units: UnitRepository;
  #known = remembering<Hex, CodedLotRows>(lotsRemembered);

  constructor(lots: LotRepository, units: UnitRepository, indexer: Announcing) {
    this.#lots = lots;
    this.#units = units;
    indexer.onBlock(() => {
      this.#known = remembering(lotsRemembered);
    });
  }

  /** @returns What there is of both: a lot may have no codes, or not be at all. */
  async find(id: Hex): Promise<Partial<CodedLotRows>> {
    // What is read before a block is not kept behind it.
    const known = this.#known;
    const kept = known.get(id);
    if (kept !== undefined) return kept;
    const [lot, commitment, parents] = await Promise.all([
      this.#lots.find(id),
      this.#units.commitment(id),
      this.#units.parents(id),
    ]);
    const rows = { ...(lot && { lot }), ...(commitment && { commitment }), ...(parents && { parents }) };
    if (lot !== undefined && commitment !== undefined) known.set(id, { ...rows, lot, commitment });
    return rows;
  }
}
