import { leastKilometres } from "../../domain/country-distance.ts";
import { defineRule } from "../rule.ts";

/** No freighter flies faster (km/h), and at both airports together goods are on the ground for so long at least, in seconds. */
const FASTEST_IN_THE_AIR = 1_000;
const ON_THE_GROUND = 4 * 3_600;
/** No lorry or train is faster over a whole journey (km/h). */
const FASTEST_ON_LAND = 100;

/** A consignment arrived sooner than anything carries it, by what sender and recipient state, or before it left. */
export const impossibleTravel = defineRule<
  "impossible-travel",
  { consignment: string; fromCountry: string; toCountry: string; seconds: number; kilometres: number }
>({
  name: "impossible-travel",
  severity: "warning",
  title: { en: "Impossible travel time", zh: "运输时间不可能" },
  words: ({ fromCountry, toCountry, seconds, kilometres }) => ({
    en: `A consignment from ${fromCountry} is said to have arrived in ${toCountry}, at least ${kilometres} km away, ${hours(seconds)} h after it left.`,
    zh: `一批货物自 ${fromCountry} 发出，据称 ${hours(seconds)} 小时后抵达至少 ${kilometres} 公里外的 ${toCountry}。`,
  }),
  judge(event, facts) {
    if (event.type !== "statement" || event.moves?.how !== "received") return [];
    const { consignment, recipient, occurredAt: arrived } = event.moves;
    const { holder, fromCountry, toCountry, occurredAt: left } = facts.dispatch(consignment);
    const kilometres = leastKilometres(fromCountry, toCountry) ?? 0;
    const seconds = arrived - left;
    if (seconds >= leastSeconds(kilometres)) return [];
    return [
      {
        cause: consignment,
        subject: { type: "consignment", id: consignment },
        statements: [consignment, event.digest],
        organisations: [holder, recipient],
        countries: [fromCountry, toCountry],
        evidence: { consignment, fromCountry, toCountry, seconds, kilometres },
      },
    ];
  },
});

function leastSeconds(kilometres: number): number {
  const flown = ON_THE_GROUND + (kilometres * 3_600) / FASTEST_IN_THE_AIR;
  return Math.min(flown, (kilometres * 3_600) / FASTEST_ON_LAND);
}

/** Seconds as hours with one digit behind the point. */
function hours(seconds: number): string {
  return (seconds / 3_600).toFixed(1);
}
