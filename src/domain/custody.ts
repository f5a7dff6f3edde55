import type { Address, Hex } from "./hex.ts";

/** What happened to grams of one lot, in the order in which the ledger included it. */
export type Movement =
  | { type: "certified"; holder: Address; grams: bigint; country: string }
  | {
      type: "sent";
      consignment: Hex;
      holder: Address;
      recipient: Address;
      grams: bigint;
      fromCountry: string;
      toCountry: string;
      at: number;
    }
  | { type: "received"; consignment: Hex; recipient: Address; grams: bigint }
  /** Back in the sender's hand: recalled, or returned by a time-out. */
  | { type: "returned"; consignment: Hex; holder: Address; grams: bigint }
  /** By its sender. A carrier's report moves nothing. */
  | { type: "lost"; consignment: Hex; by: Address }
  /** What was missing of a consignment is shared out, by both sides or by governance. What neither gets is lost. */
  | { type: "shared"; consignment: Hex; recipientGrams: bigint; senderGrams: bigint }
  | { type: "retired"; holder: Address; grams: bigint; country: string }
  /** Made into something else, or put into a site's account. */
  | { type: "consumed"; holder: Address; grams: bigint; country: string }
  /** The certificate went back to the declaration, with every gram in its producer's hand. */
  | { type: "uncertified"; holder: Address; grams: bigint; country: string }
  /** Taken away by an authority, whatever the certificate said. */
  | { type: "seized"; seizure: Hex; authority: Address; holder: Address; grams: bigint; country: string }
  /** All that a seizure took, back in the hand that it was taken from. */
  | { type: "restored"; seizure: Hex }
  | { type: "handed"; holder: Address; recipient: Address; grams: bigint; country: string };

/** What a holder has of a lot in one country. */
export interface InHand {
  holder: Address;
  grams: bigint;
  country: string;
}

export interface OnTheRoad {
  consignment: Hex;
  sender: Address;
  recipient: Address;
  grams: bigint;
  fromCountry: string;
  toCountry: string;
  /** Time of the block that included the dispatch. */
  dispatchedAt: number;
}

/** What an authority has taken away of a holder's grams. */
export interface Seized extends InHand {
  seizure: Hex;
  authority: Address;
}

/** Grams that a recipient did not receive, and that nobody shared out. */
export type Missing = Omit<OnTheRoad, "dispatchedAt">;

/** Where a lot's grams are, computed from what was signed. */
export interface CustodyAccount {
  certifiedGrams: bigint;
  inHand: InHand[];
  onTheRoad: OnTheRoad[];
  /** What authorities have seized and not given back: in nobody else's hand. */
  seized: Seized[];
  /** What receipts lacked. Of a consignment that is disputed both sides may still claim it; of any other it is lost. */
  missing: Missing[];
  /** Otherwise sent and never received nor returned. */
  lostGrams: bigint;
  /** Retired for a beneficiary, for ever. */
  retiredGrams: bigint;
  /** Made into something else. */
  consumedGrams: bigint;
  /** Index of the first movement that cannot have happened; what follows it is not accounted for. */
  impossible: number | null;
}

