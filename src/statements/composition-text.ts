import { formatLimit, formatShare } from "../domain/amounts.ts";
import { type AssayedSymbol, whole } from "../domain/composition.ts";
import { type ElementSymbol, elementSymbols, elements } from "../domain/elements.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { JsonObject, Tell } from "./codec.ts";
import { entriesOf, moistureFromText, shareUnits, smallAmountFromText, UnreadableText } from "./from-text.ts";

/** A share of one element on the wire. */
type Share = { partsPerHundredMillion: number } | { detectionLimit: number };
/** What a paper says of one thing. */
interface Entry {
  /** As it was written. */
  text: string;
  name: string;
  share: Share;
}
/** What the shares of a paper are shares of. */
interface Basis {
  /** All rare-earth oxides, in parts of 10^8 of the goods; undefined where the paper does not give them. */
  oxides: bigint | undefined;
  /** What is dry of the goods, in parts of 10^8. */
  dry: bigint;
  /** Words for the total, behind a share of it. */
  total: LocalisedText;
}

const wholeParts = BigInt(whole);
/** How far oxides may be from the total that they are shares of: each is rounded. */
const totalSlack = 500_000n;
const factorOne = 10_000n;
/** No paper says more of nineteen elements. */
const longest = 2_000;

/** Oxides by their formulas: of what, and grams of oxide per 10,000 grams of it. */
const rareEarthOxides = new Map(
  elements.map(({ symbol, oxide, oxideFactor }) => [
    oxide,
    { symbol: symbol as AssayedSymbol, factor: BigInt(oxideFactor) },
  ]),
);
/** Computed from IUPAC standard atomic weights, as those of the rare earths are: Th 232.0377, U 238.02891, O 15.999. */
const radioactiveOxides = new Map<string, { symbol: AssayedSymbol; factor: bigint }>([
  ["ThO2", { symbol: "Th", factor: 11_379n }],
  ["UO2", { symbol: "U", factor: 11_344n }],
  ["U3O8", { symbol: "U", factor: 11_792n }],
]);
const thoria = "ThO2";
/** All rare-earth oxides, as papers name them. */
const totalNames = ["TREO", "REO"];
/** The same with thoria in it, as sheets of monazite state it. */
const totalWithThoriaNames = ["TREO+ThO2", "REO+ThO2"];
const othersNames = ["others", "other", "其他", "其余"];

/** A share as a person writes it: `85.5 %`, `170 ppm`, or where it was not found `<10 ppm`. */
export function shareFromText(text: string): Share {
  const written = text.normalize("NFKC").trim();
  const limit = /^<\s*(.*)$/.exec(written)?.[1];
  const amount = (of: string) => {
    if (/^[0-9.]+$/.test(of)) {
      throw new UnreadableText(
        "expected a share with its unit: %, ppm, mg/kg or g/t",
        "须带单位：%、ppm、mg/kg 或 g/t",
      );
    }
    return smallAmountFromText(of, shareUnits, "hundredths of a ppm");
  };
  return limit === undefined ? { partsPerHundredMillion: amount(written) } : { detectionLimit: amount(limit) };
}

/**
 * Reads a whole composition from one text: `Nd 85.5 %, Pr 500 ppm, others <10 ppm`. The others are rare earths: nobody states thorium without
 * naming it.
 *
 * Papers say more. An oxide is named by its formula, `Nd2O3 74.9 %`, and taken for what there is of its element. After `TREO 60 %`, or
 * `REO+ThO2 64 %, ThO2 4 %`, oxides of rare earths are shares of that total. After `wet with 8 % moisture` everything is a share of the goods as they
 * came, and becomes one of the dry goods. `others 1 %` is what the rest comes to, of which none can be more.
 *
 * Each share is computed from what was written in one fraction of integers, and rounded once: found ones down, limits up.
 * @param symbols What the composition is stated of.
 * @returns The reader; it tells of every share that it computed.
 */
