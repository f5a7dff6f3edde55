import data from "../../data/elements.json" with { type: "json" };
import { code, ethers, Form, quotas, short } from "./fixture.ts";
import { statementTypes } from "./typed-data.ts";

const { elements } = data;

/** The whole, in hundredths of a part per million, and what analysis exceeds it by. */
export const WHOLE = 100_000_000;
export const EXCESS = 500_000;
/** Shares are written in parts per million here and declared in hundredths of them. */
const HUNDREDTHS = 100;
export const ELEMENTS = elements.length;

/** Raw struct `Content`, as the contracts take it. */
export type RawContent = ReturnType<typeof concentrate>;

export interface RawIdentity {
  producer: string;
  lotNumber: string;
  content: RawContent;
}

/** Index of an element in every composition. */
export function elementAt(symbol: string): number {
  const index = elements.findIndex((element) => element.symbol === symbol);
  if (index === -1) throw new Error(`No rare earth is called ${symbol}`);
  return index;
}

/** A composition of what is named, in parts per million; the rest was not found, to the given limit of detection. */
export function composition(
  found: Record<string, number>,
  limit = 10,
): { partsPerHundredMillion: number[]; notFound: number } {
  const partsPerHundredMillion = new Array<number>(ELEMENTS).fill(HUNDREDTHS * limit);
  let notFound = 2 ** ELEMENTS - 1;
  for (const [symbol, share] of Object.entries(found)) {
    const index = elementAt(symbol);
    partsPerHundredMillion[index] = Math.round(HUNDREDTHS * share);
    notFound &= ~(1 << index);
  }
  return { partsPerHundredMillion, notFound };
}

/** A ton of bastnaesite concentrate, drawn on the miner's quota. */
export function concentrate() {
  return {
    form: Form.concentrate as number,
    custodyModel: 1,
    massGrams: 1_000_000n,
    ...composition({ La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000 }),
    originCountry: code("CN"),
    deposit: short("Bayan Obo"),
    country: code("CN"),
    site: 6_901_234_567_892n,
    footprintGramsPerKilogram: 4_000,
    removalsGramsPerKilogram: 0,
    offsetsGramsPerKilogram: 0,
    footprintMethod: 1,
    allocation: 1,
    primaryDataBasisPoints: 8_000,
    producedAt: 1_790_000_000,
    quota: quotas.extraction,
    documents: ethers.ZeroHash,
    replaces: 0n,
    certifier: ethers.ZeroAddress,
  };
}

/** The hash of a content, as it goes into a lot's id. */
export function contentHash(content: RawContent): string {
  const { types } = statementTypes.declare;
  return ethers.TypedDataEncoder.hashStruct("Content", { Content: types.Content ?? [] }, content);
}

/** The id of a lot. */
export function lotOf({ producer, lotNumber, content }: RawIdentity): bigint {
  const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
    ["address", "string", "bytes32"],
    [producer, lotNumber, contentHash(content)],
  );
  return BigInt(ethers.keccak256(encoded));
}
