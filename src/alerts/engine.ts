import { setImmediate as turn } from "node:timers/promises";
import type { Logger } from "pino";
import { Rounds } from "../indexer/rounds.ts";
import { isReadAgain } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import { AlertRepository, type NewAlert } from "../store/repositories/alert-repository.ts";
import { alertId, type Finding } from "./alert.ts";
import { allRules, allSurveys } from "./all-rules.ts";
import type { AlertEvent, Facts } from "./events.ts";
import { type FinalEvents, KnownFacts, readFinalEvents } from "./final-events.ts";
import { Memory } from "./memory.ts";
import type { Rule } from "./rule.ts";
import { type RuleFault, ruleFault } from "./rule-fault.ts";

/** What an engine works with. */
export interface AlertEngineOptions {
  store: Store;
  logger: Logger;
  rules?: readonly Rule[];
  surveys?: typeof allSurveys;
  /** Pause after which it looks again by itself. */
  pollMs?: number;
  /** Pause between two looks at what is kept beside the ledger. */
  surveyMs?: number;
  /** Told after alerts were stored. */
  onAlerts?: () => void;
}

/** What an engine finds wrong with itself. */
export interface AlertEngineStatus {
  /** Rules that failed on an event: the rest was judged, and they missed that event. */
  ruleFaults: RuleFault[];
  /** Why nothing can be judged at the moment; null where it can. */
  trouble: string | null;
}

/** Events behind a block, on their way. */
interface NextEvents {
  after: bigint;
  events: Promise<FinalEvents | undefined>;
}

/** Under this name, which no rule has, the memory keeps which rules failed, by rule. */
const faultsOfRules = "rules that failed";

/** Events that are judged before everybody else in this process has a turn. */
const EVENTS_PER_TURN = 100;
const usualPollMs = 1_000;
const usualSurveyMs = 10_000;

/**
 * Lets the rules judge what is final, in the order of the ledger, each block once. Only final blocks are judged: what a fork might take back
 * raises no alert. What the rules found and what they keep is stored together, so a kill loses nothing and repeats nothing.
 */
export class AlertEngine {
  readonly #options: AlertEngineOptions;
  readonly #alerts: AlertRepository;
  #memory: Memory | undefined;
  #known = new KnownFacts();
  /** What comes next, which is read while the events before it are judged. */
  #next: NextEvents | undefined;
  /** Where the rules stand who keep that. */
  #judgedTo: bigint | undefined;
  readonly #rounds: Rounds;
  #surveyedAt = Number.NEGATIVE_INFINITY;
  #ruleFaults: RuleFault[] = [];
  #trouble: string | null = null;

  constructor(options: AlertEngineOptions) {
    this.#options = options;
    this.#alerts = new AlertRepository(options.store.db);
    this.#rounds = new Rounds(() => this.#look(), options.pollMs ?? usualPollMs);
  }

  start(): void {
    this.#rounds.start();
  }

  /** Ends after the blocks that are being judged. */
  async stop(): Promise<void> {
    await this.#rounds.stop();
    await this.#next?.events.catch(() => undefined);
  }

  /** Looks for new final blocks, now. */
  wake(): void {
    this.#rounds.wake();
  }

