import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { type Submission, statementsOf } from "../statements/submission.ts";
import type { Store } from "../store/open-store.ts";
import { type KnownStatements, type NewSubmission, RelaySubmissions } from "../store/repositories/relay-submissions.ts";
import type { Accepted, Refusal, Refused } from "./answer.ts";
import type { Backlog } from "./backlog.ts";
import { gasReserve, transactionGas } from "./gas.ts";
import { takenLotNumbers } from "./lot-numbers.ts";
import { MicroBatches } from "./micro-batches.ts";
import { type PreparedSubmission, prepareSubmission } from "./prepared-submission.ts";
import type { BatchLimits, RelayTuning } from "./relay-options.ts";
import { Screen } from "./screen.ts";
import { SignatureCheck } from "./signature-check.ts";
import type { Simulate } from "./simulate.ts";
import { simulateWithRoom, type Trial } from "./simulate-with-room.ts";
import type { RelayHooks } from "./steps.ts";
import { groupSize } from "./submit-call.ts";

type Answer = Accepted | Refused;

const BATCH_MAXIMUM = 250;
const BATCHES_AT_ONCE = 2;
const RETRY_AFTER_SECONDS = 5;
/** What PostgreSQL says where another relay takes the same statements (in another order: each waits for the other). */
const conflicts: unknown[] = ["23505", "40P01"];
const CONFLICTS_MAXIMUM = 3;

/** Where the acceptor works. */
export interface AcceptorContext {
  ledger: Ledger;
  store: Store;
  simulate: Simulate;
  backlog: Backlog;
  batch: BatchLimits;
  tuning: RelayTuning;
  hooks: RelayHooks;
}

/** Takes submissions: parsed → signature checked → simulated → remembered → answered. */
export class Acceptor {
  readonly #context: AcceptorContext;
  readonly #signatures: SignatureCheck;
  readonly #batches: MicroBatches<PreparedSubmission, Answer>;

  constructor(context: AcceptorContext) {
    this.#context = context;
    this.#signatures = new SignatureCheck(context.ledger.rpc);
    this.#batches = new MicroBatches(BATCH_MAXIMUM, BATCHES_AT_ONCE, (batch) => this.#decide(batch));
  }

  async accept(submission: Submission): Promise<Answer> {
    const limit = this.#context.tuning.maxBundleStatements;
    const { length } = statementsOf(submission);
    if (length === 0 || length > limit) return refused({ code: "bundle-invalid", statements: length, limit });
    const prepared = prepareSubmission(this.#context.ledger, submission);
    if (new Set(prepared.statements.map(({ digest }) => digest)).size < length) {
      return refused({ code: "bundle-invalid", statements: length, limit });
    }
    try {
      const error = await this.#signatures.check(prepared);
      if (error !== undefined) return refused({ code: "ledger-would-refuse", error });
    } catch (error) {
      return unavailable(error);
    }
    return this.#batches.add(prepared);
  }

  /** Answers a batch. Those that stand in each other's way are judged one after the other, in order of arrival. */
  async #decide(batch: PreparedSubmission[]): Promise<Answer[]> {
    const answers = new Map<PreparedSubmission, Answer>();
    let conflicts = 0;
    for (let rest = batch; rest.length > 0; ) {
      const { later, conflict } = await this.#round(rest, answers);
      if (conflict && ++conflicts > CONFLICTS_MAXIMUM) throw new Error("Other relays keep taking the same statements");
      rest = later;
    }
    return batch.map((prepared) => answers.get(prepared) as Answer);
  }

