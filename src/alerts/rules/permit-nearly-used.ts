import { formatGrams } from "../../domain/amounts.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

/** Shares of a permit, in percent, that are told of: the first leaves time to ask for another permit, at the last nothing is left. */
const TOLD_PERCENT = [90, 100] as const;

type Permit = {
  exporter: Address;
  country: string;
  destination: string;
  grantedGrams: string;
  drawnGrams: string;
  validUntil: number;
  isWithdrawn: boolean;
  /** The highest share that was told of; 0 before the first. */
  toldPercent: number;
};

/** Hardly anything is left of an export permit that may still be used. What comes back is given back to it, and told of no second time. */
export const permitNearlyUsed = defineRule<
  "permit-nearly-used",
  {
    permit: Hex;
    country: string;
    destination: string;
    percent: number;
    grantedGrams: string;
    drawnGrams: string;
    validUntil: number;
  }
>({
  name: "permit-nearly-used",
  severity: "information",
  title: { en: "Export permit nearly used up", zh: "出口许可即将用尽" },
  words: ({ country, destination, percent, grantedGrams, drawnGrams }) => {
    const [granted, drawn] = [grantedGrams, drawnGrams].map((grams) => formatGrams(BigInt(grams)));
    return {
      en: `Of an export permit of ${country} for ${granted} to ${destination}, ${drawn} were drawn: ${percent} % or more.`,
      zh: `${country} 核发的对 ${destination} 出口许可 ${granted}，已使用 ${drawn}，达到或超过 ${percent}%。`,
    };
  },
  judge(event, _facts, memory) {
    if (event.type === "statement") {
      if (event.does?.what === "permitted") {
        const { exporter, country, destination, grams, validUntil } = event.does;
        const granted = { grantedGrams: grams.toString(), drawnGrams: "0" };
        const none = { isWithdrawn: false, toldPercent: 0 };
        memory.set(event.digest, { exporter, country, destination, validUntil, ...granted, ...none });
      } else if (event.does?.what === "permit-withdrawn") {
        const { permit } = event.does;
        const withdrawn = memory.get<Permit>(permit);
        if (withdrawn !== undefined) memory.set(permit, { ...withdrawn, isWithdrawn: true });
      }
      return [];
    }
    const { number, digest, consignment, grams } = event.args;
    // A permit's number is told before its statement; what takes from it knows no more than that number.
    if (event.event === "PermitNumbered") memory.set(`number ${number}`, digest as Hex);
    if (event.event !== "PermitDrawn" && event.event !== "PermitRestored") return [];
    const changed = permitOf(String(number), memory);
    if (changed === undefined) return [];
    const [permit, before] = changed;
    const sign = event.event === "PermitDrawn" ? 1n : -1n;
    const drawn = BigInt(before.drawnGrams) + sign * BigInt(String(grams));
    const percent = TOLD_PERCENT.findLast((each) => drawn * 100n >= BigInt(before.grantedGrams) * BigInt(each)) ?? 0;
    const isOver = before.isWithdrawn || event.timestamp > before.validUntil;
    const isNews = !isOver && percent > before.toldPercent;
    const toldPercent = isNews ? percent : before.toldPercent;
    memory.set(permit, { ...before, drawnGrams: drawn.toString(), toldPercent });
    if (!isNews) return [];
    const { exporter, country, destination, grantedGrams, validUntil } = before;
    return [
      {
        cause: `${permit} ${percent}`,
        subject: { type: "export-permit", id: permit },
        statements: [permit, consignment as Hex],
        organisations: [exporter],
        countries: [country, destination],
        evidence: { permit, country, destination, percent, grantedGrams, drawnGrams: drawn.toString(), validUntil },
      },
    ];
  },
});

function permitOf(number: string, memory: RuleMemory): [Hex, Permit] | undefined {
  const digest = memory.get<Hex>(`number ${number}`);
  const permit = digest === undefined ? undefined : memory.get<Permit>(digest);
  return digest === undefined || permit === undefined ? undefined : [digest, permit];
}