  status(): AlertEngineStatus {
    return { ruleFaults: this.#ruleFaults, trouble: this.#trouble };
  }

  /** Judges everything that is final now. @returns how many events that were. */
  async catchUp(): Promise<number> {
    let judged = 0;
    for (let part = await this.#part(); part !== undefined; part = await this.#part()) judged += part;
    await this.#survey();
    return judged;
  }

  async #look(): Promise<void> {
    try {
      for (let part = await this.#part(); part !== undefined && !this.#rounds.stopped; part = await this.#part());
      const { surveyMs = usualSurveyMs } = this.#options;
      if (performance.now() - this.#surveyedAt >= surveyMs && !this.#rounds.stopped) await this.#survey();
      this.#trouble = null;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      // What the rules keep may be half changed: it is read anew, and the same blocks are judged again.
      this.#memory = undefined;
      this.#options.logger.error({ err: error }, "alerts could not be looked for");
    }
  }

  /** Judges some blocks. @returns how many events they had; undefined if there are none. */
  async #part(): Promise<number | undefined> {
    const { onAlerts } = this.#options;
    const from = await this.#alerts.judgedTo();
    // Another service has judged, or all of it is judged again: what the rules keep now is in the store.
    if (from !== this.#judgedTo) {
      this.#memory = undefined;
      this.#known = new KnownFacts();
    }
    this.#memory ??= await this.#readMemory();
    this.#judgedTo = from;
    const next = this.#next?.after === from ? this.#next : this.#read(from);
    this.#next = undefined;
    const final = await next.events;
    if (final === undefined) return undefined;
    this.#next = this.#read(final.to);
    const alerts: NewAlert[] = [];
    for (const [index, event] of final.events.entries()) {
      this.#judge(event, final.facts, this.#memory, alerts);
      if (index % EVENTS_PER_TURN === EVENTS_PER_TURN - 1) await turn();
    }
    const isStored = await this.#alerts.store(from, final.to, alerts, this.#memory.takeChanges());
    this.#judgedTo = isStored ? final.to : undefined;
    if (isStored && alerts.length > 0) onAlerts?.();
    this.#ruleFaults = isStored ? this.#faultsIn(this.#memory) : this.#ruleFaults;
    return final.events.length;
  }

  #read(after: bigint): NextEvents {
    const events = readFinalEvents(this.#options.store.db, after, this.#known);
    // Whoever waits for it is told why it failed.
    events.catch(() => undefined);
    return { after, events };
  }

  /** Looks at what is kept beside the ledger, once everything that is final has been judged. */
  async #survey(): Promise<void> {
    const { db } = this.#options.store;
    const to = this.#judgedTo;
    // An index that is being read again lacks lots and consignments that records speak of.
    if (this.#memory === undefined || to === undefined || to < 0n || (await isReadAgain(db))) return;
    const alerts: NewAlert[] = [];
    for (const survey of this.#surveys) {
      for (const { finding, at, blockNumber } of await survey.look(db, this.#memory.of(survey.name), to))
        alerts.push(rowOf(survey.name, finding, BigInt(at), blockNumber));
    }
    const isStored = await this.#alerts.store(to, to, alerts, this.#memory.takeChanges());
    if (!isStored) this.#judgedTo = undefined;
    if (isStored && alerts.length > 0) this.#options.onAlerts?.();
    this.#surveyedAt = performance.now();
  }

  async #readMemory(): Promise<Memory> {
    const memory = new Memory(await this.#alerts.memory());
    this.#ruleFaults = this.#faultsIn(memory);
    return memory;
  }

  #faultsIn(memory: Memory): RuleFault[] {
    const kept = memory.of(faultsOfRules);
    return this.#rules.flatMap(({ name }) => kept.get<RuleFault>(name) ?? []);
  }

  get #surveys(): typeof allSurveys {
    return this.#options.surveys ?? allSurveys;
  }

  get #rules(): readonly Rule[] {
    return this.#options.rules ?? allRules;
  }

  #judge(event: AlertEvent, facts: Facts, memory: Memory, alerts: NewAlert[]): void {
    for (const rule of this.#rules) {
      for (const finding of this.#findings(rule, event, facts, memory)) {
        alerts.push(rowOf(rule.name, finding, BigInt(event.timestamp), event.blockNumber));
      }
    }
  }

  /** One rule that cannot deal with an event must not keep the others from it, nor from all that comes after. */
  #findings(rule: Rule, event: AlertEvent, facts: Facts, memory: Memory): readonly Finding[] {
    try {
      return memory.attempt(rule.name, (part) => rule.judge(event, facts, part));
    } catch (error) {
      const fault = ruleFault(rule, event, error);
      this.#options.logger.error({ err: error, ...fault }, "an alert rule failed");
      const kept = memory.of(faultsOfRules);
      // The first event is the one to look at: what comes after may only follow from it.
      if (kept.get(rule.name) === undefined) kept.set(rule.name, fault);
      return [];
    }
  }
}

function rowOf(rule: string, finding: Finding, raisedAt: bigint, blockNumber: bigint): NewAlert {
  return {
    id: alertId(rule, finding.cause),
    rule,
    subject_type: finding.subject.type,
    subject: finding.subject.id,
    statements: [...finding.statements],
    organisations: [...new Set(finding.organisations)],
    countries: [...new Set(finding.countries)],
    evidence: finding.evidence,
    raised_at: raisedAt,
    block_number: blockNumber,
  };
}
