import { setTimeout as delay } from "node:timers/promises";
import type { Hex } from "../../../src/domain/hex.ts";
import type { SubmissionStatus } from "../../../src/relay/submission-status.ts";
import { type Statement, statementToWire } from "../../../src/statements/statement.ts";
import { type Submission, statementsOf, submissionId } from "../../../src/statements/submission.ts";
import type { World } from "../../fixtures/world.ts";
import type { Random } from "../../support/random.ts";
import type { RelayTold, Taken } from "../relay-process.ts";
import type { RelaySeat } from "./seats.ts";

/** A submission that was answered with "accepted". */
export interface Promised {
  id: Hex;
  digests: Hex[];
  /** What it was last reported to be. */
  last: SubmissionStatus | undefined;
}

/** What a relay has said is on the ledger. */
export interface ReportedInclusion {
  digests: Hex[];
  blockHash: Hex;
  transactionHash: Hex;
}

const ANSWER_PATIENCE_MS = 3_000;
const POLL_MS = 40;
/** A replica that lags may not know yet what a statement builds on. */
const REFUSALS_MAXIMUM = 40;

/** Hands statements to whichever relay answers, as clients do that keep asking until they know; and keeps the books. */
export class Hands {
  readonly #world: World;
  readonly #relays: readonly RelaySeat[];
  readonly #random: Random;
  /** Every call that was handed in, with the digest of its statement. */
  readonly submitted = new Map<string, Hex>();
  readonly promised = new Map<Hex, Promised>();
  readonly reported: ReportedInclusion[] = [];
  refusals = 0;
  /** Promises that a relay has forgotten: there must be none. */
  readonly forgotten: Hex[] = [];
  #isEntranceClosed = false;
  #closed = false;

  constructor(world: World, relays: readonly RelaySeat[], random: Random) {
    this.#world = world;
    this.#relays = relays;
    this.#random = random;
  }

  /** From now on nothing is handed in: who tries is told so by an error. */
  closeEntrance(): void {
    this.#isEntranceClosed = true;
  }

  /** From now on nothing is asked either. */
  close(): void {
    this.#closed = true;
  }

  /** Hands a submission in until it is known whether it is taken. @returns why it is not, or undefined. */
  async offer(submission: Submission): Promise<Extract<Taken, { outcome: "refused" }> | undefined> {
    const statements = statementsOf(submission);
    const digests = statements.map((statement) => this.#world.sign.digest(statement));
    for (const [index, statement] of statements.entries()) {
      this.submitted.set(this.#world.ledger.encodeStatementCall(statement).data, digests[index] as Hex);
    }
    const id = submissionId(submission, digests);
    for (;;) {
      if (this.#isEntranceClosed) throw new Error("the run is over");
      const answer = (await this.#ask({ ask: "accept", submission: toWire(submission) })) as Taken | undefined;
      if (answer?.outcome === "accepted") {
        if (!this.promised.has(id)) this.promised.set(id, { id, digests, last: undefined });
        return undefined;
      }
      if (answer !== undefined && answer.code !== "ledger-unavailable" && answer.code !== "queue-full") {
        this.refusals++;
        return answer;
      }
      await delay(POLL_MS);
    }
  }

  /** Hands submissions in, one after the other, and waits for each until it is included. @throws Error if one is not. */
  async include(...submissions: Submission[]): Promise<void> {
    for (const submission of submissions) {
      for (let refusals = 0; ; refusals++) {
        const refusal = await this.offer(submission);
        if (refusal === undefined) break;
        if (refusals === REFUSALS_MAXIMUM) throw new Error(`refused: ${refusal.why}`);
        await delay(POLL_MS * 2);
      }
      const id = this.idOf(submission);
      const { state } = await this.settled(id);
      if (state !== "included") throw new Error(`${id} is ${state}`);
    }
  }

  idOf(submission: Submission): Hex {
    const digests = statementsOf(submission).map((statement) => this.#world.sign.digest(statement));
    return submissionId(submission, digests);
  }

  /** Waits until a promise is kept, or is reported as failed. */
  async settled(id: Hex): Promise<SubmissionStatus> {
    for (;;) {
      const status = await this.look(id);
      if (status?.state === "included" || status?.state === "failed") return status;
      await delay(POLL_MS);
    }
  }

  /** Asks a relay once what became of a promise. */
  async look(id: Hex): Promise<SubmissionStatus | undefined> {
    const status = (await this.#ask({ ask: "status", id })) as SubmissionStatus | null | undefined;
    const promise = this.promised.get(id);
    if (status === null) this.forgotten.push(id);
    if (status == null || promise === undefined) return undefined;
    promise.last = status;
    if (status.state === "included") {
      const { blockHash, transactionHash } = status;
      this.reported.push({ digests: status.digests, blockHash, transactionHash });
    }
    return status;
  }

  /** Whether the relay that sends has nothing left to do: a promise is kept in the index before the relay has looked there. */
  async isIdle(): Promise<boolean> {
    const running = this.#relays.flatMap((seat) => seat.running ?? []);
    const told = await Promise.all(running.map((relay) => relay.ask({ ask: "relay" }).catch(() => undefined)));
    const sending = (told as (RelayTold | undefined)[]).filter((relay) => relay?.state === "running");
    return sending.length > 0 && sending.every((relay) => relay?.queued === 0 && relay.inFlight === 0);
  }

  /** @returns undefined if there was no answer. */
  async #ask(question: { ask: "accept"; submission: unknown } | { ask: "status"; id: string }): Promise<unknown> {
    if (this.#closed) throw new Error("the run is over");
    const running = this.#relays.flatMap((seat) => seat.running ?? []);
    if (running.length === 0) return delay(POLL_MS, undefined);
    const late = new AbortController();
    try {
      return await Promise.race([
        this.#random.pick(running).ask(question),
        delay(ANSWER_PATIENCE_MS, undefined, { signal: late.signal }),
      ]);
    } catch {
      return undefined;
    } finally {
      late.abort();
    }
  }
}

function toWire(submission: Submission): unknown {
  return "bundle" in submission
    ? { bundle: submission.bundle.map((statement) => statementToWire(statement)) }
    : statementToWire(submission as Statement);
}
