import { z } from "zod";
import { alertNames } from "../../alerts/all-rules.ts";
import { alertActRequest, alertPage, alert as alertSchema } from "../../api/schemas/alert.ts";
import { pageParameters } from "../../api/schemas/page.ts";
import { hashParameter } from "../../api/schemas/scalars.ts";
import { isPossible, stateAfter } from "../../domain/alert.ts";
import type { Hex } from "../../domain/hex.ts";
import type { Credential } from "../../readers/credential.ts";
import type { Jurisdiction, Reader } from "../../readers/reader.ts";
import { alertToWire, isOpenTo } from "../answers/alert.ts";
import { alertEventsAfter } from "../answers/alert-event.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import { streamEvents, streamQuery } from "../plumbing/stream-events.ts";
import type { Services } from "../services.ts";

const problems = ["sign-in-required", "not-concerned"] as const;
const params = z.strictObject({ id: hashParameter("Alert") });

/** Lists alerts. */
export const listAlerts = defineRoute({
  name: "listAlerts",
  method: "get",
  path: "/v1/alerts",
  tag: "Alerts",
  summary: "What the rules found, for the authorities whose countries it concerns; the newest first",
  query: z.strictObject({
    rule: z.enum(alertNames).optional().meta({ description: "Name of a rule" }),
    subject: z.string().max(66).optional().meta({ description: "Id of what it is about" }),
    open: z.enum(["0", "1"]).default("1").meta({ description: "1: only those that are not closed; 0: all" }),
    ...pageParameters,
  }),
  success: { status: 200, description: "A page of alerts", schema: alertPage },
  problems: [...problems, "cursor-invalid"],
  async handle(services, { query: { rule, subject, open, cursor, limit }, reader, request }) {
    const { credential, jurisdiction } = authority(reader);
    if (cursor !== undefined && !/^[1-9][0-9]{0,17}$/.test(cursor)) {
      throw new Problem("cursor-invalid", "The cursor is not one that this list gave out.");
    }
    const rows = await services.alerts.list({
      ...(rule && { rule }),
      ...(subject && { subject }),
      ...(cursor && { before: BigInt(cursor) }),
      countries: jurisdiction,
      isOpen: open === "1",
      limit,
    });
    const shown = rows.slice(0, limit);
    const acts = await services.alerts.acts(shown.map(({ id }) => id));
    await services.readers.recordAccess(credential, request.method, request.originalUrl);
    const last = shown.at(-1);
    return {
      body: {
        items: shown.map((row) => alertToWire(row, acts.get(row.id) ?? [])),
        next: rows.length > limit && last ? last.sequence.toString() : null,
      },
    };
  },
});

/** Tells of alerts, as they are raised and as something is done about them. */
export const readAlertEvents = defineRoute({
  name: "readAlertEvents",
  method: "get",
  path: "/v1/alerts/events",
  tag: "Alerts",
  summary: "Alerts as they are raised, and what is done about them, as it happens (server-sent events)",
  description:
    "Each event has an id, its type as its name, and an AlertEvent as its data. Whoever comes back with the id of the last one as " +
    "Last-Event-ID, or as `after`, misses none. Only alerts that are open to whoever asks are told.",
  query: streamQuery,
  success: { status: 200, description: "Events, without end", contentType: "text/event-stream" },
  problems: [...problems, "cursor-invalid", "too-many-streams"],
  handle(services, input) {
    authority(input.reader);
    return streamEvents(services, input, {
      newest: () => services.alertNews.newest(),
      after: (reader, position) => alertEventsAfter(services, reader, position),
    });
  },
});

/** Shows an alert. */
export const readAlert = defineRoute({
  name: "readAlert",
  method: "get",
  path: "/v1/alerts/{id}",
  tag: "Alerts",
  summary: "An alert with its evidence, and what was done about it",
  params,
  success: { status: 200, description: "The alert", schema: alertSchema },
  problems: [...problems, "alert-not-found"],
  async handle(services, { params: { id }, reader, request }) {
    const { credential, jurisdiction } = authority(reader);
    const { row, acts } = await openAlert(services, id, jurisdiction);
    await services.readers.recordAccess(credential, request.method, request.originalUrl);
    return { body: alertToWire(row, acts) };
  },
});

/** Notes what an authority does about an alert. */
export const actOnAlert = defineRoute({
  name: "actOnAlert",
  method: "post",
  path: "/v1/alerts/{id}/acts",
  tag: "Alerts",
  summary: "Acknowledge, investigate, close or forward an alert",
  description:
    "An alert goes from raised to acknowledged, investigated and closed; a step may be left out, none is taken back. " +
    "Forwarding opens it to the authorities of another country.",
  params,
  body: alertActRequest,
  success: { status: 200, description: "The alert as it stands now", schema: alertSchema },
  problems: [...problems, "session-required", "alert-not-found", "alert-act-impossible"],
  async handle(services, { params: { id }, body, reader, request }) {
    const { credential, jurisdiction } = authority(reader);
    if (credential.machine) throw new Problem("session-required", "A machine's token decides nothing about alerts.");
    const { row, acts } = await openAlert(services, id, jurisdiction);
    const state = stateAfter(acts.map(({ act }) => act));
    const added = {
      alert: row.id,
      act: body.act,
      at: BigInt(Date.now()),
      organisation: credential.organisation,
      key: credential.key,
      reason: body.reason ?? null,
      country: body.act === "forward" ? body.country : null,
    };
    if (!isPossible(state, body.act) || !(await services.alerts.add(added, acts.length))) {
      const now = (await services.alerts.acts([id])).get(id) ?? [];
      const stands = stateAfter(now.map(({ act }) => act));
      throw new Problem("alert-act-impossible", `Alert ${id} is ${stands} by now; "${body.act}" leads nowhere.`, {
        extensions: { state: stands, act: body.act },
      });
    }
    services.feed.wake();
    await services.readers.recordAccess(credential, request.method, request.originalUrl);
    const after = await openAlert(services, id, jurisdiction);
    return { body: alertToWire(after.row, after.acts) };
  },
});

/** @throws Problem unless customs or a regulator asks. */
export function authority({ credential, jurisdiction }: Reader): {
  credential: Credential;
  jurisdiction: Jurisdiction;
} {
  if (credential === undefined) {
    throw new Problem("sign-in-required", "Sign in to be shown alerts.", { headers: { "www-authenticate": "Bearer" } });
  }
  if (jurisdiction !== "every" && jurisdiction.size === 0) {
    throw new Problem("not-concerned", "Alerts are shown to customs and regulators.");
  }
  return { credential, jurisdiction };
}

/** An alert that is open to an authority: one that is not is unknown to it. */
async function openAlert({ alerts }: Services, id: Hex, jurisdiction: Jurisdiction) {
  const row = await alerts.find(id);
  const acts = (await alerts.acts([id])).get(id) ?? [];
  if (row === undefined || !isOpenTo(row, acts, jurisdiction)) {
    throw new Problem("alert-not-found", `No alert ${id} is open to you.`);
  }
  return { row, acts };
}
