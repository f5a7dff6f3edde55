import { decodeBytes32String, type JsonFragmentType } from "ethers";
import { formatGrams, formatLimit, formatNanograms, formatShare } from "../domain/amounts.ts";
import { attestationKinds } from "../domain/attestation.ts";
import { elementSymbols } from "../domain/elements.ts";
import { forms } from "../domain/form.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { allocations, custodyModels } from "../domain/lot.ts";
import { entriesOf } from "../domain/mask.ts";
import { scopes } from "../domain/participants.ts";
import { loadArtifact } from "../ledger/artifacts.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import { enumerations } from "../ledger/enumerations.ts";
import type { GovernanceCall } from "../ledger/governance-calls.ts";
import { carriedValues, type PlainValues, plainValues } from "../ledger/plain-values.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { Language } from "./language.ts";

/** What each act of governance does, by the name of its function. */
export const actWords: Readonly<Record<string, LocalisedText>> = {
  enrol: { en: "Enrol an organisation, for ever", zh: "登记组织（永久）" },
  suspend: { en: "Stop an organisation's statements", zh: "暂停组织的声明" },
  reinstate: { en: "Let a suspended organisation state again", zh: "恢复被暂停组织的声明权" },
  grantRole: { en: "Grant a role, or change its window", zh: "授予角色或更改其期限" },
  addKey: { en: "Let a key sign for an organisation", zh: "允许密钥代表组织签名" },
  revokeKey: { en: "Revoke a key, for ever", zh: "永久吊销密钥" },
  enrolModule: { en: "Let a contract act as a module, or no longer", zh: "允许或停止合约作为模块" },
  setURI: { en: "Set where the tokens' metadata are", zh: "设定通证元数据地址" },
  setMovementRules: { en: "Set which contract is asked before grams move", zh: "设定移动克数前须询问的合约" },
  grantQuota: { en: "Grant a quota, or change its grams and window", zh: "授予配额或更改其克数与期限" },
  setScheme: { en: "Set a scheme's terms", zh: "设定认证方案的条款" },
  setThreshold: {
    en: "Class a form's carbon under a scheme, for ever",
    zh: "设定方案对某形态的碳等级阈值（不可更改）",
  },
  accredit: { en: "Accredit a verifier for a scheme", zh: "认可核查方" },
  setAside: {
    en: "Set aside the suspension, revocation or rejection that stands on a lot",
    zh: "推翻批次上现行的暂停、撤销或驳回",
  },
  setAsideCorrection: {
    en: "Take a footprint back to what it was before a correction",
    zh: "推翻碳足迹更正，恢复更正前的数值",
  },
  release: { en: "Give a rejected lot's withheld grams back to its quota", zh: "将被驳回批次扣留的克数退回配额" },
  setTerms: { en: "Set a scheme's tolerance and prices for transformations", zh: "设定方案的转化容差与价格" },
  grantAllowance: { en: "Grant what may rest on tolerance and detection limits", zh: "授予容差与检出限额度" },
  setInheritancePolicy: { en: "Record what a reason means for descendants", zh: "登记某原因代码对后代批次的含义" },
  setTolerances: { en: "Set how far a finding may differ and still conform", zh: "设定检验结果的相符容差" },
  overruleFinding: { en: "Set aside a finding that stands against a lot", zh: "推翻对批次不利的检验结果" },
  setLimits: { en: "Set the limits of custody", zh: "设定监管链限值" },
  arbitrate: { en: "Share out what is missing of a disputed consignment", zh: "裁定有争议货物短少部分的归属" },
  timeOut: { en: "Return a forgotten consignment to its sender", zh: "将无人了结的货物退回发货方" },
};

/**
 * What a governor is about to sign, read back from the bytes that are signed: what the act does, and every value of it.
 * @returns Lines in the reader's language.
 */
export function actLines({ contract, functionName, args }: GovernanceCall, language: Language): string[] {
  const abi = contractInterface(contract);
  const parameters = abi.getFunction(functionName)?.inputs ?? [];
  const data = abi.encodeFunctionData(functionName, carriedValues(parameters, args));
  const values = plainValues(parameters, abi.decodeFunctionData(functionName, data));
  const inputs =
    loadArtifact(contract).abi.find(({ type, name }) => type === "function" && name === functionName)?.inputs ?? [];
  const title = actWords[functionName]?.[language] ?? functionName;
  return [`${title} (${contract}.${functionName})`, ...rowsOf(inputs, values, "  ")];
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
  if (name === "site") return value.toString().padStart(13, "0");
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
  if (unixSeconds === 0n || unixSeconds > 8_640_000_000_000n) return String(unixSeconds);
  return new Date(Number(unixSeconds) * 1000).toISOString().replace(".000Z", "Z");
}
