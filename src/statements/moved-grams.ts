import type { Hex } from "../domain/hex.ts";
import { type WireStatement, wireMovement } from "./knowledge.ts";

/** Grams of each lot that a statement moved out of somebody's hand, by lot; empty for one that moved none. */
export function movedGrams(statement: WireStatement): Map<Hex, bigint> {
  const moved =
    wireMovement(statement, "sent") ??
    wireMovement(statement, "handed") ??
    wireMovement(statement, "retired") ??
    wireMovement(statement, "consumed") ??
    wireMovement(statement, "seized");
  return new Map((moved?.lots ?? []).map(({ lot, grams }) => [String(lot), BigInt(String(grams))]));
}
