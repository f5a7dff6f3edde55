import { bytesOfText, writeHex } from "../domain/bytes.ts";
import { forms } from "../domain/form.ts";
import type { Address } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import { allocations, type Content, custodyModels } from "../domain/lot.ts";
import { composition } from "./composition.ts";
import { locationNumber } from "./location-number.ts";
import { optionalQuota } from "./quota.ts";
import {
  address,
  basisPoints,
  carbonPerMass,
  grams,
  integer,
  oneOf,
  optionalAddress,
  optionalDocuments,
  optionalLot,
  text,
  time,
} from "./scalars.ts";
import { country, shortText } from "./short-text.ts";
import { structHasher } from "./struct-hash.ts";
import { struct } from "./structs.ts";
import { WORD } from "./words.ts";

/** GS1 AI encodable character set 82, 1 to 20 characters (AI 10). */
export const lotNumber = text(
  "The producer's lot number (GS1 AI 10)",
  /^[!"%-?A-Z_a-z]{1,20}$/,
  "expected 1 to 20 characters of GS1's set 82: letters, digits and some signs, without spaces",
  "BO-2026-001",
);

/** Everything declared about a lot. */
export const content = struct("Content", {
  form: oneOf(forms, "Physical form"),
  custodyModel: oneOf(custodyModels, "Chain-of-custody model of ISO 22095:2020"),
  massGrams: grams("Net dry mass", 1),
  composition,
  originCountry: country("Where the material was mined; for scrap, collected"),
  deposit: shortText(32, "Deposit or collection scheme", "Bayan Obo"),
  country: country("Where the producing site is"),
  site: locationNumber("Producing site"),
  footprintGramsPerKilogram: carbonPerMass("Gross carbon footprint, cradle to gate"),
  removalsGramsPerKilogram: carbonPerMass("Removals, never netted into the footprint", 0),
  offsetsGramsPerKilogram: carbonPerMass("Offsets, never netted into the footprint", 0),
  footprintMethod: integer(16, "Id of the calculation rule"),
  allocation: oneOf(allocations, "How emissions were shared among co-products"),
  primaryDataBasisPoints: basisPoints("Share of the footprint that rests on primary data", 6_500),
  producedAt: time("End of production"),
  quota: optionalQuota("Quota drawn on; none for a lot with parents"),
  documents: optionalDocuments("Salted hash of the canonical JSON that lists the lot's documents"),
  replaces: optionalLot("Rejected lot that this one replaces"),
  certifier: optionalAddress(
    "Organisation that alone may certify or reject the lot; none if the producer leaves it open",
  ),
});

/** A lot's producer, number and content: what its id is the hash of. */
export const lotIdentity = struct("LotIdentity", {
  producer: address("Organisation that declared the lot"),
  lotNumber,
  content,
});

const hashContent = structHasher(content.structs, "Content");

/** The id of a lot: it commits to producer, lot number and content. */
export function lotId(producer: Address, number: string, declared: Content): bigint {
  const characters = bytesOfText(number);
  const length = Math.ceil(characters.length / WORD) * WORD;
  // abi.encode(producer, lotNumber, contentHash): three words, of which the second points behind them.
  const data = new Uint8Array(4 * WORD + length);
  writeHex(producer, data, 12);
  data[2 * WORD - 1] = 3 * WORD;
  data.set(hashContent(content.toRaw(declared)), 2 * WORD);
  data[4 * WORD - 1] = characters.length;
  data.set(characters, 4 * WORD);
  return BigInt(keccak256Hex(data));
}
