import { z } from "zod";
import { visibleObject } from "../visibility.ts";
import { address, count } from "./scalars.ts";

const milliseconds = (description: string) =>
  z
    .int()
    .min(0)
    .meta({ description: `${description} (Unix milliseconds)` });

/** How the service fares, for operators. */
export const serviceStatus = visibleObject({
  public: {
    ready: z.boolean().meta({ description: "Whether it can do its work, as /ready tells" }),
    problems: z.array(z.string()).meta({ description: "Why not, a sentence each" }),
    alarms: z
      .array(
        visibleObject({
          public: {
            code: z.string().meta({ description: "See docs/operations.md" }),
            message: visibleObject({ public: { en: z.string(), zh: z.string() } }),
            detail: z.string().nullable().meta({
              description:
                "What exactly, in English: names, numbers, a node's words; null where the message says it all",
            }),
            since: milliseconds("Since when"),
          },
        }).meta({ id: "Alarm" }),
      )
      .meta({ description: "What calls for the operator: stoppages that have lasted several looks" }),
    index: visibleObject({
      public: {
        state: z.enum(["following", "failing", "halted", "rereading"]),
        block: count("Newest block in the index").nullable(),
        lagBlocks: count("Blocks that the ledger has and the index has not").nullable(),
      },
    }),
    relay: visibleObject({
      public: {
        state: z.enum(["stopped", "running", "standby"]),
        sender: address("Account that carries statements"),
        queued: count("Submissions waiting to be sent"),
        inFlight: count("Ledger transactions sent and not seen in a block"),
        nextNonce: count("Nonce of the next ledger transaction"),
        ledgerNonce: count("Nonce that the ledger expects next, at the last look").nullable(),
        oldestAgeMs: count("Age of the oldest submission not included yet, in milliseconds"),
      },
    }),
  },
}).meta({ id: "ServiceStatus" });
