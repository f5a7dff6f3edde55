import type { Logger } from "pino";
import type { Hex } from "../domain/hex.ts";
import type { ReadScope } from "../domain/read-scopes.ts";
import { Rounds } from "../indexer/rounds.ts";
import type { Credential } from "../readers/credential.ts";
import type { Reader } from "../readers/reader.ts";
import type { Webhook, WebhookRepository } from "../store/repositories/webhook-repository.ts";
import { call } from "./call.ts";
import { signatureHeaders, webhookSecret } from "./signature.ts";
import type { TargetPolicy } from "./targets.ts";

/** An event as a webhook's reader may see it. */
export interface DispatchedEvent {
  sequence: bigint;
  /** The message's id: the same whenever it is sent. */
  id: string;
  /** What the message is about, such as `statement.final`. */
  type: string;
  body: object;
  /** Unix seconds. */
  timestamp: number;
  /** Whether it concerns the reader. */
  concerns: boolean;
  /** Whether an authority is shown more than everybody. */
  asAuthority: boolean;
}

/** Events behind a position. */
export interface DispatchedEvents {
  events: DispatchedEvent[];
  /** Where they end. */
  to: bigint;
  /** Whether more follow at once. */
  more: boolean;
}

/** What it works with. */
export interface WebhookCallerOptions {
  webhooks: WebhookRepository;
  /** The reader that a credential stands for now; undefined once its rights have ended. */
  readerOf(credential: Credential): Promise<Reader | undefined>;
  /** Whether the index is being read again: what it says now of readers and statements is not all there is. */
  isReadAgain(): Promise<boolean>;
  /** What a reader is told of what a webhook is about, behind a position. */
  eventsAfter(about: Webhook["about"], reader: Reader, after: bigint): Promise<DispatchedEvents>;
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
const leaseMs = 60_000;
const retryMaxMs = 3_600_000;
const usualPollMs = 1_000;
const usualRetryMs = 5_000;
/** The receiver wants no more of it. */
const gone = 410;

/**
 * Calls webhooks for final statements or for alerts: each in order, at least once. What was told is stored after each call, so a call that
 * was made and not noted is made again, with the same id.
 */
export class WebhookCaller {
  readonly #options: WebhookCallerOptions;
  readonly #rounds: Rounds;

  constructor(options: WebhookCallerOptions) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.#look(), options.pollMs ?? usualPollMs);
  }

  start(): void {
    this.#rounds.start();
  }

  /** Ends after the calls that are under way. */
  stop(): Promise<void> {
    return this.#rounds.stop();
  }

  /** Looks for what is due, now. */
  wake(): void {
    this.#rounds.wake();
  }

  async #look(): Promise<void> {
    const { webhooks, logger, isReadAgain } = this.#options;
    try {
      if (await isReadAgain()) return;
      const claimed = await webhooks.claim(Date.now(), leaseMs, atOnce);
      await Promise.all(claimed.map((webhook) => this.#serve(webhook)));
      if (claimed.length === atOnce) this.wake();
    } catch (error) {
      logger.warn({ err: error }, "webhooks could not be looked after");
    }
  }

  async #serve(webhook: Webhook): Promise<void> {
    const { webhooks, readerOf, eventsAfter, recordAccess, isReadAgain } = this.#options;
    const credential = credentialOf(webhook);
    let { cursor } = webhook;
    while (!this.#rounds.stopped) {
      const reader = await readerOf(credential);
      const told = reader && (await eventsAfter(webhook.about, reader, cursor));
      // Asked after all that was read: what was read before the index was emptied is right.
      if (await isReadAgain()) return webhooks.release(webhook.id);
      if (told === undefined) return this.#fail(webhook, "access has ended", true);
      const wanted = told.events.filter(({ concerns }) => concerns || webhook.about === "all");
      if (wanted.some(({ asAuthority }) => asAuthority))
        await recordAccess(credential, "POST", `webhook ${webhook.id}`);
      for (const event of wanted) {
        if (this.#rounds.stopped) return webhooks.release(webhook.id);
        const failure = await this.#send(webhook, event);
        if (failure !== undefined) return this.#fail(webhook, failure.error, failure.isFinal);
        if (!(await webhooks.told(webhook.id, event.sequence, Date.now() + leaseMs))) return;
      }
      cursor = told.to;
      if (!(await webhooks.told(webhook.id, cursor, told.more ? Date.now() + leaseMs : 0))) return;
      if (!told.more) return;
    }
    await webhooks.release(webhook.id);
  }

  async #send(webhook: Webhook, event: DispatchedEvent): Promise<{ error: string; isFinal: boolean } | undefined> {
    const { sessionKey, policy } = this.#options;
    const timestamp = new Date(event.timestamp * 1_000).toISOString();
    const body = JSON.stringify({ type: event.type, timestamp, data: event.body });
    const secret = webhookSecret(sessionKey, webhook.id);
    const headers = signatureHeaders(secret, event.id, Math.floor(Date.now() / 1_000), body);
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
