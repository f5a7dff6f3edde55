import type { Request, Response } from "express";
import { z } from "zod";
import type { Reader } from "../../readers/reader.ts";
import type { Services } from "../services.ts";
import { readToken } from "./identify.ts";
import { openStream } from "./open-stream.ts";
import { Problem } from "./problem.ts";
import type { RouteInput } from "./route.ts";
import { writeOut } from "./write-out.ts";

const heartbeatMs = 15_000;
const retryMs = 2_000;

/** What a stream of server-sent events is asked for with. */
export const streamQuery = z.strictObject({
  after: z.string().max(20).optional().meta({
    description: "Id of the event to begin behind, 0 for the first; without it, what comes from now on",
  }),
  follow: z
    .enum(["0", "1"])
    .default("1")
    .meta({ description: "0: the answer ends once everything there is has been told" }),
});

/** An event on its way to a reader. */
export interface StreamedEvent {
  sequence: bigint;
  /** Name of the event. */
  type: string;
  body: object;
  /** Whether more is shown than everybody sees, because the reader is an authority. */
  asAuthority: boolean;
}

/** Where a stream's events come from, in order. */
export interface EventSource {
  /** Position of the newest one. */
  newest(): Promise<bigint>;
  /** What a reader is told of those behind a position, where they end, and whether more follow at once. */
  after(reader: Reader, position: bigint): Promise<{ events: readonly StreamedEvent[]; to: bigint; more: boolean }>;
}

/**
 * Tells a reader of events until it goes, its rights end, or the service stops. Whoever comes back with the id of the last event misses none.
 * @throws Problem `cursor-invalid`, `too-many-streams`
 */
export async function streamEvents(
  services: Services,
  { query, reader, request, response }: RouteInput<unknown, z.output<typeof streamQuery>, unknown>,
  source: EventSource,
): Promise<undefined> {
  const after = request.get("last-event-id") ?? query.after;
  let position = after === undefined ? await source.newest() : positionOf(after);
  const listening = openStream(services, reader, request);
  response.once("close", () => listening.close());
  try {
    begin(response);
    if (request.method === "HEAD") return undefined;
    while (!listening.ended) {
      const now = await stillReading(services, reader, request);
      if (now === undefined) break;
      const { events, to, more } = await source.after(now, position);
      if (now.credential !== undefined && events.some(({ asAuthority }) => asAuthority)) {
        await services.readers.recordAccess(now.credential, request.method, request.originalUrl);
      }
      if (events.length > 0) await writeOut(response, events.map(written).join(""));
      position = to;
      if (more) continue;
      if (query.follow === "0") break;
      if (!(await listening.wait(heartbeatMs)) && !listening.ended) await writeOut(response, ": still here\n\n");
    }
  } finally {
    listening.close();
    response.end();
  }
  return undefined;
}

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

function written({ sequence, type, body }: StreamedEvent): string {
  return `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify(body)}\n\n`;
}
