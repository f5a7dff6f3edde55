import { z } from "zod";
import { visibleObject } from "../visibility.ts";
import { count } from "./scalars.ts";

const milliseconds = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `${description} (Unix milliseconds)` });

const url = z
  .url({ protocol: /^https?$/, abort: true })
  .max(500)
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === "" && password === "" && hash === "";
  }, "expected an address without user, password and fragment")
  .meta({ description: "Where events are posted to" });
const about = z.enum(["own", "all", "alerts"]).meta({
  description:
    "own: statements that concern the organisation. all: every statement, the rest as everybody sees it. alerts: alerts that are open " +
    "to it as an authority, and what is done about them",
});

/** What a webhook is asked for with. */
export const webhookRequest = z.strictObject({ url, about: about.default("own") }).meta({ id: "WebhookRequest" });

const described = {
  id: z.string(),
  url,
  about,
  state: z.enum(["active", "dead"]).meta({
    description: "dead: it has failed for too long, or its reader has lost access; nothing is sent until it is resumed",
  }),
  cursor: z.string().meta({ description: "Id of the newest event that is done with" }),
  createdAt: milliseconds("When it was added"),
  failures: count("Failures in a row"),
  failingSince: milliseconds("Since when").nullable(),
  nextAt: milliseconds("When it is tried again at the earliest; 0 for at once"),
  lastError: z.string().nullable().meta({ description: "Why it could not be told" }),
};

/** A webhook as lists answer with it. */
export const webhook = visibleObject({ public: described }).meta({ id: "Webhook" });

/** A webhook with its secret, which is never told again. */
export const newWebhook = visibleObject({
  public: {
    ...described,
    secret: z.string().meta({
      description:
        "whsec_ and base64: the key of the HMAC-SHA-256 in webhook-signature (Standard Webhooks); told only once",
    }),
  },
}).meta({ id: "NewWebhook" });

/** Every webhook of an organisation. */
export const webhooks = visibleObject({ public: { items: z.array(webhook) } }).meta({ id: "Webhooks" });
