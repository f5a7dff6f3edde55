import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { id } from "ethers";
import { drawBalance } from "../../src/domain/balance.ts";
import { elementSymbols } from "../../src/domain/elements.ts";
import type { Address, Hex } from "../../src/domain/hex.ts";
import type { Content } from "../../src/domain/lot.ts";
import type { DecodedBlock } from "../../src/indexer/block-feed.ts";
import type { IndexedEvent } from "../../src/indexer/decode-log.ts";
import { IndexWriter } from "../../src/indexer/index-writer.ts";
import { lotId } from "../../src/statements/content.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { type Checkpoint, readCheckpoint } from "../../src/store/index-standing.ts";
import { openStore, type Store } from "../../src/store/open-store.ts";
import { StockRepository } from "../../src/store/repositories/stock-repository.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";

/** Of each lot: declared, certified, a part handed over, a part made into another, a part retired. */
const statementsPerLot = 5;
const lots = 20_000;
const lotsPerBlock = 100;
const year = 365n * 86_400n;
const start = 1_790_000_000n;
const times = 9;

const own: Address = "0x1111111111111111111111111111111111111111";
const other: Address = "0x2222222222222222222222222222222222222222";

/**
 * How long an organisation's balance of a year takes over 100,000 statements of its own. They are folded into the index as the indexer
 * folds them; no ledger includes them first, so nobody signed them.
 */
export async function balanceRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-balance-"));
  const store = await openStore({ folder });
  try {
    await fill(store);
    const stocks = new StockRepository(store.db);
    const span = { organisation: own, from: start, to: start + year, blockNumber: 1n << 40n };
    const taken: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const started = performance.now();
      const rows = drawBalance(await stocks.basis(span));
      taken.push(performance.now() - started);
      const made = rows.filter(({ flows }) => flows.made !== undefined);
      if (made.length === 0 || rows.some(({ closing }) => closing < 0n)) throw new Error("The balance does not close");
    }
    const { count } = await store.db
      .selectFrom("statement_included")
      .select((select) => select.fn.countAll<bigint>().as("count"))
      .executeTakeFirstOrThrow();
    if (Number(count) !== lots * statementsPerLot) throw new Error(`There are ${count} statements`);
    return [row("processing", "yearly balance", "ms", percentile(taken, 50))];
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fill(store: Store): Promise<void> {
  await store.db
    .insertInto("checkpoint")
    .values({ id: 1, block_number: 0n, block_hash: id("0"), ledger: "none", announce_from: 1n << 40n, halted: null })
    .execute();
  const writer = new IndexWriter(store.db);
  let checkpoint = (await readCheckpoint(store.db)) as Checkpoint;
  for (let first = 0; first < lots; first += lotsPerBlock) {
    const number = BigInt(first / lotsPerBlock + 1);
    const block = blockOf(number, first);
    checkpoint = await writer.advance(checkpoint, [block], () => undefined, number);
  }
}

function blockOf(number: bigint, first: number): DecodedBlock {
  const hash: Hex = id(String(number));
  const timestamp = start + (year * number) / BigInt(lots / lotsPerBlock + 1);
  const header = {
    number,
    hash,
    parentHash: id(String(number - 1n)),
    timestamp,
    logsBloom: "0x",
    receiptsRoot: "0x",
    transactions: [],
  };
  const events: IndexedEvent[] = [];
  const tell = (kind: StatementKindName, by: Address, message: object, about: Hex[], rest: object = {}) => {
    const digest = id(`${number}/${events.length}`);
    const signer = { organisation: by, key: by, nonce: BigInt(events.length), validAfter: 0, validBefore: 1 };
    const statement = { kind, message: { ...message, ...signer }, signature: "0x00", ...rest };
    const place = { blockNumber: number, blockHash: hash, timestamp, logIndex: events.length, transactionHash: hash };
    events.push({
      type: "statement",
      digest,
      statement,
      lots: about,
      contract: "Lots",
      address: own,
      ...place,
    } as unknown as IndexedEvent);
  };
  for (let n = first; n < first + lotsPerBlock; n += 1) {
    const occurredAt = Number(timestamp) - 60;
    const content = concentrate(occurredAt, n);
    const lot = lotId(own, `LOT-${n}`, content);
    const oxide = { ...content, form: "mixed-compound", massGrams: 480n, quota: null } as const;
    const made = { lotNumber: `OX-${n}`, certifiable: true, content: oxide };
    tell("declare", own, { lotNumber: `LOT-${n}`, content }, [lotIdToWire(lot)]);
    tell("certify", other, { lot, scheme: 1, validUntil: occurredAt, report: null }, [lotIdToWire(lot)]);
    const handed = { lot, grams: 300n, country: content.country, recipient: other, recipientKey: other, occurredAt };
    tell("hand-over", own, handed, [lotIdToWire(lot)], { countersignature: "0x00" });
    const amounts = { emissionsGrams: 1_000n, removalsGrams: 0n, lossGrams: 0n };
    const step = {
      process: "leaching",
      scheme: 0,
      inputs: [{ lot, grams: 500n }],
      outputs: [made],
      ...amounts,
      occurredAt,
    };
    tell("transform", own, step, [lotIdToWire(lot), lotIdToWire(lotId(own, made.lotNumber, oxide))]);
    tell(
      "retire",
      own,
      { lot, grams: 100n, country: content.country, beneficiary: "Windpark", purpose: null, occurredAt },
      [lotIdToWire(lot)],
    );
  }
  return { header, events };
}

/** Every lot has an assay of its own. */
function concentrate(producedAt: number, n: number): Content {
  const found = {
    La: 110_000 + n,
    Ce: 210_000 - n,
    Pr: 22_000 + (n % 97),
    Nd: 72_000 + (n % 911),
    Sm: 5_000 + (n % 13),
  };
  return {
    form: "concentrate",
    custodyModel: "segregated",
    massGrams: 1_000n,
    composition: Object.fromEntries(
      elementSymbols.map((symbol) => [
        symbol,
        symbol in found
          ? { partsPerHundredMillion: 100 * found[symbol as keyof typeof found] }
          : { detectionLimit: 1_000 },
      ]),
    ) as Content["composition"],
    originCountry: "CN",
    deposit: "Bayan Obo",
    country: "CN",
    site: 6_901_234_000_009n,
    footprintGramsPerKilogram: 2_600,
    removalsGramsPerKilogram: 0,
    offsetsGramsPerKilogram: 0,
    footprintMethod: 1,
    allocation: "mass",
    primaryDataBasisPoints: 6_500,
    producedAt,
    quota: null,
    documents: null,
    replaces: null,
    certifier: null,
  };
}
