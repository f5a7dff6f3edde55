import { z } from "zod";
import { type Head, sameHead } from "../domain/head.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { processes } from "../domain/process.ts";
import type { ReadingBlock } from "../domain/verdict.ts";
import { enumerations } from "../ledger/enumerations.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { numberOf, rowsOf, wordOf } from "../ledger/view-words.ts";
import { country } from "../statements/short-text.ts";
import type { Holdings, LedgerReading, LotRecord, Wanted } from "./evidence.ts";
import type { Subject } from "./register.ts";
import type { StateSource } from "./state-source.ts";

const countryCode = country("Country");
const rawCountry = (code: string) => String(countryCode.encode(code)[0]);
const quantity = z.string().regex(/^0x[0-9a-f]+$/);
const blockSchema = z.object({ number: quantity, hash: z.string(), timestamp: quantity });
/**
 * Reads the ledger at the source's block, in one batch.
 * @throws RpcError if the node does not answer, or no longer knows the block.
 */
export async function readLedger(ledger: Ledger, at: StateSource, wanted: Wanted): Promise<LedgerReading> {
  const { lot, subjects, known } = wanted;
  const [block, record, head, heads, read] = await Promise.all([
    readBlock(at),
    viewLot(ledger, at, "lots", lot, decodeRecord),
    viewLot(ledger, at, "heads", lot, decodeHead),
    readHeads(ledger, at, subjects),
    known === undefined ? readHoldings(ledger, at, wanted) : undefined,
  ]);
  const settled = known && sameHead(known.head, head) ? known.holdings : undefined;
  return { block, record, head, heads, holdings: read ?? settled ?? (await readHoldings(ledger, at, wanted)) };
}

/** Heads of registers, in their order. @throws RpcError if the node does not answer, or no longer knows the block. */
export function readHeads(ledger: Ledger, at: StateSource, subjects: readonly Subject[]): Promise<Head[]> {
  return Promise.all(subjects.map((subject) => readHead(ledger, at, subject)));
}

/** How many heads are asked for in one call: some 1.8 million gas, far below what a node spends on one. */
const HEADS_AT_ONCE = 500;

/** Heads of lots' dossiers, in their order. @throws RpcError if the node does not answer, or no longer knows the block. */
export async function readLotHeads(ledger: Ledger, at: StateSource, lots: readonly Hex[]): Promise<Head[]> {
  const to = ledger.address("Lots");
  const block = { blockHash: at.blockHash, requireCanonical: true };
  const readSome = (some: readonly Hex[]) =>
    at.readTogether(
      some.map((lot) => `Lots.heads(${lot})`),
      (places) => {
        const data = listCall(
          ledger,
          places.map((place) => some[place] as Hex),
        );
        return { method: "eth_call", params: [{ to, data }, block] };
      },
      (answer, count) => rowsOf("Lots", "heads", count, answer as Hex).map(decodeHead),
    );
  const parts: Promise<Head[]>[] = [];
  for (let n = 0; n < lots.length; n += HEADS_AT_ONCE) parts.push(readSome(lots.slice(n, n + HEADS_AT_ONCE)));
  return (await Promise.all(parts)).flat();
}

/** A call with a list of lots' ids, which are words as they stand: where the list begins, how many there are, and they. */
function listCall(ledger: Ledger, lots: readonly Hex[]): Hex {
  const words = [LIST_OFFSET, lots.length].map((number) => number.toString(16).padStart(WORD_DIGITS, "0"));
  return `${selectorOf(ledger, "headsOf")}${[...words, ...lots.map((lot) => lot.slice(2))].join("")}`;
}

/** Where the only argument's list begins, in bytes. */
const LIST_OFFSET = 32;
const WORD_DIGITS = 64;

/** Records of lots, in their order. @throws RpcError if the node does not answer, or no longer knows the block. */
export function readRecords(ledger: Ledger, at: StateSource, lots: readonly Hex[]): Promise<LotRecord[]> {
  return Promise.all(lots.map((lot) => viewLot(ledger, at, "lots", lot, decodeRecord)));
}

/** Those of some keys that are contract wallets. */
export async function readWallets(at: StateSource, keys: readonly Address[]): Promise<Set<Address>> {
  const codes = await Promise.all(keys.map((key) => readIsContract(at, key)));
  return new Set(keys.filter((_, index) => codes[index]));
}

async function readHoldings(ledger: Ledger, at: StateSource, wanted: Wanted): Promise<Holdings> {
  const { lot, stocks, consignments, wallets } = wanted;
  const [grams, statuses, contracts] = await Promise.all([
    Promise.all(
      stocks.map((stock) =>
        view(ledger, at, "Lots", "stockOf", [lot, stock.holder, rawCountry(stock.country)], decodeStock),
      ),
    ),
    Promise.all(consignments.map((id) => view(ledger, at, "Custody", "consignments", [id], decodeConsignment))),
    readWallets(at, wallets),
  ]);
  return { stocks: grams, consignments: statuses, wallets: contracts };
}

