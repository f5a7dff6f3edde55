import { eventsAfter } from "../answers/event.ts";
import { defineRoute } from "../plumbing/route.ts";
import { streamEvents, streamQuery } from "../plumbing/stream-events.ts";

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
  query: streamQuery,
  success: { status: 200, description: "Events, without end", contentType: "text/event-stream" },
  problems: ["cursor-invalid", "too-many-streams"],
  handle: (services, input) =>
    streamEvents(services, input, {
      newest: () => services.outbox.newest(),
      after: (reader, position) => eventsAfter(services, reader, position),
    }),
});
