import type { Logger } from "pino";
import { Gauge, type Registry } from "prom-client";
import type { Hex } from "../domain/hex.ts";
import { alertEventsAfter } from "../http/answers/alert-event.ts";
import { eventsAfter } from "../http/answers/event.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Readers } from "../readers/readers.ts";
import { isReadAgain } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import { AlertNewsRepository } from "../store/repositories/alert-news-repository.ts";
import { AlertRepository } from "../store/repositories/alert-repository.ts";
import { ConsignmentRepository } from "../store/repositories/consignment-repository.ts";
import { LotRepository } from "../store/repositories/lot-repository.ts";
import { OrganisationRepository } from "../store/repositories/organisation-repository.ts";
import { OutboxRepository } from "../store/repositories/outbox-repository.ts";
import { StatementRepository } from "../store/repositories/statement-repository.ts";
import { WebhookRepository } from "../store/repositories/webhook-repository.ts";
import { WebhookCaller } from "../webhooks/caller.ts";
import type { TargetPolicy } from "../webhooks/targets.ts";

const dayInMs = 86_400_000;

/** What webhooks are called with. */
export interface WebhookCallerParts {
  ledger: Ledger;
  store: Store;
  readers: Readers;
  sessionKey: Hex;
  config: { webhookTargets: TargetPolicy; webhookDeadAfterDays: number };
  logger: Logger;
  metrics: Registry;
  pollMs?: number;
  retryMs?: number;
}

/** Calls webhooks with what their readers are shown over HTTP too. */
export function createWebhookCaller({
  ledger,
  store: { db },
  readers,
  config,
  metrics,
  ...rest
}: WebhookCallerParts): WebhookCaller {
  const webhooks = new WebhookRepository(db);
  const services = {
    ledger,
    statements: new StatementRepository(db),
    consignments: new ConsignmentRepository(db),
    organisations: new OrganisationRepository(db),
    lots: new LotRepository(db),
    outbox: new OutboxRepository(db),
    alerts: new AlertRepository(db),
    alertNews: new AlertNewsRepository(db),
  };
  new Gauge({
    name: "ytterby_webhooks",
    help: "Webhooks by state; those that fail are among the active ones",
    labelNames: ["state"] as const,
    registers: [metrics],
    async collect() {
      for (const [state, count] of Object.entries(await webhooks.counts())) this.set({ state }, count);
    },
  });
  return new WebhookCaller({
    ...rest,
    webhooks,
    readerOf: (credential) => readers.readerOf(credential),
    recordAccess: (credential, method, path) => readers.recordAccess(credential, method, path),
    isReadAgain: () => isReadAgain(db),
    async eventsAfter(about, reader, after) {
      if (about === "alerts") {
        const told = await alertEventsAfter(services, reader, after);
        return { ...told, events: told.events.map((event) => named("alert", event)) };
      }
      const told = await eventsAfter(services, reader, after, "final");
      return { ...told, events: told.events.map((event) => named("statement", event)) };
    },
    policy: config.webhookTargets,
    deadAfterMs: config.webhookDeadAfterDays * dayInMs,
  });
}

/** An event under the id and the type of its message. */
function named<Event extends { sequence: bigint; type: string }>(of: "statement" | "alert", event: Event) {
  const prefix = of === "statement" ? "event" : "alert";
  return { ...event, id: `${prefix}_${event.sequence}`, type: `${of}.${event.type}` };
}
