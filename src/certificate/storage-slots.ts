import layout from "../../data/storage-layout.json" with { type: "json" };
import { bytesOf, bytesOfText, joined, toHex } from "../domain/bytes.ts";
import { consignmentStatuses } from "../domain/consignment.ts";
import type { Head } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256 } from "../domain/keccak256.ts";
import { lotStatuses } from "../domain/lot.ts";
import { processes } from "../domain/process.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import type { ContractName } from "../statements/kind.ts";
import type { LotRecord, Stock } from "../verify/evidence.ts";

/** A slot of a contract's storage. */
export interface Slot {
  readonly contract: ContractName;
  /** 32 bytes. */
  readonly key: Hex;
}

/** A variable as solc has laid it out. */
interface Variable {
  readonly slot: number;
  readonly keys: readonly string[];
  readonly fields: Readonly<Record<string, { readonly bit: number; readonly bits: number }>>;
}

const contracts = layout as unknown as Readonly<Record<string, Readonly<Record<string, Variable>>>>;
const WORD = 32;

/** Where a lot's head is. */
export function lotHeadSlot(lot: Hex): Slot {
  return slotOf("Lots", "_heads", lot);
}

/** Where a lot's record is. */
export function recordSlot(lot: Hex): Slot {
  return slotOf("Lots", "_lots", lot);
}

/** Where an organisation's stock of a lot in one country is. */
export function stockSlot(lot: Hex, { holder, country }: Stock): Slot {
  return slotOf("Lots", "_stocks", lot, holder, countryBytes(country));
}

/** Where a consignment is. */
export function consignmentSlot(consignment: Hex): Slot {
  return slotOf("Custody", "_consignments", consignment);
}

/** Where a register's head is. */
export function registerSlot({ type, id }: RegisterSubject): Slot {
  switch (type) {
    case "organisation":
      return slotOf("Participants", "_heads", id);
    case "scheme":
      return slotOf("Schemes", "_heads", numberKey(id));
    case "quota":
      return slotOf("Quotas", "_heads", id);
    case "terms":
      return slotOf("Policies", "_termsHeads", numberKey(id));
    case "allowance": {
      const [organisation = "", site = ""] = id.split("/");
      return slotOf("Policies", "_allowanceHeads", organisation, numberKey(site));
    }
    case "account": {
      const [organisation = "", site = "", process = ""] = id.split("/");
      const number = (processes as readonly string[]).indexOf(process) + 1;
      return slotOf("SiteAccounts", "_heads", organisation, numberKey(site), numberKey(number));
    }
    case "tolerances":
      return slotOf("Attestations", "_settingsHead");
    case "limits":
      return slotOf("Custody", "_settingsHead");
  }
}

/** A head, from its slot's word. */
export function headIn(word: bigint): Head {
  // Every contract keeps the same struct.
  const hash = fieldIn(word, "Lots", "_heads", "hash");
  return { hash: `0x${hash.toString(16).padStart(56, "0")}`, count: Number(fieldIn(word, "Lots", "_heads", "count")) };
}

/** Grams of a stock, from its slot's word. */
export function gramsIn(word: bigint): bigint {
  return fieldIn(word, "Lots", "_stocks", "grams");
}

/** A consignment's status, from its slot's word. */
export function consignmentStatusIn(word: bigint): string {
  const status = Number(fieldIn(word, "Custody", "_consignments", "status"));
  return ["none", ...consignmentStatuses][status] ?? `status ${status}`;
}

/** What the contracts pack into a lot's record by hand (contracts/libraries/LotRecords.sol). */
const packed = {
  status: { bit: 0, bits: 4 },
  disputes: { bit: 16, bits: 8 },
  massGrams: { bit: 24, bits: 48 },
  footprintGramsPerKilogram: { bit: 72, bits: 24 },
  validUntil: { bit: 96, bits: 32 },
  scheme: { bit: 128, bits: 16 },
} as const;

/** A lot's record, from its slot's word. */
export function recordIn(word: bigint): LotRecord {
  const field = (name: keyof typeof packed) => bitsOf(word, packed[name]);
  const status = Number(field("status"));
  return {
    status: ["none", ...lotStatuses][status] ?? `status ${status}`,
    disputes: Number(field("disputes")),
    massGrams: field("massGrams"),
    footprintGramsPerKilogram: Number(field("footprintGramsPerKilogram")),
    validUntil: Number(field("validUntil")),
    scheme: Number(field("scheme")),
  };
}

function slotOf(contract: ContractName, variable: string, ...keys: readonly Hex[]): Slot {
  const { slot, keys: types } = variableOf(contract, variable);
  let place = wordOf(BigInt(slot));
  for (const [index, type] of types.entries()) {
    place = keccak256(joined(keyWord(type, keys[index] as Hex), place));
  }
  return { contract, key: toHex(place) };
}

/** A mapping's key as solc hashes it: short byte strings stand at the left of their word, all else at the right. */
function keyWord(type: string, key: Hex): Uint8Array {
  const bytes = bytesOf(key);
  const word = new Uint8Array(WORD);
  word.set(bytes, type.startsWith("bytes") ? 0 : WORD - bytes.length);
  return word;
}

function wordOf(value: bigint): Uint8Array {
  return bytesOf(`0x${value.toString(16).padStart(2 * WORD, "0")}`);
}

function numberKey(value: string | number): Hex {
  return `0x${BigInt(value)
    .toString(16)
    .padStart(2 * WORD, "0")}`;
}

function countryBytes(country: string): Hex {
  return toHex(bytesOfText(country));
}

function fieldIn(word: bigint, contract: ContractName, variable: string, field: string): bigint {
  const place = variableOf(contract, variable).fields[field];
  if (place === undefined) throw new Error(`${contract}.${variable} has no ${field}`);
  return bitsOf(word, place);
}

function bitsOf(word: bigint, { bit, bits }: { bit: number; bits: number }): bigint {
  return (word >> BigInt(bit)) & ((1n << BigInt(bits)) - 1n);
}

function variableOf(contract: ContractName, variable: string): Variable {
  const found = contracts[contract]?.[variable];
  if (found === undefined) throw new Error(`The layout of ${contract} has no ${variable}`);
  return found;
}

/** Where a slot's value stands in the trie of its contract. */
export function trieKey(hex: Hex): Uint8Array {
  return keccak256(bytesOf(hex));
}
