import type { Logger } from "pino";
import type { Hex } from "../domain/hex.ts";
import type { ReadScope } from "../domain/read-scopes.ts";
import type { Credential } from "../readers/credential.ts";
import type { Reader } from "../readers/reader.ts";
import type { OutboxRepository, OutboxRow } from "../store/repositories/outbox-repository.ts";
import type { Webhook, WebhookRepository } from "../store/repositories/webhook-repository.ts";
import { call } from "./call.ts";
import { signatureHeaders, webhookSecret } from "./signature.ts";
import type { TargetPolicy } from "./targets.ts";

/** An event as a webhook's reader may see it. */
export interface DispatchedEvent {
  sequence: bigint;
  body: object;
  /** Unix seconds. */
  timestamp: number;
  /** Whether it concerns the reader. */
  concerns: boolean;
  /** Whether an authority is shown more than everybody. */
  asAuthority: boolean;
}

/** What it works with. */
export interface WebhookCallerOptions {
  webhooks: WebhookRepository;
  outbox: OutboxRepository;
  /** The reader that a credential stands for now; undefined once its rights have ended. */
  readerOf(credential: Credential): Promise<Reader | undefined>;
  /** Whether the index is being read again: what it says now of readers and statements is not all there is. */
  isReadAgain(): Promise<boolean>;
  /** What a reader is shown of events. */
  present(reader: Reader, rows: readonly OutboxRow[]): Promise<DispatchedEvent[]>;
  /** Puts on record what an authority is about to be sent. */
  recordAccess(credential: Credential, method: string, path: string): Promise<void>;
  sessionKey: Hex;
  policy: TargetPolicy;
  /** How long a webhook may fail before it is dead. */
  deadAfterMs: number;
  logger: Logger;
  /** Pause between two looks, and before the first repetition; it is doubled with each, up to an hour. */
  pollMs?: number;
  retryMs?: number;
}

const atOnce = 8;
const batchLength = 100;
const leaseMs = 60_000;
const retryMaxMs = 3_600_000;
const usualPollMs = 1_000;
const usualRetryMs = 5_000;
/** The receiver wants no more of it. */
const gone = 410;

/**
 * Calls webhooks for final statements: each in order, at least once. What was told is stored after each call, so a call that
 * was made and not noted is made again, with the same id.
 */
export class WebhookCaller {
  readonly #options: WebhookCallerOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(options: WebhookCallerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.#timer ??= setInterval(() => this.wake(), this.#options.pollMs ?? usualPollMs);
    this.wake();
  }

  /** Ends after the calls that are under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#running;
  }

  /** Looks for what is due, now. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    const { webhooks, logger, isReadAgain } = this.#options;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        if (await isReadAgain()) return;
        const claimed = await webhooks.claim(Date.now(), leaseMs, atOnce);
        await Promise.all(claimed.map((webhook) => this.#serve(webhook)));
        this.#again ||= claimed.length === atOnce;
      } catch (error) {
        logger.warn({ err: error }, "webhooks could not be looked after");
      }
    }
  }

  async #serve(webhook: Webhook): Promise<void> {
    const { webhooks, outbox, readerOf, present, recordAccess, isReadAgain } = this.#options;
    const credential = credentialOf(webhook);
    let { cursor } = webhook;
    while (!this.#stopped) {
      const reader = await readerOf(credential);
      const rows = await outbox.after(cursor, batchLength, "final");
      const events = reader === undefined ? [] : await present(reader, rows);
      // Asked after all that was read: what was read before the index was emptied is right.
      if (await isReadAgain()) return webhooks.release(webhook.id);
      if (reader === undefined) return this.#fail(webhook, "access has ended", true);
      const wanted = events.filter(({ concerns }) => concerns || webhook.about === "all");
      if (wanted.some(({ asAuthority }) => asAuthority))
        await recordAccess(credential, "POST", `webhook ${webhook.id}`);
      for (const event of wanted) {
        if (this.#stopped) return webhooks.release(webhook.id);
        const failure = await this.#send(webhook, event);
        if (failure !== undefined) return this.#fail(webhook, failure.error, failure.isFinal);
        if (!(await webhooks.told(webhook.id, event.sequence, Date.now() + leaseMs))) return;
      }
      cursor = rows.at(-1)?.sequence ?? cursor;
      if (!(await webhooks.told(webhook.id, cursor, rows.length < batchLength ? 0 : Date.now() + leaseMs))) return;
      if (rows.length < batchLength) return;
    }
    await webhooks.release(webhook.id);
  }

  async #send(webhook: Webhook, event: DispatchedEvent): Promise<{ error: string; isFinal: boolean } | undefined> {
    const { sessionKey, policy } = this.#options;
    const timestamp = new Date(event.timestamp * 1_000).toISOString();
    const body = JSON.stringify({ type: "statement.final", timestamp, data: event.body });
    const secret = webhookSecret(sessionKey, webhook.id);
    const headers = signatureHeaders(secret, `event_${event.sequence}`, Math.floor(Date.now() / 1_000), body);
    const outcome = await call(webhook.url, headers, body, policy);
    if ("error" in outcome) return { error: outcome.error, isFinal: false };
    if (outcome.status >= 200 && outcome.status < 300) return undefined;
    return { error: `answered with ${outcome.status}`, isFinal: outcome.status === gone };
  }

  async #fail(webhook: Webhook, error: string, isFinal: boolean): Promise<void> {
    const { webhooks, deadAfterMs, retryMs = usualRetryMs, logger } = this.#options;
    const current = (await webhooks.find(webhook.id)) ?? webhook;
    const now = Date.now();
    const isDead = isFinal || now - Number(current.failing_since ?? now) >= deadAfterMs;
    const pause = Math.min(retryMs * 2 ** Math.min(current.failures, 30), retryMaxMs);
    await webhooks.failed(webhook.id, error, now, isDead ? undefined : now + pause);
    if (isDead) logger.error({ webhook: webhook.id, organisation: webhook.organisation, error }, "a webhook is dead");
  }
}

/** Whoever asked for it; of a machine's token only that it has not been revoked matters. */
function credentialOf({ organisation, key, token }: Webhook): Credential {
  const scopes: ReadScope[] = ["events"];
  return { organisation, key, ...(token !== null && { machine: { id: token, scopes } }) };
}
