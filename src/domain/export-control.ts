import type { Composition, ElementShare } from "./composition.ts";
import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Form } from "./form.ts";

/** From which share by mass on an element makes a lot one that rules may control: 0.1 %, in hundredths of a part per million. */
export const notedShare = 100_000;

/** A rule of export control, as it stands. Times are Unix seconds, both ends inclusive. */
export interface ExportRule {
  rule: number;
  name: string;
  /** Country whose rule it is (ISO 3166-1 alpha-2). */
  country: string;
  elements: readonly ElementSymbol[];
  forms: readonly Form[];
  validFrom: number;
  validUntil: number;
  suspensions: readonly { from: number; until: number }[];
  /** Whether it concerns what only passes the country, too. */
  coversTransit: boolean;
  /** For a rule about goods made abroad: the share of the country's goods by value, in basis points. It stops nothing on the ledger. */
  valueShareBasisPoints: number | null;
}

/** Whether a rule is in force at a time, or why not. */
export type RuleStanding = "in-force" | "not-yet" | "over" | "suspended";

/** How a rule stands at a time, Unix seconds. */
export function standingOf({ validFrom, validUntil, suspensions }: ExportRule, time: number): RuleStanding {
  if (time < validFrom) return "not-yet";
  if (time > validUntil) return "over";
  return suspensions.some(({ from, until }) => time >= from && time <= until) ? "suspended" : "in-force";
}

/**
 * Elements that a lot holds at `notedShare` or above, in the order of every composition. Where nothing was found, the limit of
 * detection counts: what nobody looked for closely enough may be there.
 */
export function notedElements(composition: Composition): ElementSymbol[] {
  return elementSymbols.filter((symbol) => shareOf(composition[symbol]) >= notedShare);
}

/** What is sent across a border. */
export interface Crossing {
  form: Form;
  composition: Composition;
  fromCountry: string;
  toCountry: string;
  /** Countries passed on the way, in order. */
  route: readonly string[];
  /** Times that count, Unix seconds: that of the block and that of the departure. The stricter counts. */
  times: readonly number[];
}

/** What one rule means for a crossing. */
export interface RuleFinding {
  rule: ExportRule;
  /** Whether the goods leave its country, or only pass it. */
  how: "leaves" | "passes";
  /** Elements that it controls of those that the lot holds, with the share that counts. */
  elements: { element: ElementSymbol; partsPerHundredMillion: number }[];
  formControlled: boolean;
  /** How it stands at each of the times. */
  standings: RuleStanding[];
  /** Whether a permit is needed because of it. */
  applies: boolean;
}

/** Judges every rule of the countries that goods leave or pass, as the ledger does; those about value are left out. */
export function judgeCrossing(crossing: Crossing, rules: readonly ExportRule[]): RuleFinding[] {
  const { fromCountry, toCountry, route } = crossing;
  if (fromCountry === toCountry && route.length === 0) return [];
  const passed = [...new Set(route)].filter((country) => country !== fromCountry);
  return [fromCountry, ...passed].flatMap((country, index) =>
    rules
      .filter((rule) => rule.country === country && rule.valueShareBasisPoints === null)
      .map((rule) => judge(crossing, rule, index === 0 ? "leaves" : "passes")),
  );
}

function judge({ form, composition, times }: Crossing, rule: ExportRule, how: RuleFinding["how"]): RuleFinding {
  const noted = notedElements(composition);
  const elements = rule.elements
    .filter((element) => noted.includes(element))
    .map((element) => ({ element, partsPerHundredMillion: shareOf(composition[element]) }));
  const formControlled = rule.forms.includes(form);
  const standings = times.map((time) => standingOf(rule, time));
  const applies =
    elements.length > 0 && formControlled && standings.includes("in-force") && (how === "leaves" || rule.coversTransit);
  return { rule, how, elements, formControlled, standings, applies };
}

function shareOf(share: ElementShare): number {
  return "detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion;
}

/** What a permit lets cross. */
export interface PermitTerms {
  elements: readonly string[];
  forms: readonly string[];
}

/** Whether a permit covers every element and form because of which rules of its country apply. */
export function isCoveredBy({ elements, forms }: PermitTerms, form: Form, applying: readonly RuleFinding[]): boolean {
  const needed = applying.flatMap((finding) => finding.elements.map(({ element }) => element));
  return forms.includes(form) && needed.every((element) => elements.includes(element));
}
