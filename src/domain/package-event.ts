import type { Hex } from "./hex.ts";

/** What is taken down of a package; `seen` by whoever may know of it, the rest by who packs it. */
export const packageEvents = ["filled", "packed", "unpacked", "emptied", "received", "seen"] as const;

export type PackageEventName = (typeof packageEvents)[number];

/** What an organisation does with a package of its own. */
export type PackageEvent =
  /** Grams of a lot were put into it; both ends of a range belong to it. */
  | { what: "filled"; lot: Hex; ranges: readonly { first: bigint; last: bigint }[] }
  /** Another package was put into it. */
  | { what: "packed"; package: string }
  /** It was taken out of the one that it lay in. */
  | { what: "unpacked" }
  /** Its own grams were taken out of it; packages in it stay. */
  | { what: "emptied" }
  /** It came with a statement, with all that lay in it then. */
  | { what: "received"; statement: Hex };
