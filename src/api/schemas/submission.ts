import { z } from "zod";
import { statementSchema } from "../../statements/statement.ts";
import { maxBundleStatements } from "../../statements/submission.ts";
import { visibleObject } from "../visibility.ts";
import { count, hash, seconds } from "./scalars.ts";

/** Why the ledger refuses. */
const ledgerError = visibleObject({
  public: {
    name: z.string().meta({ description: "The contracts' error; see docs/errors.md" }),
    contract: z.string().optional(),
    args: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .meta({ description: "The offending values" }),
    reason: z.string().optional().meta({ description: "Why, in a sentence, where more is known than the error tells" }),
    item: z.int().optional().meta({ description: "Index of the statement that failed, in a bundle" }),
    data: z.string().optional().meta({ description: "What was answered, where nothing of it could be read" }),
  },
}).meta({ id: "LedgerError" });

/** What is submitted: a statement, or an ordered bundle that stands or falls as one. */
export const submission = z
  .union(
    [
      statementSchema,
      z
        .strictObject({ bundle: z.array(statementSchema).min(1).max(maxBundleStatements) })
        .meta({ id: "Bundle", description: "Statements that stand or fall together, in this order" }),
    ],
    "expected a statement or a bundle",
  )
  .meta({ id: "Submission" });

const links = visibleObject({ public: { self: z.string().meta({ description: "Where its status is told" }) } });

const milliseconds = (description: string) => z.int().meta({ description: `${description} (Unix milliseconds)` });
const transactionHash = hash("Ledger transaction that carries it");
const identified = {
  id: hash("A statement's digest; of a bundle, the hash of its digests"),
  digests: z.array(hash("Digest of a statement")).meta({ description: "Digests of its statements, in order" }),
  links,
};

/** The submission is durable. */
export const accepted = visibleObject({
  public: {
    ...identified,
    status: z.literal("accepted"),
    known: z.boolean().meta({ description: "Whether it had been accepted, or included in the ledger, before" }),
  },
}).meta({ id: "Accepted" });

/** Where a submission stands. */
export const submissionStatus = z
  .discriminatedUnion("status", [
    visibleObject({
      public: { ...identified, status: z.literal("queued"), acceptedAt: milliseconds("When accepted") },
    }).meta({ id: "QueuedSubmission" }),
    visibleObject({
      public: { ...identified, status: z.literal("sent"), acceptedAt: milliseconds("When accepted"), transactionHash },
    }).meta({ id: "SentSubmission" }),
    visibleObject({
      public: {
        ...identified,
        status: z.literal("refused"),
        acceptedAt: milliseconds("When accepted"),
        refusals: count("How often the ledger has refused it"),
        error: ledgerError,
        retryAt: milliseconds("When it is tried again"),
      },
    }).meta({ id: "RefusedSubmission" }),
    visibleObject({
      public: {
        ...identified,
        status: z.literal("included"),
        blockNumber: count("Block that included it"),
        blockHash: hash("That block's hash"),
        timestamp: seconds("That block's time"),
        transactionHash,
      },
    }).meta({ id: "IncludedSubmission" }),
    visibleObject({
      public: {
        ...identified,
        status: z.literal("failed"),
        acceptedAt: milliseconds("When accepted"),
        error: ledgerError,
      },
    }).meta({ id: "FailedSubmission" }),
  ])
  .meta({ id: "SubmissionStatus" });
