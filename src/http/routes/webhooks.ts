import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { z } from "zod";
import {
  newWebhook,
  webhookRequest,
  webhook as webhookSchema,
  webhooks as webhooksSchema,
} from "../../api/schemas/webhook.ts";
import type { Credential } from "../../readers/credential.ts";
import type { Reader } from "../../readers/reader.ts";
import type { Webhook } from "../../store/repositories/webhook-repository.ts";
import { mayCall } from "../../webhooks/targets.ts";
import { webhookToWire } from "../answers/webhook.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import { authority } from "./alerts.ts";

const perOrganisation = 20;
const problems = ["sign-in-required"] as const;
const params = z.strictObject({ id: z.uuid().meta({ description: "Id of the webhook" }) });

/** Has an address called for every final statement. */
export const addWebhook = defineRoute({
  name: "addWebhook",
  method: "post",
  path: "/v1/webhooks",
  tag: "Events",
  summary: "Have an address called for every statement that no fork can take back any more, or for alerts",
  description:
    "Calls are POST requests with a LedgerEvent or an AlertEvent, signed as Standard Webhooks has it (webhook-id, webhook-timestamp, " +
    "webhook-signature), in the order of events, each at least once: what is not answered with 2xx within ten seconds is sent " +
    "again, with the same webhook-id. They begin with what becomes final from now on, and end with the key that was signed in with.",
  body: webhookRequest,
  success: { status: 201, description: "The webhook, with its secret, told only once", schema: newWebhook },
  problems: [...problems, "not-concerned", "webhook-limit", "webhook-target-refused"],
  async handle({ webhooks, outbox, alertNews, options }, { reader, body: { url, about } }) {
    const { organisation, key, machine } = credentialOf(reader);
    if (about === "alerts") requireAlerts(reader);
    requireAllowed(url, options.webhookTargets);
    const row = await webhooks.add(
      {
        id: randomUUID(),
        organisation,
        key,
        token: machine?.id ?? null,
        url,
        about,
        cursor: await (about === "alerts" ? alertNews : outbox).newest(),
        created_at: BigInt(Date.now()),
        failing_since: null,
        last_error: null,
      },
      perOrganisation,
    );
    if (row === undefined) {
      throw new Problem("webhook-limit", `An organisation has at most ${perOrganisation} webhooks.`, {
        extensions: { limit: perOrganisation },
      });
    }
    return { body: { ...webhookToWire(row), secret: options.webhookSecret(row.id) } };
  },
});

/** Lists an organisation's webhooks. */
export const listWebhooks = defineRoute({
  name: "listWebhooks",
  method: "get",
  path: "/v1/webhooks",
  tag: "Events",
  summary: "Webhooks of the organisation, and how they fare",
  success: { status: 200, description: "Its webhooks, the newest first", schema: webhooksSchema },
  problems,
  async handle({ webhooks }, { reader }) {
    const rows = await webhooks.of(credentialOf(reader).organisation);
    return { body: { items: rows.map(webhookToWire) } };
  },
});

/** Ends a webhook. */
export const removeWebhook = defineRoute({
  name: "removeWebhook",
  method: "delete",
  path: "/v1/webhooks/{id}",
  tag: "Events",
  summary: "Remove a webhook",
  params,
  success: { status: 200, description: "The webhook as it was", schema: webhookSchema },
  problems: [...problems, "webhook-not-found"],
  async handle({ webhooks }, { reader, params: { id } }) {
    return { body: webhookToWire(found(await webhooks.remove(credentialOf(reader).organisation, id), id)) };
  },
});

/** Has a webhook called again. */
export const resumeWebhook = defineRoute({
  name: "resumeWebhook",
  method: "post",
  path: "/v1/webhooks/{id}/resume",
  tag: "Events",
  summary: "Have a webhook that is dead, or waits after failures, called again at once from where it stopped",
  params,
  success: { status: 200, description: "The webhook", schema: webhookSchema },
  problems: [...problems, "webhook-not-found"],
  async handle({ webhooks }, { reader, params: { id } }) {
    return { body: webhookToWire(found(await webhooks.resume(credentialOf(reader).organisation, id), id)) };
  },
});

function credentialOf({ credential }: Reader): Credential {
  if (credential !== undefined) return credential;
  throw new Problem("sign-in-required", "Sign in to deal with webhooks.", {
    headers: { "www-authenticate": "Bearer" },
  });
}

/** @throws Problem unless the reader may be told of alerts. */
function requireAlerts(reader: Reader): void {
  const { machine } = authority(reader).credential;
  if (machine === undefined || machine.scopes.includes("alerts")) return;
  throw new Problem("scope-missing", 'The token has no scope "alerts".', { extensions: { scope: "alerts" } });
}

function found(row: Webhook | undefined, id: string): Webhook {
  if (row !== undefined) return row;
  throw new Problem("webhook-not-found", `The organisation has no webhook ${id}.`);
}

// What a name resolves to is judged at each call; what can never be called is refused at once.
function requireAllowed(target: string, policy: Parameters<typeof mayCall>[0]): void {
  const { protocol, hostname } = new URL(target);
  const host = hostname.replace(/^\[|\]$/g, "");
  const address = host === "localhost" ? "127.0.0.1" : host;
  const isAllowed =
    isIP(address) === 0 ? protocol === "https:" || policy === "any" : mayCall(policy, protocol, address);
  if (isAllowed) return;
  throw new Problem(
    "webhook-target-refused",
    "This service calls https addresses on the internet, or what it is configured to.",
    {
      extensions: { policy },
    },
  );
}
