import { decodeBytes32String, type JsonFragmentType } from "ethers";
import { formatGrams, formatLimit, formatNanograms, formatShare } from "../domain/amounts.ts";
import { attestationKinds } from "../domain/attestation.ts";
import { elementSymbols } from "../domain/elements.ts";
import { forms } from "../domain/form.ts";
import { allocations, custodyModels } from "../domain/lot.ts";
import { entriesOf } from "../domain/mask.ts";
import { scopes } from "../domain/participants.ts";
import { actOf } from "../governance/acts.ts";
import type { GovernanceCall } from "../governance/calls.ts";
import { loadArtifact } from "../ledger/artifacts.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import { enumerations } from "../ledger/enumerations.ts";
import { carriedValues, type PlainValues, plainValues } from "../ledger/plain-values.ts";
import { locationNumberToWire } from "../statements/location-number.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Language } from "./language.ts";

/**
 * What a governor is about to sign, or has signed, read back from the bytes that are signed: what the act does, and every value of it.
 * @returns Lines in the reader's language.
 */
export function actLines({ contract, functionName, args }: GovernanceCall, language: Language): string[] {
  const abi = contractInterface(contract);
  const parameters = abi.getFunction(functionName)?.inputs ?? [];
  const data = abi.encodeFunctionData(functionName, carriedValues(parameters, args));
  const values = plainValues(parameters, abi.decodeFunctionData(functionName, data));
  const inputs =
    loadArtifact(contract).abi.find(({ type, name }) => type === "function" && name === functionName)?.inputs ?? [];
  // The AccessManager's own functions are nobody's words.
  const words = actOf({ contract, functionName })?.words[language];
  const called = `${contract}.${functionName}`;
  const title = words === undefined ? called : `${words.charAt(0).toUpperCase()}${words.slice(1)} (${called})`;
  return [title, ...rowsOf(inputs, values, "  ")];
}

function rowsOf(inputs: readonly JsonFragmentType[], values: PlainValues, indent: string): string[] {
  const width = Math.max(0, ...inputs.map(({ name = "" }) => name.length)) + 2;
  return inputs.flatMap((input) => {
    const name = input.name ?? "";
    const value = values[name];
    if (input.type === "tuple") {
      return [`${indent}${name}`, ...rowsOf(input.components ?? [], value as PlainValues, `${indent}  `)];
    }
    if (input.type === "tuple[]") {
      return (value as PlainValues[]).flatMap((item, index) => [
        `${indent}${name} ${index + 1}`,
        ...rowsOf(input.components ?? [], item, `${indent}  `),
      ]);
    }
    return [`${indent}${name.padEnd(width)}${valueText(input, value)}`];
  });
}

const moments = new Set([
  ...["validFrom", "validUntil", "suspendedFrom", "suspendedUntil", "compromisedSince"],
  ...["occurredAt", "validAfter", "validBefore"],
]);
/** Lists of which a mask has a bit for each entry, and the bit of the first. */
const masks: Readonly<Record<string, readonly [entries: readonly string[], first: 0 | 1]>> = {
  scopes: [scopes, 0],
  attestations: [attestationKinds, 1],
  forms: [forms, 1],
  custodyModels: [custodyModels, 1],
  allocations: [allocations, 1],
};
const daySeconds = 86_400n;

function valueText({ name = "", type = "", internalType = "" }: JsonFragmentType, value: unknown): string {
  const enumeration = /^enum (?:\w+\.)?(\w+)$/.exec(internalType)?.[1];
  if (enumeration !== undefined) return enumerations[enumeration]?.[Number(value)] ?? String(value);
  if (Array.isArray(value)) return listText(value);
  if (type === "bytes2") return countryText(String(value));
  if (type === "bytes32") return named(String(value));
  if (typeof value !== "bigint") return String(value);
  const mask = masks[name];
  if (mask !== undefined) return entriesOf(mask[0], Number(value), mask[1]).join(", ") || "–";
  if (moments.has(name)) return momentText(value);
  if (name.endsWith("Nanograms")) return formatNanograms(value);
  if (name.endsWith("GramsPerKilogram")) return `${value} g CO2e/kg`;
  if (/grams$/i.test(name)) return formatGrams(value);
  if (name.endsWith("BasisPoints")) return formatShare(Number(value) * 10_000);
  if (name.endsWith("PartsPerHundredMillion")) return formatLimit(Number(value));
  if (name.endsWith("Seconds")) return `${value} s (${value / daySeconds} d)`;
  if (name === "site") return value === 0n ? "–" : locationNumberToWire(value);
  return name === "lot" ? lotIdToWire(value) : String(value);
}

/** Prices by element, or anything else in its order. */
function listText(values: readonly unknown[]): string {
  if (values.length !== elementSymbols.length) return values.join(", ") || "–";
  const told = elementSymbols.flatMap((symbol, index) => (values[index] === 0n ? [] : [`${symbol} ${values[index]}`]));
  return told.join(", ") || "–";
}

function countryText(raw: string): string {
  return raw === "0x0000" ? "–" : Buffer.from(raw.slice(2), "hex").toString("latin1");
}

/** A quota's name, where its id is one. */
function named(raw: string): string {
  try {
    const name = decodeBytes32String(raw);
    return /^[\x20-\x7e]+$/.test(name) ? `"${name}" (${raw})` : raw;
  } catch {
    return raw;
  }
}

/** As text; seconds beyond what dates can show stay a number. */
function momentText(unixSeconds: bigint): string {
  if (unixSeconds === 0n) return "–";
  if (unixSeconds > 8_640_000_000_000n) return String(unixSeconds);
  return new Date(Number(unixSeconds) * 1000).toISOString().replace(".000Z", "Z");
}
