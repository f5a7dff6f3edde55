import type { Request, Response } from "express";
import { z } from "zod";
import type { Reader } from "../../readers/reader.ts";
import { eventsFor } from "../answers/event.ts";
import { readToken } from "../plumbing/identify.ts";
import { openStream } from "../plumbing/open-stream.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import { writeOut } from "../plumbing/write-out.ts";
import type { Services } from "../services.ts";

const batchLength = 100;
const heartbeatMs = 15_000;
const retryMs = 2_000;

/** Tells what happens on the ledger, as it happens. */
export const readEvents = defineRoute({
  name: "readEvents",
  method: "get",
  path: "/v1/events",
  tag: "Events",
  summary: "What becomes of statements, as it happens (server-sent events)",
  description:
    "Each event has an id, its type as its name, and a LedgerEvent as its data. Whoever comes back with the id of the last one as " +
    "Last-Event-ID (browsers do so by themselves), or as `after`, misses none. Who signs in is shown more of what concerns it; the " +
    "stream ends with its token.",
  query: z.strictObject({
    after: z.string().max(20).optional().meta({
      description: "Id of the event to begin behind, 0 for the first; without it, what comes from now on",
    }),
    follow: z
      .enum(["0", "1"])
      .default("1")
      .meta({ description: "0: the answer ends once everything there is has been told" }),
  }),
  success: { status: 200, description: "Events, without end", contentType: "text/event-stream" },
  problems: ["cursor-invalid", "too-many-streams"],
  async handle(services, { query, reader, request, response }) {
    const after = request.get("last-event-id") ?? query.after;
    let cursor = after === undefined ? await services.outbox.newest() : positionOf(after);
    const listening = openStream(services, reader, request);
    response.once("close", () => listening.close());
    try {
      begin(response);
      if (request.method === "HEAD") return undefined;
      while (!listening.ended) {
        const now = await stillReading(services, reader, request);
        if (now === undefined) break;
        const told = await tell(services, now, cursor, request, response);
        cursor = told.cursor;
        if (told.more) continue;
        if (query.follow === "0") break;
        if (!(await listening.wait(heartbeatMs)) && !listening.ended) await writeOut(response, ": still here\n\n");
      }
    } finally {
      listening.close();
      response.end();
    }
    return undefined;
  },
});

function positionOf(id: string): bigint {
  if (/^(?:0|[1-9][0-9]{0,17})$/.test(id)) return BigInt(id);
  throw new Problem("cursor-invalid", "The id is not one that an event had.");
}

function begin(response: Response): void {
  response.status(200).set({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Some proxies collect an answer before they pass it on, unless they are told.
    "x-accel-buffering": "no",
  });
  response.write(`retry: ${retryMs}\n\n`);
}

/** The reader with the rights of now; undefined once they have ended. */
async function stillReading(
  { readers, indexer }: Services,
  reader: Reader,
  request: Request,
): Promise<Reader | undefined> {
  if (reader.credential === undefined) return reader;
  if (indexer.status().state !== "following") return undefined;
  const credential = await readers.open(readToken(request.headers) ?? "");
  return credential && readers.readerOf(credential);
}

async function tell(services: Services, reader: Reader, cursor: bigint, request: Request, response: Response) {
  const rows = await services.outbox.after(cursor, batchLength);
  const events = await eventsFor(services, reader, rows);
  if (reader.credential !== undefined && events.some(({ asAuthority }) => asAuthority)) {
    await services.readers.recordAccess(reader.credential, request.method, request.originalUrl);
  }
  const text = events.map(
    ({ sequence, type, body }) => `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify(body)}\n\n`,
  );
  if (text.length > 0) await writeOut(response, text.join(""));
  return { cursor: rows.at(-1)?.sequence ?? cursor, more: rows.length === batchLength };
}
