import type { Hex } from "../../domain/hex.ts";
import { shareOfTransport } from "../../domain/transport.ts";
import type { Movement } from "../fold.ts";
import type { State } from "../state.ts";
import type { StateRow } from "../state-table.ts";
import { give } from "./grams.ts";

type Tables = State["tables"];
type Closure = Pick<StateRow<"consignment">, "status" | "closure" | "closed_at" | "shortage_reason" | "seal_intact">;

/** Asks for what closing a consignment reads first: the consignment and its lines. */
export function wantArrival(tables: Tables, consignment: Hex, lots: readonly Hex[]): void {
  tables.consignment.want(consignment);
  for (const index of lots.keys()) tables.consignment_line.want(consignment, index + 1);
}

/** Asks for what both sides hold already, which the consignment tells; of one that is dispatched meanwhile its dispatch has asked. */
export function wantHands(tables: Tables, consignment: Hex, lots: readonly Hex[]): void {
  const sent = tables.consignment.peek(consignment);
  if (sent === undefined) return;
  for (const lot of lots) {
    tables.balance.want(lot, sent.recipient, sent.to_country);
    tables.balance.want(lot, sent.sender, sent.from_country);
  }
}

/** What a recipient has received: it leaves the sender's stock only now. */
export function delivered(tables: Tables, consignment: Hex, lots: readonly Hex[]): Movement[] {
  const { sender, recipient } = tables.consignment.require(consignment);
  return lots.flatMap((lot, index) => {
    const grams = tables.consignment_line.require(consignment, index + 1).received_grams ?? 0n;
    return [
      { organisation: sender, lot, kind: "delivered", grams, counterparty: recipient },
      { organisation: recipient, lot, kind: "received", grams, counterparty: sender },
    ];
  });
}

/** What a closed consignment lost on the road: it was its sender's. Of one that is still open or disputed nothing is lost yet. */
export function lost(tables: Tables, consignment: Hex, lots: readonly Hex[]): Movement[] {
  const { sender, closure } = tables.consignment.require(consignment);
  if (closure === null) return [];
  return lots.map((lot, index) => {
    const { sent_grams, received_grams, returned_grams } = tables.consignment_line.require(consignment, index + 1);
    return { organisation: sender, lot, kind: "lost", grams: sent_grams - (received_grams ?? 0n) - returned_grams };
  });
}

/** How what is missing of a line is shared out; what neither side gets is lost. */
export interface Share {
  recipientGrams: bigint;
  senderGrams: bigint;
}

/**
 * Closes a disputed consignment: each side gets its grams with their part of the carbon of what is missing, and what is lost takes no more
 * than its own along.
 */
export function settleMissing(
  tables: Tables,
  consignment: Hex,
  shares: readonly Share[],
  closure: Pick<Closure, "closure" | "closed_at">,
): void {
  const sent = tables.consignment.require(consignment);
  tables.consignment.put({ ...sent, status: "settled", ...closure });
  shares.forEach(({ recipientGrams, senderGrams }, index) => {
    const line = tables.consignment_line.require(consignment, index + 1);
    const received = line.received_grams ?? 0n;
    const missing = line.sent_grams - received;
    const carbon = (line.transport_milligrams * missing) / line.sent_grams;
    const recipientCarbon = shareOfTransport(carbon, recipientGrams, missing);
    const senderCarbon = shareOfTransport(carbon - recipientCarbon, senderGrams, missing - recipientGrams);
    const { lot } = line;
    const recipient = { lot, holder: sent.recipient, country: sent.to_country };
    give(tables, recipient, recipientGrams, recipientCarbon);
    give(tables, { lot, holder: sent.sender, country: sent.from_country }, senderGrams, senderCarbon);
    tables.consignment_line.put({
      ...line,
      received_grams: received + recipientGrams,
      returned_grams: line.returned_grams + senderGrams,
    });
  });
}

/** What a settlement moves in and out of stocks: what the recipient gets besides, and what is lost. */
export function settled(tables: Tables, consignment: Hex, shares: readonly Share[]): Movement[] {
  const { sender, recipient } = tables.consignment.require(consignment);
  return shares.flatMap(({ recipientGrams }, index): Movement[] => {
    const line = tables.consignment_line.require(consignment, index + 1);
    const { lot, sent_grams, received_grams, returned_grams } = line;
    return [
      { organisation: sender, lot, kind: "delivered", grams: recipientGrams, counterparty: recipient },
      { organisation: recipient, lot, kind: "received", grams: recipientGrams, counterparty: sender },
      { organisation: sender, lot, kind: "lost", grams: sent_grams - (received_grams ?? 0n) - returned_grams },
    ];
  });
}

/** Closes a consignment: what arrived goes into a hand with its share of the carbon, what is short stays lost with its own. */
export function arrive(
  tables: Tables,
  consignment: Hex,
  side: "recipient" | "sender",
  arrivedGrams: readonly bigint[],
  closure: Closure,
): void {
  const sent = tables.consignment.require(consignment);
  tables.consignment.put({ ...sent, ...closure });
  const hand =
    side === "recipient"
      ? { holder: sent.recipient, country: sent.to_country }
      : { holder: sent.sender, country: sent.from_country };
  arrivedGrams.forEach((grams, index) => {
    const line = tables.consignment_line.require(consignment, index + 1);
    tables.consignment_line.put({ ...line, received_grams: grams });
    give(
      tables,
      { lot: line.lot, ...hand },
      grams,
      shareOfTransport(line.transport_milligrams, grams, line.sent_grams),
    );
  });
}
