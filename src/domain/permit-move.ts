/** What becomes of a permit's grams, as an audit tells it. */
export const permitMoves = ["granted", "taken", "given-back", "withdrawn"] as const;
export type PermitMove = (typeof permitMoves)[number];

/** Grams that a consignment takes from a permit, or gives back. */
export type GramMove = Extract<PermitMove, "taken" | "given-back">;

/** Events of `ExportControl` that tell of them. */
export const gramMoveEvents: Record<GramMove, string> = { taken: "PermitDrawn", "given-back": "PermitRestored" };

/** What is left of a permit after a move. */
export function leftAfter(left: bigint, move: GramMove, grams: bigint): bigint {
  return move === "taken" ? left - grams : left + grams;
}
