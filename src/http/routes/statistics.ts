import { isUtf8 } from "node:buffer";
import { keccak256 } from "ethers/crypto";
import type { Request } from "express";
import { z } from "zod";
import { mirrorStatistics, monthParameter, statisticFiles, storedStatistics } from "../../api/schemas/statistics.ts";
import type { Hex } from "../../domain/hex.ts";
import { mostLines, readTradeStatistics } from "../../domain/read-trade-statistics.ts";
import { mirror, mirrorGaps, statisticalGoods } from "../../domain/trade-statistics.ts";
import { Problem } from "../plumbing/problem.ts";
import { defineRoute } from "../plumbing/route.ts";
import { authority } from "./alerts.ts";

const problems = ["sign-in-required", "not-concerned"] as const;
const mostBytes = 4 * 1_024 * 1_024;
const mostRows = 5_000;
const usualMonths = 24;

/** Takes in a file of trade statistics. */
export const storeStatistics = defineRoute({
  name: "storeStatistics",
  method: "post",
  path: "/v1/statistics",
  tag: "Alerts",
  summary: "Bring in monthly trade statistics as CSV: all of a file, or none of it",
  description:
    "For customs and regulators. CSV with a header as UN Comtrade or Eurostat (Comext) gives it, or with the columns flow, hs, reporter, partner, month, net_kg and " +
    `value; at most ${mostLines} lines. The file is kept as evidence. A later figure of the same goods, route and month takes the place of an ` +
    "earlier one, but no other country's authority replaces what one of the reporting country brought.",
  query: z.strictObject({
    name: z.string().trim().min(1).max(120).meta({ description: "What it is, such as UN Comtrade, January 2026" }),
  }),
  rawBody: { contentType: "text/csv", description: "The file, in UTF-8" },
  success: { status: 201, description: "What was read", schema: storedStatistics },
  problems: [
    ...problems,
    ...([
      "session-required",
      "statistics-invalid",
      "unsupported-media-type",
      "evidence-quota",
      "evidence-full",
    ] as const),
  ],
  async handle({ statistics, evidence, evidenceQuota, logger }, { query: { name }, reader, request }) {
    const { credential, jurisdiction } = authority(reader);
    if (credential.machine) throw new Problem("session-required", "A machine's token brings in no statistics.");
    const content = await readBody(request);
    const read = readTradeStatistics(content.toString("utf8"));
    if (read.outcome === "refused") {
      const [first] = read.faults;
      throw new Problem("statistics-invalid", `Line ${first?.line}: ${first?.message}. Nothing was taken in.`, {
        extensions: { lines: read.faults },
      });
    }
    const { organisation, key } = credential;
    const document = keccak256(content) as Hex;
    const settle = await evidenceQuota.reserve(organisation, content.length);
    let used = 0;
    try {
      const stored = await evidence.store(document, parts(content), mostBytes, organisation);
      if (stored.outcome === "stored") used = content.length;
    } finally {
      settle(used);
    }
    await evidence.keep(document);
    const figures = read.figures.map((figure) => ({
      ...figure,
      isOwn: jurisdiction === "every" || jurisdiction.has(figure.reporter),
    }));
    const file = await statistics.add({ document, name, organisation, key, at: BigInt(Date.now()) }, figures);
    logger.info({ document, figures: figures.length, organisation }, "trade statistics were brought in");
    return { body: { ...fileToWire(file), skipped: read.skipped } };
  },
});

/** Lists files of trade statistics. */
export const listStatistics = defineRoute({
  name: "listStatistics",
  method: "get",
  path: "/v1/statistics",
  tag: "Alerts",
  summary: "Files of trade statistics that were brought in, the newest first",
  success: { status: 200, description: "The newest hundred", schema: statisticFiles },
  problems,
  async handle({ statistics }, { reader }) {
    authority(reader);
    return { body: { items: (await statistics.files(100)).map(fileToWire) } };
  },
});

/** Puts the ledger and both customs side by side. */
export const readMirror = defineRoute({
  name: "readMirrorStatistics",
  method: "get",
  path: "/v1/statistics/mirror",
  tag: "Alerts",
  summary: "What left under certificates, what arrived, and what both customs report, by goods, route and month",
  description:
    `For customs and regulators, of routes that touch their countries; the newest ${usualMonths} months where none are named. A gap is judged over ` +
    "three months, as goods are on the way for weeks.",
  query: z.strictObject({
    from: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .meta({ description: "Country of departure" }),
    to: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional()
      .meta({ description: "Country of destination" }),
    since: monthParameter.optional().meta({ description: "First month" }),
    until: monthParameter.optional().meta({ description: "Last month" }),
  }),
  success: { status: 200, description: "The comparison", schema: mirrorStatistics },
  problems: [...problems, "too-many-movements"],
  async handle({ statistics, readers }, { query, reader, request }) {
    const { credential, jurisdiction } = authority(reader);
    const filter = { countries: jurisdiction, ...query, since: query.since ?? monthsBefore(query.until, usualMonths) };
    const [figures, flows] = await Promise.all([statistics.figures(filter), statistics.certified(filter)]);
    const rows = mirror(figures, flows);
    if (rows.length > mostRows) {
      throw new Problem("too-many-movements", `These are more than ${mostRows} routes and months: ask for fewer.`, {
        extensions: { limit: mostRows },
      });
    }
    await readers.recordAccess(credential, request.method, request.originalUrl);
    return {
      body: {
        goods: statisticalGoods.map(({ hs, words, isMixed }) => ({ hs, words, isMixed })),
        rows: rows.map(({ hs, from, to, month, ...grams }) => ({
          ...{ hs, from, to, month },
          certifiedOutGrams: grams.certifiedOut.toString(),
          certifiedInGrams: grams.certifiedIn.toString(),
          exportedGrams: grams.exported?.toString() ?? null,
          importedGrams: grams.imported?.toString() ?? null,
        })),
        gaps: mirrorGaps(rows).map(({ kind, row: { hs, from, to, month }, moreGrams, lessGrams }) => ({
          ...{ kind, hs, from, to, month },
          moreGrams: moreGrams.toString(),
          lessGrams: lessGrams.toString(),
        })),
      },
    };
  },
});

/** @throws Problem unless it is a CSV of bounded size. */
async function readBody(request: Request): Promise<Buffer> {
  if (request.is("text/csv") === false || (request.get("content-encoding") ?? "identity") !== "identity") {
    throw new Problem("unsupported-media-type", "Send the file as text/csv, without an encoding.", {
      headers: { accept: "text/csv" },
    });
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Left open when reading ends early, so that the answer can still be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > mostBytes) throw new Problem("payload-too-large", `The file is larger than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  const content = Buffer.concat(chunks);
  if (isUtf8(content)) return content;
  throw new Problem("statistics-invalid", "The file is not UTF-8. Nothing was taken in.", {
    extensions: { lines: [{ line: 1, message: "the file is not UTF-8" }] },
  });
}

async function* parts(content: Buffer): AsyncGenerator<Uint8Array> {
  yield content;
}

function fileToWire({ document, name, organisation, at, figures }: Awaited<ReturnType<Statistics["add"]>>) {
  return { document, name, organisation, at: Number(at), figures };
}

type Statistics = Parameters<typeof readMirror.handle>[0]["statistics"];

/** @param until Such as 2026-01; today where it is left out. */
function monthsBefore(until: string | undefined, months: number): string {
  const end = until === undefined ? new Date() : new Date(`${until}-01T00:00:00Z`);
  return new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - months + 1, 1)).toISOString().slice(0, 7);
}
