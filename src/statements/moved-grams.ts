import type { Hex } from "../domain/hex.ts";
import { kindsMoving, type WireStatement, wireMovement } from "./knowledge.ts";

/** Ways of moving grams out of somebody's hand. */
const departures = ["sent", "handed", "retired", "consumed", "seized"] as const;
/** Ways of bringing grams of a consignment into hands. */
const arrivals = ["received", "returned", "shared"] as const;

/** Grams of each lot that a statement moved out of somebody's hand, by lot; empty for one that moved none. */
export function movedGrams(statement: WireStatement): Map<Hex, bigint> {
  const lots = departures.flatMap((how) => wireMovement(statement, how)?.lots ?? []);
  return new Map(lots.map(({ lot, grams }) => [String(lot), BigInt(String(grams))]));
}

/** Whether a statement brings grams of a consignment into hands. */
export function isArrival({ kind }: Pick<WireStatement, "kind">): boolean {
  return kindsMoving(...arrivals).some((name) => name === kind);
}

/** Whether it can be said of a statement which grams it is about. */
export function namesGrams({ kind }: Pick<WireStatement, "kind">): boolean {
  return kindsMoving(...departures, ...arrivals).some((name) => name === kind);
}

/**
 * Grams of each lot that came into an organisation's hand by a statement about a consignment, by lot; empty where none came into its.
 * @param sent The dispatch of the consignment.
 */
export function arrivedGrams(statement: WireStatement, sent: WireStatement, holder: Hex): Map<Hex, bigint> {
  const { lots = [], ...parties } = wireMovement(sent, "sent") ?? {};
  const byLine = gramsByLine(statement, parties, holder);
  return new Map(
    lots.flatMap(({ lot }, line) => {
      const grams = BigInt(String(byLine[line] ?? 0));
      return grams === 0n ? [] : [[String(lot), grams] as const];
    }),
  );
}

function gramsByLine(
  statement: WireStatement,
  sent: { holder?: unknown; recipient?: unknown },
  holder: Hex,
): readonly unknown[] {
  const received = wireMovement(statement, "received");
  if (received?.recipient === holder) return received.gramsByLine as readonly unknown[];
  const returned = wireMovement(statement, "returned");
  if (returned?.holder === holder) return returned.gramsByLine as readonly unknown[];
  const shares = wireMovement(statement, "shared")?.shares ?? [];
  if (sent.holder === holder) return shares.map(({ senderGrams }) => senderGrams);
  if (sent.recipient === holder) return shares.map(({ recipientGrams }) => recipientGrams);
  return [];
}
