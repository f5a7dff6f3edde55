import type { InHand, Missing } from "../domain/custody.ts";
import type { Address } from "../domain/hex.ts";
import type { Whereabouts } from "../domain/verdict.ts";
import { type LotCase, nameIn, registerOf } from "./lot-case.ts";
import { disputedIn } from "./missing.ts";
import { rolesAt } from "./organisation-history.ts";

/** Where a lot's grams are now, and with whom, by country. */
export function whereaboutsOf(lotCase: LotCase): Whereabouts[] {
  const { inHand, onTheRoad, seized } = lotCase.facts.custody;
  const places: Whereabouts[] = [
    ...inHand.map(({ holder, grams, country }) => at(lotCase, "in-hand", { holder, grams, country })),
    ...seized.map(({ authority: holder, grams, country }) => at(lotCase, "seized", { holder, grams, country })),
    ...onTheRoad.map((parcel) => between(lotCase, "on-the-road", parcel)),
    ...disputedIn(lotCase).map((parcel) => between(lotCase, "disputed", parcel)),
  ];
  return places.sort((a, b) => (a.country < b.country ? -1 : Number(a.country > b.country)));
}

/** What somebody has, in one country. */
function at(lotCase: LotCase, state: "in-hand" | "seized", { holder, grams, country }: InHand): Whereabouts {
  return { state, grams, country, toCountry: null, consignment: null, ...whoIs(lotCase, holder) };
}

/** What neither sender nor recipient has in hand. */
function between(
  lotCase: LotCase,
  state: "on-the-road" | "disputed",
  { recipient, grams, fromCountry, toCountry, consignment }: Missing,
): Whereabouts {
  return { state, grams, country: fromCountry, toCountry, consignment, ...whoIs(lotCase, recipient) };
}

function whoIs(lotCase: LotCase, holder: Address): Pick<Whereabouts, "holder" | "name" | "roles"> {
  const register = registerOf(lotCase, "organisation", holder);
  const { number: blockNumber, timestamp } = lotCase.reading.block;
  const now = { timestamp, blockNumber, logIndex: Number.POSITIVE_INFINITY };
  return { holder, name: nameIn(lotCase, holder), roles: register ? rolesAt(register, now) : [] };
}
