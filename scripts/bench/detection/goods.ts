import type { AssayedComposition, Composition, ElementShare } from "../../../src/domain/composition.ts";
import { type ElementSymbol, elementSymbols } from "../../../src/domain/elements.ts";
import type { PatternAssay } from "../../../src/domain/fingerprint/assay.ts";
import { type Profile, referenceProfiles } from "../../../src/domain/fingerprint/profile.ts";
import type { Form } from "../../../src/domain/form.ts";
import type { Address, Hex } from "../../../src/domain/hex.ts";
import type { Content } from "../../../src/domain/lot.ts";
import { firstDay } from "./times.ts";

export function addressOf(index: number): Address {
  return `0x${index.toString(16).padStart(40, "0")}`;
}

export function hashOf(index: number): Hex {
  return `0x${index.toString(16).padStart(64, "f")}`;
}

export function profileOf(id: string): Profile {
  const found = referenceProfiles.find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`No profile ${id}`);
  return found;
}

/** A content, of which every piece of trade changes what it has to. */
export const usual: Content = {
  form: "concentrate" as Form,
  custodyModel: "segregated",
  massGrams: 1n,
  composition: everyElement(() => ({ detectionLimit: 1_000 })),
  originCountry: "CN",
  deposit: "Elsewhere",
  country: "CN",
  site: 6_901_234_567_892n,
  footprintGramsPerKilogram: 20_000,
  removalsGramsPerKilogram: 0,
  offsetsGramsPerKilogram: 0,
  footprintMethod: 1,
  allocation: "mass",
  primaryDataBasisPoints: 5_000,
  producedAt: firstDay,
  quota: null,
  documents: null,
  replaces: null,
  certifier: null,
};

export function everyElement(share: (symbol: ElementSymbol) => ElementShare): Composition {
  return Object.fromEntries(elementSymbols.map((symbol) => [symbol, share(symbol)])) as Composition;
}

/** What a laboratory read, as a composition. */
export function shown({ readings }: PatternAssay): Composition {
  const read: Partial<Record<ElementSymbol, PatternAssay["readings"]["La"]>> = readings;
  return everyElement((symbol) => {
    const reading = read[symbol];
    if (reading === undefined) return { detectionLimit: 1_000 };
    if ("belowPartsPerMillion" in reading)
      return { detectionLimit: Math.max(1, Math.round(reading.belowPartsPerMillion * 100)) };
    return { partsPerHundredMillion: Math.max(1, Math.round(reading.partsPerMillion * 100)) };
  });
}

export function measured(assay: PatternAssay): AssayedComposition {
  return { ...shown(assay), Th: { detectionLimit: 1_000 }, U: { detectionLimit: 1_000 } };
}
