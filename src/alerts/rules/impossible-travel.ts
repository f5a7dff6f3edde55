import { leastKilometres } from "../../domain/country-distance.ts";
import { defineRule } from "../rule.ts";

/** No freighter flies faster (km/h). */
const FASTEST = 1_000;

/** A consignment arrived sooner than anything flies, by what sender and recipient state, or before it left. */
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
    if (seconds >= 0 && seconds * FASTEST >= kilometres * 3_600) return [];
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

/** Seconds as hours with one digit behind the point. */
function hours(seconds: number): string {
  return (seconds / 3_600).toFixed(1);
}