function decodeRecord(data: Hex): LotRecord {
  const field = (name: string) => numberOf("Lots", "lots", name, data);
  return {
    status: enumerations.LotStatus?.[field("status")] ?? `status ${field("status")}`,
    disputes: field("disputes"),
    massGrams: BigInt(field("massGrams")),
    footprintGramsPerKilogram: field("footprintGramsPerKilogram"),
    validUntil: field("validUntil"),
    scheme: field("scheme"),
  };
}

type Viewed = "Lots" | "Participants" | "Schemes" | "Quotas" | "Custody" | "Policies" | "Attestations" | "SiteAccounts";

function view<T>(
  ledger: Ledger,
  at: StateSource,
  contract: Viewed,
  functionName: string,
  args: readonly (string | number)[],
  decode: (data: Hex) => T,
): Promise<T> {
  const id = `${contract}.${functionName}(${args.join()})`;
  return at.call(id, ledger.address(contract), () => ledger.encodeCall(contract, functionName, args), decode);
}

/** A view that takes a lot's id, which is a word as it stands: a thousand of them are asked for at once. */
function viewLot<T>(
  ledger: Ledger,
  at: StateSource,
  functionName: "heads" | "lots",
  lot: Hex,
  decode: (data: Hex) => T,
): Promise<T> {
  const data = (): Hex => `${selectorOf(ledger, functionName)}${lot.slice(2)}`;
  return at.call(`Lots.${functionName}(${lot})`, ledger.address("Lots"), data, decode);
}

const selectors = new Map<string, Hex>();
const selectorLength = 10;

function selectorOf(ledger: Ledger, functionName: "heads" | "headsOf" | "lots"): Hex {
  const argument = functionName === "headsOf" ? [] : 0n;
  const selector =
    selectors.get(functionName) ??
    (ledger.encodeCall("Lots", functionName, [argument]).slice(0, selectorLength) as Hex);
  selectors.set(functionName, selector);
  return selector;
}

function readHead(ledger: Ledger, at: StateSource, { type, id }: Subject): Promise<Head> {
  switch (type) {
    case "organisation":
      return view(ledger, at, "Participants", "heads", [id], decodeHead);
    case "scheme":
      return view(ledger, at, "Schemes", "heads", [Number(id)], decodeHead);
    case "quota":
      return view(ledger, at, "Quotas", "heads", [id], decodeHead);
    case "terms":
      return view(ledger, at, "Policies", "termsHeads", [Number(id)], decodeHead);
    case "allowance":
      return view(ledger, at, "Policies", "allowanceHeads", id.split("/"), decodeHead);
    case "account": {
      const [organisation = "", site = "", process = ""] = id.split("/");
      const number = (processes as readonly string[]).indexOf(process) + 1;
      return view(ledger, at, "SiteAccounts", "heads", [organisation, site, number], decodeHead);
    }
    case "tolerances":
      return view(ledger, at, "Attestations", "settingsHead", [], decodeHead);
    case "limits":
      return view(ledger, at, "Custody", "settingsHead", [], decodeHead);
  }
}

function readBlock(at: StateSource): Promise<ReadingBlock> {
  const request = () => ({ method: "eth_getBlockByHash", params: [at.blockHash, false] });
  return at.read("block", request, (answer) => {
    const { number, hash, timestamp } = blockSchema.parse(answer);
    return { number: BigInt(number), hash, timestamp: Number(timestamp) };
  });
}

function readIsContract(at: StateSource, address: Address): Promise<boolean> {
  const block = { blockHash: at.blockHash, requireCanonical: true };
  const request = () => ({ method: "eth_getCode", params: [address, block] });
  return at.read(`code(${address})`, request, (answer) => answer !== "0x");
}

/** Every contract that keeps heads answers with the same struct. */
function decodeHead(data: Hex): Head {
  const hash: Hex = `0x${wordOf("Lots", "heads", "hash", data).slice(0, 2 * HASH_BYTES)}`;
  return { hash, count: numberOf("Lots", "heads", "count", data) };
}

/** A head's hash is bytes28, which stand at the left end of their word. */
const HASH_BYTES = 28;

function decodeStock(data: Hex): bigint {
  return BigInt(`0x${wordOf("Lots", "stockOf", "grams", data)}`);
}

function decodeConsignment(data: Hex): string {
  const status = numberOf("Custody", "consignments", "status", data);
  return enumerations.ConsignmentStatus?.[status] ?? `status ${status}`;
}
