import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { Dossier } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import { openDocument, plainDocument } from "../../client/documents.ts";
import { ProblemError } from "../../client/problem-error.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import type { Codec } from "../../statements/codec.ts";
import { isKindName } from "../../statements/knowledge.ts";
import { kindOf } from "../../statements/statement.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { signedInClient } from "../service-client.ts";
import type { Terminal } from "../terminal.ts";

type Entry = Dossier["items"][number];

/** `ytterby dossier`: what was stated about a lot, in order, and the documents behind it. */
export function addDossier(program: Command, say: Say): void {
  program
    .command("dossier <lot>")
    .description(
      say(
        "what was stated about a lot, in order, with the documents that the statements name",
        "批次的全部声明（按序），及声明所指的文件",
      ),
    )
    .option(
      "--fetch <folder>",
      say("fetch the documents into it, and check their hashes", "取得文件并核对哈希，存入该文件夹"),
    )
    .action(async (text: string, { fetch: folder }: { fetch?: string }, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const client = await signedInClient(context);
      const lot = await lotNamed(client, text);
      const entries = await entriesOf(client, lot);
      const told = entries.map((entry) => ({ entry, documents: documentsIn(entry) }));
      terminal.result(
        { lot, items: told.map(({ entry, documents }) => ({ ...entry, documents })) },
        told.flatMap(({ entry, documents }) => [
          `${new Date(entry.timestamp * 1000).toISOString().replace(".000Z", "Z")}  ${saysOf(entry, terminal)}`,
          `  ${terminal.text({ en: "statement", zh: "声明" })} ${entry.digest}`,
          ...documents.map((hash) => `  ${terminal.text({ en: "document", zh: "文件" })}  ${hash}`),
        ]),
      );
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      for (const hash of new Set(told.flatMap(({ documents }) => documents)))
        terminal.note(await fetchInto(client, folder, hash));
    });
}

async function entriesOf(client: Client, lot: Hex): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Dossier = await client.dossier(lot, { limit: 200, ...(cursor !== undefined && { cursor }) });
    entries.push(...page.items);
    cursor = page.next;
  }
  return entries;
}

function saysOf(entry: Entry, terminal: Terminal): string {
  if ("description" in entry && entry.description !== undefined) return terminal.text(entry.description);
  return entry.kind;
}

/** Hashes of the documents that a statement names, as far as they are shown. */
function documentsIn(entry: Entry): Hex[] {
  if (!isKindName(entry.kind) || !("message" in entry)) return [];
  return found(kindOf(entry.kind).codecs, entry.message);
}

function found(codecs: Readonly<Record<string, Codec<unknown>>>, value: unknown): Hex[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const codec = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
    if (codec === undefined) return [];
    const { refersTo } = codec;
    if (refersTo === "document" || refersTo === "documents" || refersTo === "grams")
      return typeof part === "string" ? [part] : [];
    const parts = Array.isArray(part) ? part : [part];
    return parts.flatMap((item) => found(codec.items?.codecs ?? codec.codecs ?? {}, item));
  });
}

/** A file name of what somebody else wrote, which must not lead anywhere, hide anything or be longer than a name may be. */
function nameOf(written: string): string {
  return written
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, "_")
    .slice(-60);
}

/** Writes a document under its hash and its name; says what became of it. */
async function fetchInto(client: Client, folder: string, hash: Hex): Promise<LocalisedText> {
  const bytes = await client.evidence(hash).catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.code === "evidence-not-found") return undefined;
    throw error;
  });
  if (bytes === undefined) return { en: `${hash} is not stored here.`, zh: `此处未存 ${hash}。` };
  if (plainDocument(bytes).hash !== hash) {
    return { en: `${hash}: the service sent another document.`, zh: `${hash}：服务发来的是另一文件。` };
  }
  const opened = openDocument(bytes);
  const path = join(folder, `${hash.slice(2, 10)}-${nameOf(opened?.name ?? "document")}`);
  await writeFile(path, opened?.content ?? bytes);
  return { en: `${hash} is in ${path}.`, zh: `${hash} 已存入 ${path}。` };
}
