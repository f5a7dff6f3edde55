import { Interface, type JsonFragment, type JsonFragmentType } from "ethers";
import { elementSymbols } from "../domain/elements.ts";
import type { Hex } from "../domain/hex.ts";
import { contractNames } from "../statements/contract-names.ts";
import type { ContractName } from "../statements/kind.ts";
import type { LedgerError } from "../statements/ledger-error.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import { country, shortText } from "../statements/short-text.ts";
import { loadArtifact } from "./artifacts.ts";
import { enumerations } from "./enumerations.ts";

interface KnownError {
  contract?: ContractName;
  abi: Interface;
  name: string;
  inputs: readonly JsonFragmentType[];
}

const solidityErrors: JsonFragment[] = [
  { type: "error", name: "Error", inputs: [{ name: "message", type: "string" }] },
  { type: "error", name: "Panic", inputs: [{ name: "code", type: "uint256" }] },
];

let errorsBySelector: Map<string, KnownError> | undefined;

function knownErrors(): Map<string, KnownError> {
  if (errorsBySelector !== undefined) return errorsBySelector;
  errorsBySelector = new Map();
  for (const fragment of solidityErrors) add(errorsBySelector, fragment);
  for (const contract of contractNames) {
    for (const fragment of loadArtifact(contract).abi) add(errorsBySelector, fragment, contract);
  }
  return errorsBySelector;
}

function add(known: Map<string, KnownError>, fragment: JsonFragment, contract?: ContractName): void {
  if (fragment.type !== "error" || fragment.name === undefined) return;
  const abi = new Interface([fragment]);
  const selector = abi.getError(fragment.name)?.selector;
  if (selector === undefined || known.has(selector)) return;
  const { name, inputs = [] } = fragment;
  known.set(selector, contract === undefined ? { abi, name, inputs } : { contract, abi, name, inputs });
}

/** Reads what a contract reverted with; a bundle's failure is that of its item. */
export function decodeLedgerError(data: Hex): LedgerError {
  const known = knownErrors().get(data.slice(0, 10));
  if (known === undefined) return { name: "Unknown", args: {}, data };
  let values: unknown[];
  try {
    values = known.abi.decodeErrorResult(known.name, data).toArray();
  } catch {
    return { name: "Unknown", args: {}, data };
  }
  if (known.name === "BundleItemFailed") {
    const [item, reason] = values;
    return { ...decodeLedgerError(reason as Hex), item: Number(item) };
  }
  const args = Object.fromEntries(known.inputs.map((input, index) => [input.name, wireValue(input, values[index])]));
  return { name: known.name, ...(known.contract && { contract: known.contract }), args };
}

const countryCode = country("Country");
/** What `DepositMismatch` compares is text. */
const depositNames = new Set(["declared", "inherited"]);
const deposit = shortText(32, "Deposit", "Bayan Obo");
const lotIdNames = new Set(["lot", "computed", "tokenId"]);

function wireValue(input: JsonFragmentType, value: unknown): string | number | boolean {
  const enumeration = enumerations[input.internalType?.match(/^enum (?:\w+\.)?(\w+)$/)?.[1] ?? ""];
  if (enumeration !== undefined) return enumeration[Number(value)] ?? Number(value);
  if (input.type === "bytes2") return countryCode.decode([value]);
  if (input.type === "bytes32" && depositNames.has(input.name ?? "")) return deposit.decode([value]);
  if (typeof value !== "bigint") return typeof value === "boolean" ? value : String(value);
  if (input.type === "uint256" && lotIdNames.has(input.name ?? "")) return lotIdToWire(value);
  if (input.name === "element") return elementSymbols[Number(value)] ?? Number(value);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
}

/** A transaction or call that the ledger refused. */
export class LedgerRefusal extends Error {
  readonly refusal: LedgerError;
  /** The error's name and its values. */
  readonly reason: string;

  constructor(refusal: LedgerError) {
    const values = Object.entries(refusal.args).map(([name, value]) => `${name} ${value}`);
    const reason = `${refusal.name}${values.length === 0 ? "" : ` (${values.join(", ")})`}`;
    super(`The ledger refuses: ${reason}`);
    this.name = "LedgerRefusal";
    this.reason = reason;
    this.refusal = refusal;
  }
}
