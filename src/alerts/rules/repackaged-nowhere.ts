import type { Role } from "../../domain/participants.ts";
import { roles } from "../../domain/participants.ts";
import { processWords } from "../../domain/words.ts";
import type { ActEvent } from "../events.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

const packing = ["repackaging", "splitting", "blending"] as const;
/** Who has a reason to pack: goods of one's own process. */
const processing: readonly Role[] = ["miner", "refiner", "magnet-maker", "recycler"];
const ANYWHERE = "";

/** Goods were packed anew in a country that they do not come from, and where nobody had the right to process before whoever packed them. */
export const repackagedNowhere = defineRule<
  "repackaged-nowhere",
  { step: string; process: (typeof packing)[number]; country: string; origin: string; grams: string }
>({
  name: "repackaged-nowhere",
  severity: "serious",
  title: { en: "Packed anew where nobody processes", zh: "在无加工能力的国家重新包装" },
  words: ({ process, country, origin }) => ({
    en: `Goods of ${origin} went through ${processWords[process].en} in ${country}, where nobody else may process rare earths.`,
    zh: `来自 ${origin} 的货物在 ${country} 进行了${processWords[process].zh}，而该国没有其他获准加工稀土的机构。`,
  }),
  judge(event, _facts, memory) {
    if (event.type === "act") {
      if (event.event === "RoleGranted") remember(event, memory);
      return [];
    }
    if (event.does?.what !== "transformed") return [];
    const { organisation } = event;
    const { process, outputs } = event.does;
    const packed = packing.find((name) => name === process);
    const [first] = outputs;
    if (packed === undefined || first === undefined) return [];
    const { country, originCountry: origin } = first.content;
    const others = [country, ANYWHERE].flatMap((at) => memory.get<string[]>(at) ?? []);
    if (country === origin || others.some((other) => other !== organisation)) return [];
    const grams = outputs.reduce((sum, { content }) => sum + content.massGrams, 0n);
    return [
      {
        cause: `${organisation} ${country}`,
        subject: { type: "organisation", id: organisation },
        statements: [event.digest],
        organisations: [organisation],
        countries: [country, origin],
        evidence: { step: event.digest, process: packed, country, origin, grams: grams.toString() },
      },
    ];
  },
});

/** Keeps who was ever granted a role that processes, by country. */
function remember({ args }: ActEvent, memory: RuleMemory): void {
  const role = roles[Number(args.role) - 1];
  if (role === undefined || !processing.includes(role)) return;
  const country = countryOf(String(args.country));
  const known = memory.get<string[]>(country) ?? [];
  const organisation = String(args.organisation);
  if (!known.includes(organisation)) memory.set(country, [...known, organisation]);
}

/** Two ASCII letters as the contract keeps them; empty for every country. */
function countryOf(bytes: string): string {
  const code = Buffer.from(bytes.slice(2), "hex").toString("latin1");
  return code === "\0\0" ? ANYWHERE : code;
}
