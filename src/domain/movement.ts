/**
 * Why grams come into an organisation's stock, or leave it. Stock is what it has in hand, certified or not, and what it sent that
 * has not arrived yet. What an authority seized is in its stock, until it gives it back.
 */
export const movementKinds = [
  "declared",
  "made",
  "withdrawn",
  "received",
  "delivered",
  "consumed",
  "deposited",
  "retired",
  "rejected",
  "lost",
  "seized",
  "restored",
] as const;
export type MovementKind = (typeof movementKinds)[number];

const incoming: readonly MovementKind[] = ["declared", "made", "withdrawn", "received", "restored"];

/** Whether grams of such a movement come in; otherwise they leave. */
export function comesIn(kind: MovementKind): boolean {
  return incoming.includes(kind);
}
