import type { Address } from "../domain/hex.ts";

/** Whom a thing concerns: the organisations that are party to it, and the countries whose authorities it is open to. */
export interface Concern {
  organisations: readonly (Address | null)[];
  /** ISO 3166-1 alpha-2. */
  countries: readonly (string | null | undefined)[];
}

/** The concern of what concerns both. */
export function joinConcerns(...concerns: readonly Concern[]): Concern {
  return {
    organisations: concerns.flatMap(({ organisations }) => organisations),
    countries: concerns.flatMap(({ countries }) => countries),
  };
}

const tag = Symbol("whom it concerns");

/** An object of an answer, saying whom it concerns. The tag is a symbol: it is never part of the answer itself. */
export function concerning<T extends object>(object: T, concern: Concern): T {
  return Object.assign(object, { [tag]: concern });
}

/** Whom an object of an answer concerns; undefined if it does not say. */
export function concernOf(object: object): Concern | undefined {
  return (object as { [tag]?: Concern })[tag];
}