export function compositionReader(symbols: readonly AssayedSymbol[]): (text: string, tell?: Tell) => JsonObject {
  const stated = new Set<string>(symbols);
  return (text, tell = () => undefined) => {
    const { entries, moisture } = readEntries(text);
    const others = entries.find(({ name }) => othersNames.includes(name.toLowerCase()));
    const total = entries.find(({ name }) => [...totalNames, ...totalWithThoriaNames].includes(name));
    const named = entries.filter((entry) => entry !== others && entry !== total);
    const basis = basisOf(total, named, moisture);
    if (basis.oxides !== undefined) requireTotal(named, others);
    const shares: JsonObject = {};
    for (const entry of named) {
      const symbol = oxideNamed(entry.name)?.symbol ?? entry.name;
      // Needed for the total; whoever declares states no thorium.
      if (entry.name === thoria && isWithThoria(total) && !stated.has(symbol)) continue;
      if (Object.hasOwn(shares, symbol)) throw new UnreadableText(`${symbol} stands twice`, `${symbol} 重复`);
      shares[symbol] = computed(entry, symbol, basis, tell);
    }
    if (others === undefined) return shares;
    const missing = elementSymbols.filter((symbol) => !Object.hasOwn(shares, symbol));
    const isOfOxides = total !== undefined || named.every(({ name }) => oxideNamed(name) !== undefined);
    return { ...limitsOf(others, missing, isOfOxides, basis, tell), ...shares };
  };
}

function readEntries(text: string): { entries: Entry[]; moisture: bigint | undefined } {
  const entries: Entry[] = [];
  let moisture: bigint | undefined;
  if (text.length > longest) {
    throw new UnreadableText(`expected at most ${longest} characters`, `不得超过 ${longest} 个字符`);
  }
  const regular = text.normalize("NFKC").replaceAll(/[、;]/g, ",");
  const [comma] = /[0-9]+,[0-9]+/.exec(regular) ?? [];
  if (comma !== undefined) {
    throw new UnreadableText(
      `decimals have points, as commas stand between entries: ${comma.replace(",", ".")}, not ${comma}`,
      `小数用点，逗号用于分隔各项：应写 ${comma.replace(",", ".")}，而非 ${comma}`,
    );
  }
  for (const written of entriesOf(regular)) {
    const wetness = moistureFromText(written);
    if (wetness !== undefined) moisture = wetness;
    else entries.push(entryOf(written));
  }
  return { entries, moisture };
}

function entryOf(text: string): Entry {
  const [, name = "", amount = ""] = /^([A-Za-z][A-Za-z0-9]*(?:\+ThO2)?|其他|其余)[\s=:]*(.*)$/.exec(text) ?? [];
  if (name === "") {
    throw new UnreadableText(
      `"${text.slice(0, 40)}" names no element: expected entries such as Nd 85.5 % with commas between them`,
      `“${text.slice(0, 40)}”未指明元素：各项应如 Nd 85.5 %，以逗号分隔`,
    );
  }
  try {
    return { text: `${name} ${amount}`, name, share: shareFromText(amount) };
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    throw new UnreadableText(`${name}: ${error.text.en}`, `${name}：${error.text.zh}`);
  }
}

function basisOf(total: Entry | undefined, named: readonly Entry[], moisture: bigint | undefined): Basis {
  const dry = wholeParts - (moisture ?? 0n);
  if (total === undefined) return { oxides: undefined, dry, total: { en: "", zh: "" } };
  if (!isWithThoria(total)) {
    return { oxides: partsOf(total.share), dry, total: { en: ` of ${total.text}`, zh: `（占 ${total.text}）` } };
  }
  const own = named.find(({ name }) => name === thoria);
  if (own === undefined) {
    throw new UnreadableText(
      `${total.name} has thoria in it: say how much, such as ThO2 4 %, as a share of the goods`,
      `${total.name} 含氧化钍：请注明其占货物的份额，如 ThO2 4 %`,
    );
  }
  const oxides = partsOf(total.share) - partsOf(own.share);
  const words = { en: ` of ${total.text} less ${own.text}`, zh: `（占 ${total.text} 减 ${own.text}）` };
  if (oxides > 0n) return { oxides, dry, total: words };
  throw new UnreadableText(
    `${own.text} is all of ${total.text}: expected both as shares of the goods`,
    `${own.text} 已达 ${total.text}：两者均须为占货物的份额`,
  );
}

function isWithThoria(total: Entry | undefined): boolean {
  return total !== undefined && totalWithThoriaNames.includes(total.name);
}

