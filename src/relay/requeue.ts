import { Transaction as LedgerTransaction } from "ethers";
import type { Kysely, Transaction } from "kysely";
import type { Hex } from "../domain/hex.ts";
import { contractInterface } from "../ledger/contract-interfaces.ts";
import type { Ledger, RawLog } from "../ledger/ledger.ts";
import { parseQuantity } from "../rpc/quantity.ts";
import { recordedStatement } from "../statements/recorded.ts";
import { kindOf, recordedStatementSchema, type Statement } from "../statements/statement.ts";
import type { Database } from "../store/database.ts";
import { insertRows } from "../store/insert-rows.ts";
import type { Store } from "../store/open-store.ts";
import { resetIndexTo } from "../store/prepare-index.ts";
import { RelaySenderReset } from "../store/repositories/relay-sender-reset.ts";
import { type NewSubmission, RelaySubmissions } from "../store/repositories/relay-submissions.ts";
import { gasReserve, groupGas } from "./gas.ts";
import type { LedgerCall } from "./ledger-call.ts";
import { groupSize } from "./submit-call.ts";

/** What became of the statements of blocks that the ledger has no more. */
export interface Requeued {
  /** Digests of those that are on the ledger again. */
  kept: Hex[];
  /** Of those that wait to be sent once more. */
  queued: Hex[];
  /** Of those that have to be handed in again: what they are sent with cannot be read any more. */
  lost: Hex[];
}

type IncludedRow = Awaited<ReturnType<typeof includedAfter>>[number];

const rowsAtOnce = 250;

/** Blocks whose logs are asked for at once. */
const blocksAtOnce = 1_000n;

/**
 * Brings the store to a ledger that was taken back: the index is read again, everybody is told what is included no longer, the
 * relay's nonces follow the ledger's, and every statement that the ledger has forgotten waits to be sent. All or nothing.
 * @param good Number of the last block that is as it was.
 * @param raws Ledger transactions that were in the blocks behind it.
 */
export async function requeue(
  ledger: Ledger,
  store: Store,
  good: bigint,
  raws: AsyncIterable<Buffer>,
): Promise<Requeued> {
  const calls = new SignedCalls();
  for await (const raw of raws) calls.add(...callsOf(ledger, raw));
  const onLedger = await digestsAfter(ledger, good);
  return store.db.transaction().execute(async (trx) => {
    const rows = await includedAfter(trx, good);
    const missing = rows.filter(({ digest }) => !onLedger.has(digest));
    await insertRows(
      trx,
      "outbox",
      rows.toReversed().map(({ digest, kind, block_number, block_hash }) => ({
        type: "unwound" as const,
        ...{ digest, kind, block_number, block_hash },
      })),
    );
    await resetIndexTo(trx, good);
    const reset = new RelaySenderReset(trx);
    for (const sender of await reset.senders()) {
      const nonce = parseQuantity(await ledger.rpc.call("eth_getTransactionCount", [sender, "latest"]));
      await reset.to(sender, nonce);
    }
    const known = await reset.queueAgain(missing.map(({ digest }) => digest));
    const found = missing
      .filter(({ digest }) => !known.has(digest))
      .map((row) => ({ row, call: callOf(ledger, row, calls) }));
    const fresh = found.flatMap(({ row, call }) => (call === undefined ? [] : [toSubmission(row, call)]));
    for (let at = 0; at < fresh.length; at += rowsAtOnce) {
      await new RelaySubmissions(trx).insert(fresh.slice(at, at + rowsAtOnce), [], Date.now());
    }
    return {
      kept: rows.flatMap(({ digest }) => (onLedger.has(digest) ? [digest] : [])),
      queued: [...known, ...fresh.map(({ id }) => id)],
      lost: found.flatMap(({ row, call }) => (call === undefined ? [row.digest] : [])),
    };
  });
}

function includedAfter(db: Transaction<Database> | Kysely<Database>, block: bigint) {
  return db
    .selectFrom("statement_included")
    .selectAll()
    .where("block_number", ">", block)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
}

/** Digests of the statements in the blocks that the ledger has behind one. */
async function digestsAfter(ledger: Ledger, block: bigint): Promise<Set<Hex>> {
  const newest = parseQuantity(await ledger.rpc.call("eth_blockNumber", []));
  const digests = new Set<Hex>();
  for (let from = block + 1n; from <= newest; from += blocksAtOnce) {
    const to = from + blocksAtOnce - 1n < newest ? from + blocksAtOnce - 1n : newest;
    const range = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    for (const log of (await ledger.rpc.call("eth_getLogs", [range])) as RawLog[]) {
      const event = ledger.decodeLog(log);
      const record = event && recordedStatement(event.contract, event.name, event.args);
      if (record !== undefined) digests.add(record.digest);
    }
  }
  return digests;
}

/** The calls that a ledger transaction carried. */
function callsOf(ledger: Ledger, raw: Buffer): LedgerCall[] {
  const { to, data } = LedgerTransaction.from(`0x${raw.toString("hex")}`);
  if (to === ledger.address("Statements")) {
    const parsed = contractInterface("Statements").parseTransaction({ data });
    if (parsed?.name !== "submit") return [];
    const groups = parsed.args[0] as readonly (readonly [module: Hex, gasBudget: bigint, data: Hex][])[];
    return groups.flat().map(([module, gasBudget, call]) => ({ module, gasBudget: Number(gasBudget), data: call }));
  }
  return [];
}

/** Calls by the signature in them. Statements are asked for nearly in the order of the calls, so the search goes on from the last. */
class SignedCalls {
  readonly #calls: LedgerCall[] = [];
  #next = 0;

  add(...calls: readonly LedgerCall[]): void {
    this.#calls.push(...calls);
  }

  find(signature: Hex): LedgerCall | undefined {
    const digits = signature.slice(2);
    for (let tried = 0; tried < this.#calls.length; tried++) {
      const at = (this.#next + tried) % this.#calls.length;
      const call = this.#calls[at];
      if (!call?.data.includes(digits)) continue;
      this.#next = at + 1;
      return call;
    }
    return undefined;
  }
}

/** The call that carries a statement: the one that has its signature, or one of its own where nothing but the record is needed. */
function callOf(ledger: Ledger, row: IncludedRow, calls: SignedCalls): LedgerCall | undefined {
  const carried = calls.find(row.signature);
  if (carried !== undefined) return carried;
  const { kind, message, countersignature } = row;
  const parsed = recordedStatementSchema.safeParse({
    ...{ kind, message, signature: row.signature },
    ...(countersignature !== null && { countersignature }),
  });
  if (!parsed.success || kindOf(parsed.data.kind).witness !== null) return undefined;
  const statement = parsed.data as Statement;
  const { to, data } = ledger.encodeStatementCall(statement);
  return { module: to, gasBudget: kindOf(statement.kind).gasBudget(statement), data };
}

function toSubmission({ digest, kind, organisation, message }: IncludedRow, call: LedgerCall): NewSubmission {
  const { nonce, validBefore } = message as { nonce: string; validBefore: number };
  const reserve = gasReserve([call]);
  return {
    id: digest,
    gas: groupGas([call], reserve),
    gasReserve: reserve,
    bytes: groupSize([call]),
    validBefore: Number(validBefore),
    statements: [{ digest, kind, organisation, nonce: BigInt(nonce), ...call }],
  };
}