  /** @returns those that have to be judged once more, and whether another relay is the cause. */
  async #round(
    batch: PreparedSubmission[],
    answers: Map<PreparedSubmission, Answer>,
  ): Promise<{ later: PreparedSubmission[]; conflict: boolean }> {
    const known = await this.#known(batch);
    const screen = new Screen(known.included, known.open);
    const taken = await takenLotNumbers(this.#context.store, batch);
    const fresh: PreparedSubmission[] = [];
    const deferred: PreparedSubmission[] = [];
    for (const prepared of batch) {
      const screened = screen.judge(prepared);
      if (screened.kind === "known") answers.set(prepared, accepted(prepared, true));
      else if (screened.kind === "refused") answers.set(prepared, refused(screened.refusal));
      else if (screened.kind === "deferred") deferred.push(prepared);
      else {
        const refusal = taken.get(prepared) ?? this.#bounds(prepared, fresh.length);
        if (refusal === undefined) fresh.push(prepared);
        else answers.set(prepared, refused(refusal));
      }
    }
    const trials = await this.#tryOut(fresh);
    if (!Array.isArray(trials)) {
      for (const prepared of fresh) answers.set(prepared, trials);
      return { later: deferred, conflict: false };
    }
    const passed: { prepared: PreparedSubmission; trial: Exclude<Trial, { error: unknown }> }[] = [];
    for (const [index, prepared] of fresh.entries()) {
      const trial = trials[index] as Trial;
      if ("error" in trial) answers.set(prepared, refused({ code: "ledger-would-refuse", error: trial.error }));
      else passed.push({ prepared, trial });
    }
    const rows = passed.map(({ prepared, trial }) => toRow(prepared, trial));
    if (!(await this.#remember(rows, known.failed))) {
      // Another relay on the same database has taken one of them meanwhile: they are screened again.
      return { later: [...passed.map(({ prepared }) => prepared), ...deferred], conflict: true };
    }
    for (const { prepared } of passed) answers.set(prepared, accepted(prepared, false));
    return { later: deferred, conflict: false };
  }

  #known(batch: PreparedSubmission[]): Promise<KnownStatements> {
    const ids = batch.map(({ id }) => id);
    const statements = batch.flatMap((prepared) => prepared.statements);
    return new RelaySubmissions(this.#context.store.db).known(ids, statements);
  }

  #bounds(prepared: PreparedSubmission, before: number): Refusal | undefined {
    const { backlog, tuning, batch } = this.#context;
    if (backlog.queued + before >= tuning.maxQueued)
      return { code: "queue-full", retryAfterSeconds: RETRY_AFTER_SECONDS };
    const calls = prepared.statements.map(({ call }) => call);
    const bytes = groupSize(calls);
    if (bytes > tuning.maxBytes) return { code: "too-many-bytes", bytes, limit: tuning.maxBytes };
    const reserve = gasReserve(calls);
    const gas = transactionGas([{ gas: 0, reserve }]);
    return gas > batch.maxGas ? { code: "too-much-gas", gas, limit: batch.maxGas } : undefined;
  }

  async #tryOut(submissions: PreparedSubmission[]): Promise<Trial[] | Refused> {
    if (submissions.length === 0) return [];
    const groups = submissions.map(({ statements }) => statements.map(({ call }) => call));
    try {
      return await simulateWithRoom(this.#context.simulate, groups, this.#context.batch.maxGas);
    } catch (error) {
      return unavailable(error);
    }
  }

  /** @returns false if one of them is under way already. */
  async #remember(rows: NewSubmission[], failed: readonly string[]): Promise<boolean> {
    if (rows.length === 0) return true;
    const { store, backlog, hooks } = this.#context;
    try {
      const again = rows.map(({ id }) => id).filter((id) => failed.includes(id));
      await new RelaySubmissions(store.db).insert(rows, again, Date.now());
    } catch (error) {
      if (!conflicts.includes((error as { code?: unknown }).code)) throw error;
      return false;
    }
    await hooks.after?.("accepted");
    backlog.add(rows.length);
    return true;
  }
}

function toRow(prepared: PreparedSubmission, trial: Exclude<Trial, { error: unknown }>): NewSubmission {
  return {
    id: prepared.id,
    gas: trial.gas,
    gasReserve: trial.gasReserve,
    bytes: groupSize(trial.calls),
    validBefore: prepared.validBefore,
    statements: prepared.statements.map(({ statement, digest, organisation, nonce }, position) => {
      const call = trial.calls[position];
      if (call === undefined) throw new Error(`the trial of ${digest} has no call`);
      return { digest, kind: statement.kind, organisation, nonce, ...call };
    }),
  };
}

function accepted({ id, statements }: PreparedSubmission, known: boolean): Accepted {
  return { outcome: "accepted", id, digests: statements.map(({ digest }) => digest), known };
}

function refused(refusal: Refusal): Refused {
  return { outcome: "refused", ...refusal };
}

function unavailable(error: unknown): Refused {
  if (error instanceof RpcError) return refused({ code: "ledger-unavailable", retryAfterSeconds: RETRY_AFTER_SECONDS });
  throw error;
}
