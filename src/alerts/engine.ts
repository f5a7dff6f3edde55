import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "pino";
import type { Store } from "../store/open-store.ts";
import { AlertRepository, type NewAlert } from "../store/repositories/alert-repository.ts";
import { alertId } from "./alert.ts";
import { allRules } from "./all-rules.ts";
import type { AlertEvent, Facts } from "./events.ts";
import { readFinalEvents } from "./final-events.ts";
import { Memory } from "./memory.ts";
import type { Rule } from "./rule.ts";

/** What an engine works with. */
export interface AlertEngineOptions {
  store: Store;
  logger: Logger;
  rules?: readonly Rule[];
  /** Pause after which it looks again by itself. */
  pollMs?: number;
  /** Told after alerts were stored. */
  onAlerts?: (count: number) => void;
}

/** Events that are judged before everybody else in this process has a turn. */
const EVENTS_PER_TURN = 100;
const usualPollMs = 1_000;

/**
 * Lets the rules judge what is final, in the order of the ledger, each block once. Only final blocks are judged: what a fork might take back
 * raises no alarm. What the rules found and what they keep is stored together, so a kill loses nothing and repeats nothing.
 */
export class AlertEngine {
  readonly #options: AlertEngineOptions;
  readonly #alerts: AlertRepository;
  #memory: Memory | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(options: AlertEngineOptions) {
    this.#options = options;
    this.#alerts = new AlertRepository(options.store.db);
  }

  start(): void {
    this.#stopped = false;
    this.#timer ??= setInterval(() => this.wake(), this.#options.pollMs ?? usualPollMs);
    this.wake();
  }

  /** Ends after the blocks that are being judged. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** Looks for new final blocks, now. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Judges everything that is final now. @returns how many events that were. */
  async catchUp(): Promise<number> {
    let judged = 0;
    for (let part = await this.#part(); part !== undefined; part = await this.#part()) judged += part;
    return judged;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        for (let part = await this.#part(); part !== undefined && !this.#stopped; part = await this.#part());
      } catch (error) {
        // What the rules keep may be half changed: it is read anew, and the same blocks are judged again.
        this.#memory = undefined;
        this.#options.logger.error({ err: error }, "alerts could not be looked for");
      }
    }
  }

  /** Judges some blocks. @returns how many events they had; undefined if there are none. */
  async #part(): Promise<number | undefined> {
    const { store, onAlerts } = this.#options;
    const from = await this.#alerts.judgedTo();
    const final = await readFinalEvents(store.db, from);
    if (final === undefined) return undefined;
    this.#memory ??= new Memory(await this.#alerts.memory());
    const alerts: NewAlert[] = [];
    for (const [index, event] of final.events.entries()) {
      alerts.push(...this.#judge(event, final.facts, this.#memory));
      if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await turn();
    }
    const isStored = await this.#alerts.store(from, final.to, alerts, this.#memory.takeChanges());
    // Another service on the same database was faster: its memory is the right one.
    if (!isStored) this.#memory = undefined;
    else if (alerts.length > 0) onAlerts?.(alerts.length);
    return final.events.length;
  }

  #judge(event: AlertEvent, facts: Facts, memory: Memory): NewAlert[] {
    const { rules = allRules } = this.#options;
    return rules.flatMap((rule) =>
      rule.judge(event, facts, memory.of(rule.name)).map((finding) => ({
        id: alertId(rule.name, finding.cause),
        rule: rule.name,
        subject_type: finding.subject.type,
        subject: finding.subject.id,
        statements: [...finding.statements],
        organisations: [...new Set(finding.organisations)],
        countries: [...new Set(finding.countries)],
        evidence: finding.evidence,
        raised_at: BigInt(event.timestamp),
        block_number: event.blockNumber,
      })),
    );
  }
}