/** Follows every gram of a lot from its certificate to where it is. */
export function followCustody(movements: readonly Movement[]): CustodyAccount {
  const hands = new Map<string, InHand>();
  const road = new Map<Hex, OnTheRoad>();
  const seized = new Map<Hex, Seized>();
  let certifiedGrams = 0n;
  const missing = new Map<Hex, Missing>();
  let lostGrams = 0n;
  let retiredGrams = 0n;
  let consumedGrams = 0n;

  const take = (holder: Address, grams: bigint, country: string): boolean => {
    const key = `${holder}/${country}`;
    const hand = hands.get(key);
    if (hand === undefined || hand.grams < grams) return false;
    hand.grams -= grams;
    if (hand.grams === 0n) hands.delete(key);
    return true;
  };
  const give = (holder: Address, grams: bigint, country: string): void => {
    if (grams === 0n) return;
    const key = `${holder}/${country}`;
    hands.set(key, { holder, grams: (hands.get(key)?.grams ?? 0n) + grams, country });
  };
  const apply = (movement: Movement): boolean => {
    if (movement.type === "certified") {
      if (certifiedGrams > 0n) return false;
      certifiedGrams = movement.grams;
      give(movement.holder, movement.grams, movement.country);
      return true;
    }
    if (movement.type === "handed") {
      const { holder, recipient, grams, country } = movement;
      if (!take(holder, grams, country)) return false;
      give(recipient, grams, country);
      return true;
    }
    if (movement.type === "seized") {
      const { seizure, authority, holder, grams, country } = movement;
      if (seized.has(seizure) || !take(holder, grams, country)) return false;
      seized.set(seizure, { seizure, authority, holder, grams, country });
      return true;
    }
    if (movement.type === "restored") {
      const taken = seized.get(movement.seizure);
      if (taken === undefined) return false;
      seized.delete(movement.seizure);
      give(taken.holder, taken.grams, taken.country);
      return true;
    }
    if (movement.type === "sent") {
      const { consignment, recipient, grams, fromCountry, toCountry, at } = movement;
      if (road.has(consignment) || !take(movement.holder, grams, fromCountry)) return false;
      const sender = movement.holder;
      road.set(consignment, { consignment, sender, recipient, grams, fromCountry, toCountry, dispatchedAt: at });
      return true;
    }
    if (movement.type === "retired") {
      if (!take(movement.holder, movement.grams, movement.country)) return false;
      retiredGrams += movement.grams;
      return true;
    }
    if (movement.type === "uncertified") {
      if (!take(movement.holder, movement.grams, movement.country)) return false;
      certifiedGrams = 0n;
      return true;
    }
    if (movement.type === "consumed") {
      if (!take(movement.holder, movement.grams, movement.country)) return false;
      consumedGrams += movement.grams;
      return true;
    }
    if (movement.type === "shared") {
      const { consignment, recipientGrams, senderGrams } = movement;
      const left = missing.get(consignment);
      // Of the lots of a disputed consignment some may have arrived in full.
      if (left === undefined) return recipientGrams + senderGrams === 0n;
      if (recipientGrams + senderGrams > left.grams) return false;
      missing.delete(consignment);
      give(left.recipient, recipientGrams, left.toCountry);
      give(left.sender, senderGrams, left.fromCountry);
      lostGrams += left.grams - recipientGrams - senderGrams;
      return true;
    }
    const sent = road.get(movement.consignment);
    if (sent === undefined) return false;
    if (movement.type === "lost" && movement.by !== sent.sender) return true;
    const arrived = arrival(movement, sent);
    if (arrived === undefined || arrived.grams > sent.grams) return false;
    road.delete(movement.consignment);
    give(arrived.holder, arrived.grams, arrived.country);
    const short = sent.grams - arrived.grams;
    if (movement.type !== "received") lostGrams += short;
    else if (short > 0n) {
      const { consignment, sender, recipient, fromCountry, toCountry } = sent;
      missing.set(consignment, { consignment, sender, recipient, grams: short, fromCountry, toCountry });
    }
    return true;
  };

  const firstImpossible = movements.findIndex((movement) => !apply(movement));
  return {
    certifiedGrams,
    inHand: [...hands.values()],
    onTheRoad: [...road.values()],
    seized: [...seized.values()],
    missing: [...missing.values()],
    lostGrams,
    retiredGrams,
    consumedGrams,
    impossible: firstImpossible === -1 ? null : firstImpossible,
  };
}

/** What became of grams on the road; undefined if it is not for that organisation to say. */
function arrival(
  movement: Extract<Movement, { type: "received" | "returned" | "lost" }>,
  sent: OnTheRoad,
): InHand | undefined {
  switch (movement.type) {
    case "received":
      if (movement.recipient !== sent.recipient) return undefined;
      return { holder: sent.recipient, grams: movement.grams, country: sent.toCountry };
    case "returned":
      if (movement.holder !== sent.sender) return undefined;
      return { holder: sent.sender, grams: movement.grams, country: sent.fromCountry };
    case "lost":
      return { holder: sent.sender, grams: 0n, country: sent.fromCountry };
  }
}
