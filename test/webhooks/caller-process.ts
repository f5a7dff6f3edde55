// A process that does nothing but call webhooks, to be killed:
//
//   caller-process.ts <folder of an embedded database>
import { pino } from "pino";
import { everybody } from "../../src/readers/reader.ts";
import { openStore } from "../../src/store/open-store.ts";
import { OutboxRepository } from "../../src/store/repositories/outbox-repository.ts";
import { WebhookRepository } from "../../src/store/repositories/webhook-repository.ts";
import { WebhookCaller } from "../../src/webhooks/caller.ts";

const [folder = ""] = process.argv.slice(2);
const { db } = await openStore({ folder });
// What an earlier process had is free at once: nobody else works on this database.
await db.updateTable("webhook").set({ lease_until: 0n }).execute();
const outbox = new OutboxRepository(db);
new WebhookCaller({
  isReadAgain: async () => false,
  webhooks: new WebhookRepository(db),
  readerOf: async () => everybody,
  async eventsAfter(_about, _reader, after) {
    const rows = await outbox.after(after, 100, "final");
    const events = rows.map(({ sequence, digest }) => ({
      sequence,
      id: `event_${sequence}`,
      type: "statement.final",
      body: { id: sequence.toString(), digest },
      timestamp: 0,
      concerns: true,
      asAuthority: false,
    }));
    return { events, to: rows.at(-1)?.sequence ?? after, more: rows.length === 100 };
  },
  recordAccess: async () => undefined,
  sessionKey: `0x${"01".repeat(32)}`,
  policy: "loopback",
  deadAfterMs: 3_600_000,
  retryMs: 5,
  pollMs: 20,
  logger: pino({ level: "silent" }),
}).start();
