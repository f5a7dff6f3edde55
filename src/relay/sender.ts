import { SigningKey } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Store } from "../store/open-store.ts";
import { type Attempt, type QueuedSubmission, RelayTransactions } from "../store/repositories/relay-transactions.ts";
import { raiseFees } from "./fees.ts";
import { transactionGas } from "./gas.ts";
import type { Lease } from "./lease.ts";
import type { LedgerCall } from "./ledger-call.ts";
import type { BatchLimits, RelayTuning } from "./relay-options.ts";
import { type Fees, signTransaction, signWithFees } from "./sign-transaction.ts";
import type { RelayHooks } from "./steps.ts";
import { encodeSubmit } from "./submit-call.ts";

/** Where the sender works. */
export interface SenderContext {
  ledger: Ledger;
  store: Store;
  sender: Address;
  lease: Lease;
  /** None where what was sent is only seen to. */
  relayKey?: Hex;
  batch: BatchLimits;
  tuning: RelayTuning;
  hooks: RelayHooks;
}

/** A ledger transaction that was stored. */
export interface StoredTransaction {
  nonce: bigint;
  raw: Hex;
  submissions: number;
  statements: number;
}

/** Assigns queued submissions to ledger transactions, and broadcasts these. */
export class Sender {
  readonly #context: SenderContext;
  readonly #signingKey: SigningKey | undefined;

  constructor(context: SenderContext) {
    this.#context = context;
    this.#signingKey = context.relayKey === undefined ? undefined : new SigningKey(context.relayKey);
  }

  /**
   * Allocates a nonce to the longest waiting submissions, and stores nonce, signed bytes and hash, all in one database
   * transaction: whatever happens, they are broadcast under this nonce or none was used.
   * @returns undefined if nothing is queued.
   * @throws SupersededError
   */
  async store(fees: Fees): Promise<StoredTransaction | undefined> {
    const { store, sender, lease, batch, tuning, hooks } = this.#context;
    const stored = await store.db.transaction().execute(async (trx) => {
      const transactions = new RelayTransactions(trx, sender);
      const chosen = choose(await transactions.queued(batch.maxStatements), batch, tuning.maxBytes);
      if (chosen.length === 0) return undefined;
      const ids = chosen.map(({ id }) => id);
      const groups = await groupsOf(transactions, ids);
      const nonce = await lease.allocateNonce(trx);
      const gas = chosen.map(({ gas, gasReserve }) => ({ gas: Number(gas), reserve: Number(gasReserve) }));
      // More than a transaction is given would be refused by nodes, and block every nonce after it.
      const gasLimit = Math.min(transactionGas(gas), batch.maxGas);
      const attempt = this.#sign(nonce, BigInt(gasLimit), encodeSubmit(groups), fees);
      await transactions.insert(nonce, attempt, ids, Date.now());
      await hooks.after?.("allocated");
      const statements = chosen.reduce((sum, submission) => sum + submission.statements, 0);
      return { nonce, raw: attempt.raw, submissions: ids.length, statements };
    });
    if (stored !== undefined) await hooks.after?.("stored");
    return stored;
  }

  /**
   * Hands a signed transaction to the node; doing so again changes nothing.
   * @param raw Its newest form; read from the store if left out.
   * @throws RpcError; what it means for the transaction is for the chain to tell.
   */
  async broadcast(nonce: bigint, raw?: Hex): Promise<void> {
    const { store, sender, ledger, hooks } = this.#context;
    const bytes = raw ?? (await new RelayTransactions(store.db, sender).newestAttempt(nonce))?.raw;
    if (bytes === undefined) return;
    await ledger.rpc.call("eth_sendRawTransaction", [bytes]);
    await hooks.after?.("broadcast");
  }

  /**
   * Stores another form of a transaction, which differs in nothing but a higher fee. Without the key it stays as it is.
   * @throws SupersededError
   */
  async raiseFee(nonce: bigint, quoted: Fees): Promise<void> {
    const { store, sender, lease } = this.#context;
    const key = this.#signingKey;
    if (key === undefined) return;
    await store.db.transaction().execute(async (trx) => {
      await lease.hold(trx);
      const transactions = new RelayTransactions(trx, sender);
      const newest = await transactions.newestAttempt(nonce);
      if (newest === undefined || (newest.maxFee === 0n && quoted.maxFee === 0n)) return;
      const fees = raiseFees(newest, quoted);
      await transactions.addAttempt(nonce, { ...signWithFees(key, newest.raw, fees), ...fees }, Date.now());
    });
  }

  #sign(nonce: bigint, gasLimit: bigint, data: Buffer, fees: Fees): Attempt {
    const { ledger } = this.#context;
    const to = ledger.address("Statements");
    if (this.#signingKey === undefined) throw new Error("Nothing can be signed without a key.");
    return {
      ...signTransaction(this.#signingKey, { chainId: ledger.chainId, nonce, gasLimit, to, data, ...fees }),
      ...fees,
    };
  }
}

/** The longest waiting ones that one ledger transaction can hold; the first one always. */
function choose(
  queued: readonly QueuedSubmission[],
  { maxStatements, maxGas }: BatchLimits,
  maxBytes: number,
): QueuedSubmission[] {
  let [statements, gas, reserve, bytes, limit] = [0, 0, 0, 0, Number.POSITIVE_INFINITY];
  const end = queued.findIndex((submission, index) => {
    statements += submission.statements;
    gas += Number(submission.gas);
    bytes += submission.bytes;
    reserve = Math.max(reserve, Number(submission.gasReserve));
    limit = Math.min(limit, submission.batchLimit ?? limit);
    const fits = statements <= maxStatements && bytes <= maxBytes && transactionGas([{ gas, reserve }]) <= maxGas;
    return index > 0 && !(fits && index < limit);
  });
  return end === -1 ? [...queued] : queued.slice(0, end);
}

async function groupsOf(transactions: RelayTransactions, submissions: string[]): Promise<LedgerCall[][]> {
  const groups = new Map<string, LedgerCall[]>(submissions.map((id) => [id, []]));
  for (const { submission, module, gasBudget, data } of await transactions.calls(submissions)) {
    groups.get(submission)?.push({ module, gasBudget, data });
  }
  return [...groups.values()];
}
