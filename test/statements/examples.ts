import type { AssayedComposition, Composition } from "../../src/domain/composition.ts";
import { type ElementSymbol, elementSymbols } from "../../src/domain/elements.ts";
import type { Statement } from "../../src/statements/statement.ts";

/** A composition as a laboratory assays it that finds neither thorium nor uranium above 5 ppm, or what is said instead. */
export function assayed(composition: Composition, radioactive: Partial<AssayedComposition> = {}): AssayedComposition {
  return { ...composition, Th: { detectionLimit: 500 }, U: { detectionLimit: 500 }, ...radioactive };
}

/** A composition of the shares given, in hundredths of a part per million; of everything else 10 ppm would have been found. */
export function exactCompositionOf(shares: Partial<Record<ElementSymbol, number>>): Composition {
  return Object.fromEntries(
    elementSymbols.map((symbol) => {
      const partsPerHundredMillion = shares[symbol];
      return [symbol, partsPerHundredMillion === undefined ? { detectionLimit: 1_000 } : { partsPerHundredMillion }];
    }),
  ) as Composition;
}

/** The same of shares given in parts per million. */
export function compositionOf(partsPerMillion: Partial<Record<ElementSymbol, number>>): Composition {
  const hundredfold = Object.entries(partsPerMillion).map(([symbol, share]) => [symbol, Math.round(100 * share)]);
  return exactCompositionOf(Object.fromEntries(hundredfold));
}

/** 25 t of neodymium oxide from Bayan Obo. */
export function exampleDeclaration(): Statement<"declare"> {
  const organisation = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
  return {
    kind: "declare",
    message: {
      lotNumber: "BO-2026-001",
      content: {
        form: "separated-oxide",
        custodyModel: "segregated",
        massGrams: 25_000_000n,
        composition: compositionOf({ Nd: 855_000, Pr: 500 }),
        originCountry: "CN",
        deposit: "Bayan Obo",
        country: "CN",
        site: 6_901_234_000_009n,
        footprintGramsPerKilogram: 17_600,
        removalsGramsPerKilogram: 0,
        offsetsGramsPerKilogram: 0,
        footprintMethod: 1,
        allocation: "economic",
        primaryDataBasisPoints: 6_500,
        producedAt: 1_790_000_000,
        quota: `0x${"51".repeat(32)}`,
        documents: null,
        replaces: null,
        certifier: null,
      },
      organisation,
      key: organisation,
      nonce: 1n,
      validAfter: 1_790_000_000,
      validBefore: 1_790_086_400,
    },
    signature: "0x",
  };
}
