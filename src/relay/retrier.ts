import type { Indexer } from "../indexer/indexer.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import type { LedgerError } from "../statements/ledger-error.ts";
import type { Store } from "../store/open-store.ts";
import { type RefusedSubmission, RelayRefusals } from "../store/repositories/relay-refusals.ts";
import { RelaySubmissions } from "../store/repositories/relay-submissions.ts";
import type { Backlog } from "./backlog.ts";
import { readHeader } from "./block-header.ts";
import type { Lease } from "./lease.ts";
import { reasonFromJson, reasonToJson } from "./reason.ts";
import { backoff } from "./reconciler.ts";
import type { BatchLimits, RelayTuning } from "./relay-options.ts";
import type { Simulate } from "./simulate.ts";
import { simulateWithRoom, type Trial } from "./simulate-with-room.ts";

/** Where the retrier works. */
export interface RetrierContext {
  ledger: Ledger;
  store: Store;
  lease: Lease;
  simulate: Simulate;
  backlog: Backlog;
  batch: BatchLimits;
  tuning: RelayTuning;
  indexer: Pick<Indexer, "status">;
  confirmations: number;
}

const TRIES_MAXIMUM = 100;

/** How far the relay's clock may be ahead of the ledger's before it takes a statement for expired, in seconds. */
const CLOCK_GRACE_SECONDS = 60;

/**
 * Tries submissions again that the ledger refused when their turn came: by simulation, so that a hopeless one costs no
 * ledger transaction. One fails for good only when it can never be included.
 */
export class Retrier {
  readonly #context: RetrierContext;

  constructor(context: RetrierContext) {
    this.#context = context;
  }

  /**
   * @param indexedBlock Newest block in the index, which follows the ledger.
   * @throws RpcError; nothing is concluded then. SupersededError
   */
  async pass(indexedBlock: bigint): Promise<void> {
    const { store, simulate, batch } = this.#context;
    const refusals = new RelayRefusals(store.db);
    await refusals.markIncluded(Date.now());
    const due = await refusals.due(Date.now(), TRIES_MAXIMUM);
    if (due.length === 0) return;
    const groups = due.map(({ statements }) =>
      statements.map(({ module, gasBudget, data }) => ({ module, gasBudget, data })),
    );
    const trials = await simulateWithRoom(simulate, groups, batch.maxGas);
    const { indexer, confirmations } = this.#context;
    const { finalTo = indexedBlock - BigInt(confirmations) } = indexer.status();
    const confirmed = finalTo < indexedBlock ? finalTo : indexedBlock;
    const { timestamp } = await readHeader(this.#context.ledger.rpc, confirmed < 0n ? 0n : confirmed);
    for (const [index, submission] of due.entries()) {
      await this.#apply(submission, trials[index] as Trial, confirmed, timestamp);
    }
  }

  async #apply(submission: RefusedSubmission, trial: Trial, confirmed: bigint, confirmedTime: bigint): Promise<void> {
    const { backlog, tuning } = this.#context;
    if (!("error" in trial)) {
      const budgets = trial.calls.map(({ gasBudget }) => gasBudget);
      await this.#write((refusals) => refusals.queue(submission.id, trial.gas, trial.gasReserve, budgets));
      backlog.add(1);
      return;
    }
    // That it has expired is no reason why it was not included in time.
    const reason = trial.error.name === "StatementExpired" ? reasonFromJson(submission.reason) : trial.error;
    const isFinal =
      isExpired(submission, trial.error, confirmedTime) ||
      (await this.#nonceIsSpent(submission, trial.error, confirmed));
    if (isFinal) return this.#write((refusals) => refusals.fail(submission.id, reasonToJson(reason)));
    const retryAt = Date.now() + backoff(submission.refusals + 1, tuning);
    await this.#write((refusals) => refusals.refuse(submission.id, reasonToJson(reason), retryAt));
  }

  #write(work: (refusals: RelayRefusals) => Promise<void>): Promise<void> {
    const { store, lease } = this.#context;
    return store.db.transaction().execute(async (trx) => {
      await lease.hold(trx);
      await work(new RelayRefusals(trx));
    });
  }

  /** Whether another statement, or a cancellation, has spent the nonce for good. */
  async #nonceIsSpent(submission: RefusedSubmission, error: LedgerError, confirmed: bigint): Promise<boolean> {
    if (error.name !== "NonceSpent" || confirmed < 0n) return false;
    const { ledger, store } = this.#context;
    const statement = submission.statements[error.item ?? 0];
    if (statement === undefined) return false;
    const data = ledger.encodeCall("Participants", "isNonceSpent", [statement.organisation, statement.nonce]);
    const call = { to: ledger.address("Participants"), data };
    const answer = await ledger.rpc.call("eth_call", [call, `0x${confirmed.toString(16)}`]);
    if (typeof answer !== "string") throw new RpcError("malformed", "The node answered a call with no data");
    if (ledger.decodeResult("Participants", "isNonceSpent", answer)[0] !== true) return false;
    // The index reaches further than the block that was asked: had the statement itself spent it, it would be there.
    const { digest } = statement;
    return !(await new RelaySubmissions(store.db).includedAmong([digest])).has(digest);
  }
}

/**
 * On a ledger that makes blocks on demand no block may ever tell; the relay's own clock does, with some patience, unless the
 * nonce is spent: then a block that is not indexed yet may hold the statement.
 */
function isExpired({ validBefore }: RefusedSubmission, error: LedgerError, confirmedTime: bigint): boolean {
  if (confirmedTime > validBefore) return true;
  return error.name !== "NonceSpent" && Date.now() / 1000 > Number(validBefore) + CLOCK_GRACE_SECONDS;
}
