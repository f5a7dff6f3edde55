import { formatGrams } from "../../domain/amounts.ts";
import { defineRule } from "../rule.ts";

/** A parcel: less than what a pallet carries. */
const PARCEL_GRAMS = 50_000n;
const WINDOW_SECONDS = 30 * 86_400;
/** A buyer of samples has a few; so many in a month are goods in small pieces. */
const PARCELS = 12;

type Parcel = { digest: string; at: number; grams: string };
type Kept = { parcels: Parcel[]; firstOfAlert: string | null };

/** One shipper sends many small parcels to one country, across a border. */
export const smallParcels = defineRule<
  "small-parcels",
  { sender: string; fromCountry: string; toCountry: string; parcels: number; grams: string }
>({
  name: "small-parcels",
  severity: "warning",
  title: { en: "Many small parcels by one shipper", zh: "同一发货人的大量小包裹" },
  words: ({ fromCountry, toCountry, parcels, grams }) => ({
    en: `One shipper sent ${parcels} parcels, ${formatGrams(BigInt(grams))} in all, from ${fromCountry} to ${toCountry} within thirty days.`,
    zh: `同一发货人在三十天内自 ${fromCountry} 向 ${toCountry} 发出 ${parcels} 个小包裹，共 ${formatGrams(BigInt(grams))}。`,
  }),
  judge(event, _facts, memory) {
    if (event.type !== "statement" || event.moves?.how !== "sent") return [];
    const { holder: sender, fromCountry, toCountry, lots } = event.moves;
    // By the ledger's time: a sender could spread its parcels out by what it states.
    const at = event.timestamp;
    const grams = lots.reduce((sum, line) => sum + line.grams, 0n);
    if (fromCountry === toCountry || grams >= PARCEL_GRAMS) return [];
    const key = `${sender} ${fromCountry}-${toCountry}`;
    const { parcels: before, firstOfAlert } = memory.get<Kept>(key) ?? { parcels: [], firstOfAlert: null };
    const recent = before.filter((parcel) => parcel.at > at - WINDOW_SECONDS);
    const parcels = [...recent, { digest: event.digest, at, grams: grams.toString() }];
    const isMany = parcels.length >= PARCELS;
    // As long as there are many it is one cause; it has ended once there are few again.
    const first = isMany ? (firstOfAlert ?? event.digest) : null;
    memory.set(key, { parcels, firstOfAlert: first });
    if (first === null || firstOfAlert !== null) return [];
    const total = parcels.reduce((sum, parcel) => sum + BigInt(parcel.grams), 0n);
    return [
      {
        cause: `${key} ${first}`,
        subject: { type: "organisation", id: sender },
        statements: parcels.map(({ digest }) => digest),
        organisations: [sender],
        countries: [fromCountry, toCountry],
        evidence: { sender, fromCountry, toCountry, parcels: parcels.length, grams: total.toString() },
      },
    ];
  },
});