/** What is stated of one thing that the paper names. */
function computed({ name, text, share }: Entry, symbol: string, basis: Basis, tell: Tell): Share {
  const oxide = oxideNamed(name);
  const isOfTotal = basis.oxides !== undefined && rareEarthOxides.has(name);
  if (oxide === undefined && basis.dry === wholeParts) return share;
  const found = converted(share, oxide?.factor ?? factorOne, isOfTotal ? basis.oxides : undefined, basis.dry);
  const from = sourceOf(text, isOfTotal, basis);
  const result = `${symbol} ${"detectionLimit" in found ? `<${formatLimit(found.detectionLimit)}` : formatShare(found.partsPerHundredMillion)}`;
  tell({ en: `${from.en} is ${result}`, zh: `${from.zh} 即 ${result}` });
  return found;
}

/** Elements that a paper does not name, below what it says of them: each below a limit, or all together this much. */
function limitsOf(
  others: Entry,
  missing: readonly ElementSymbol[],
  isOfOxides: boolean,
  basis: Basis,
  tell: Tell,
): JsonObject {
  if (partsOf(others.share) === 0n) {
    throw new UnreadableText(
      "others: nothing is known to be none: expected a limit, such as others <10 ppm",
      "others：无法断言为零：须写检出限，如 others <10 ppm",
    );
  }
  const isSum = "partsPerHundredMillion" in others.share;
  const limits = missing.map((symbol) => {
    const factor = isSum && isOfOxides ? BigInt(elements[elementSymbols.indexOf(symbol)]?.oxideFactor ?? 0) : factorOne;
    const limit = { detectionLimit: Number(partsOf(others.share)) };
    return [symbol, converted(limit, factor, isSum && isOfOxides ? basis.oxides : undefined, basis.dry)] as const;
  });
  if (isSum || basis.dry !== wholeParts) {
    const list = limits.map(([symbol, limit]) => `${symbol} <${formatLimit(Number(partsOf(limit)))}`).join(", ");
    const from = sourceOf(others.text, isSum && isOfOxides, basis);
    tell({ en: `${from.en} is no more of each than ${list}`, zh: `${from.zh} 即各不超过 ${list}` });
  }
  return Object.fromEntries(limits);
}

/** One fraction, rounded once. @param total What the share is a share of, in parts of 10^8; undefined for the goods. */
function converted(share: Share, factor: bigint, total: bigint | undefined, dry: bigint): Share {
  const numerator = partsOf(share) * (total ?? wholeParts) * factorOne;
  const denominator = factor * dry;
  if (!("detectionLimit" in share)) return { partsPerHundredMillion: Number(numerator / denominator) };
  return { detectionLimit: Number((numerator + denominator - 1n) / denominator) };
}

/** Shares of a total that are all of it: what else is written is something else. */
function requireTotal(named: readonly Entry[], others: Entry | undefined): void {
  const oxides = named.filter(({ name, share }) => rareEarthOxides.has(name) && "partsPerHundredMillion" in share);
  const rest = others !== undefined && "partsPerHundredMillion" in others.share ? [others] : [];
  const sum = [...oxides, ...rest].reduce((parts, { share }) => parts + partsOf(share), 0n);
  if (sum <= wholeParts + totalSlack && sum >= wholeParts - totalSlack) return;
  const percent = formatShare(Number(sum));
  throw new UnreadableText(
    `the oxides are ${percent} of TREO in all, and have to be 100 %: one is missing, or is no share of TREO`,
    `各氧化物合计为 TREO 的 ${percent}，应为 100 %：有遗漏，或并非 TREO 的份额`,
  );
}

function oxideNamed(name: string) {
  return rareEarthOxides.get(name) ?? radioactiveOxides.get(name);
}

/** What a share was computed from, in words. */
function sourceOf(text: string, isOfTotal: boolean, { total, dry }: Basis): LocalisedText {
  const moisture = formatShare(Number(wholeParts - dry));
  const wet =
    dry === wholeParts ? { en: "", zh: "" } : { en: `, wet with ${moisture} moisture`, zh: `，湿基含水 ${moisture}` };
  const of = isOfTotal ? total : { en: "", zh: "" };
  return { en: `${text}${of.en}${wet.en}`, zh: `${text}${of.zh}${wet.zh}` };
}

function partsOf(share: Share): bigint {
  return BigInt("detectionLimit" in share ? share.detectionLimit : share.partsPerHundredMillion);
}
