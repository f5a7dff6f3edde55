import { z } from "zod";
import { alertActs, alertStates, severities } from "../../domain/alert.ts";
import { visibleObject } from "../visibility.ts";
import { localisedText } from "./localised-text.ts";
import { pageOf } from "./page.ts";
import { address, count, country, hash, seconds } from "./scalars.ts";

const reasonLength = 500;
const reason = z.string().trim().min(1).max(reasonLength);

/** What an authority does about an alert. */
export const alertActRequest = z
  .discriminatedUnion("act", [
    z
      .strictObject({ act: z.enum(["acknowledge", "investigate"]), reason: reason.optional() })
      .meta({ id: "AlertTaken" }),
    z
      .strictObject({ act: z.literal("close"), reason: reason.meta({ description: "Why nothing is left to do" }) })
      .meta({ id: "AlertClosed" }),
    z
      .strictObject({
        act: z.literal("forward"),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, "expected a country of ISO 3166-1 alpha-2, such as DE")
          .meta({ description: "Country whose authorities it is opened to" }),
        reason: reason.optional(),
      })
      .meta({ id: "AlertForwarded" }),
  ])
  .meta({ id: "AlertActRequest" });

const act = visibleObject({
  public: {
    act: z.enum(alertActs),
    at: z.int().min(0).meta({ description: "When (Unix milliseconds)" }),
    organisation: address("Authority that did it"),
    reason: z.string().nullable(),
    country: country("Country that it was forwarded to").nullable(),
  },
}).meta({ id: "AlertAct" });

/** An alert, with what was done about it. Only authorities are shown any. */
export const alert = visibleObject({
  public: {
    id: hash("Id: the same whenever the ledger is read again"),
    rule: z.string().meta({ description: "Name of the rule that raised it" }),
    severity: z.enum(severities),
    title: localisedText.meta({ description: "What the rule watches for" }),
    description: localisedText.meta({ description: "What was found, in a sentence" }),
    subject: visibleObject({
      public: {
        type: z.enum(["lot", "consignment", "organisation", "quota", "export-permit", "route"]),
        id: z.string().meta({
          description: "Id of the lot, consignment, quota or export permit, address, or both countries of a route",
        }),
      },
    }),
    statements: z.array(hash("Digest")).meta({ description: "Statements it rests on, in the order of the ledger" }),
    organisations: z.array(address("Organisation that it is about")),
    countries: z.array(z.string()).meta({ description: "Countries whose authorities it is open to" }),
    evidence: z.record(z.string(), z.unknown()).meta({ description: "Figures of the rule; grams are decimal strings" }),
    raisedAt: seconds("Time of the block that gave rise to it"),
    blockNumber: count("That block"),
    state: z.enum(alertStates),
    acts: z.array(act).meta({ description: "What was done about it, in order" }),
  },
}).meta({ id: "Alert" });

/** A page of alerts, the newest first. */
export const alertPage = pageOf(alert).meta({ id: "AlertPage" });

/** Something that happened to an alert. */
export const alertEvent = visibleObject({
  public: {
    id: z
      .string()
      .regex(/^[0-9]+$/)
      .meta({ description: "Its place in the order of events, a decimal string" }),
    type: z.enum(["raised", ...alertActs]).meta({ description: "That it was raised, or what was done about it" }),
    alert: alert.meta({ description: "The alert as it stands now" }),
  },
}).meta({ id: "AlertEvent" });
