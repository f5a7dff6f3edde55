import type { Command } from "commander";
import { isAddress } from "ethers";
import { z } from "zod";
import type { Client } from "../client/client.ts";
import { listDocuments, sealDocument } from "../client/documents.ts";
import { findWitness } from "../client/find-witness.ts";
import { gramsNamed, readWrittenGrams, storeGramsList } from "../client/signed-grams.ts";
import { WitnessNotFound } from "../client/witness-not-found.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { normalisedIn } from "../domain/plain-text.ts";
import { gramsFieldOf, isKindName } from "../statements/knowledge.ts";
import { movedGrams } from "../statements/moved-grams.ts";
import { randomNonce } from "../statements/random-nonce.ts";
import { type StatementKindName, statementKinds } from "../statements/registry.ts";
import { type Draft, kindOf } from "../statements/statement.ts";
import type { StatementFile } from "../statements/statement-file.ts";
import { readWritten } from "../statements/written.ts";
import { farWindowOption } from "./before-signing.ts";
import { CliError } from "./cli-error.ts";
import { refused } from "./coded-lot.ts";
import type { Context } from "./context.ts";
import { duration } from "./duration.ts";
import { referenceOf, setField } from "./fields.ts";
import type { Say } from "./language.ts";
import { lotNamed } from "./lot-named.ts";
import { readDocument } from "./read-document.ts";
import { parse, parseDraft, readJson } from "./statement-file.ts";

/** What a statement is drafted from. */
export interface DraftOptions {
  organisation: string;
  key: string;
  file?: string;
  set: string[];
  /** Grams that the goods consist of, by range or package. */
  units?: string[];
  validFor: number;
  farWindow?: true;
}

type Codecs = Parameters<typeof referenceOf>[0];

const clockSkewSeconds = 60;
const fileSchema = z.strictObject({ message: z.record(z.string(), z.unknown()), witness: z.unknown().optional() });

/** The options of a command that drafts. */
export function withDraftOptions(command: Command, say: Say): Command {
  return command
    .requiredOption("--organisation <address>", say("organisation that states it", "作出声明的组织"))
    .requiredOption(
      "--key <name>",
      say(
        "key that will sign: a name (see: ytterby keys) or an address",
        "将签名的密钥：名称（见 ytterby keys）或地址",
      ),
    )
    .option(
      "--file <file>",
      say(
        'JSON {"message": {…}, "witness": {…}} to start from (- reads the standard input)',
        '起始 JSON {"message": {…}, "witness": {…}}（- 表示读标准输入）',
      ),
    )
    .option(
      "--set <field=value>",
      say(
        "set a field of the message, such as grams='2.5 t', occurredAt=2026-03-01, evidence=@report.pdf or content.composition='Nd 85.5 %, others <10 ppm'; repeatable",
        "设置消息字段，如 grams='2.5 t'、occurredAt=2026-03-01、evidence=@report.pdf 或 content.composition='Nd 85.5 %, others <10 ppm'；可重复",
      ),
      (pair: string, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option(
      "--units <grams>",
      say(
        "of what is sent, which grams it is: PRND-2026-001=0-999,5000-5999, or the SSCC of a package; repeatable. The signature commits to them",
        "所发运的是哪些克：PRND-2026-001=0-999,5000-5999，或包装的 SSCC；可重复。签名即承诺这些克",
      ),
      (text: string, texts: string[] = []) => [...texts, text],
    )
    .option(
      "--valid-for <duration>",
      say("how long it may be included: 30m, 12h, 7d", "可被纳入的时长：30m、12h、7d"),
      duration,
      duration("1d"),
    )
    .option(...farWindowOption(say));
}

/** A statement filled in: with nonce, time window, its witness, and what its digest is bound to. */
export async function draftStatement(
  context: Context,
  client: Client,
  kind: string,
  options: DraftOptions,
): Promise<StatementFile> {
  const name = kindNamed(kind);
  const { codecs } = kindOf(name);
  const { message, witness: given } =
    options.file === undefined ? { message: {}, witness: undefined } : await readMessage(context, codecs, options.file);
  for (const pair of options.set) {
    const found = await named(context, client, codecs, pair);
    setField(codecs, message, found, (line) => context.terminal.note(computed(line)));
  }
  const witness = given ?? (await witnessOf(client, name, message));
  // Spaces at an end, or another composition of the same letters, would make another name of it.
  const wire = { message: { ...(await signerFields(context, options)), ...normalisedIn(message) }, witness };
  const open = parseDraft(name, wire, options.file ?? "--set");
  const draft = options.units === undefined ? open : await withUnits(context, client, open, options.units);
  const { kinds: known } = await client.network();
  const entry = known.find((candidate) => candidate.kind === name);
  if (entry === undefined) throw unknownKind(kind);
  const { chainId, verifyingContract } = entry.domain;
  return { domain: { chainId: BigInt(chainId), verifyingContract }, draft };
}

/**
 * A file to start from; times, amounts and quotas may stand in it as text.
 * @throws CliError naming every field that cannot be read.
 */
async function readMessage({ terminal }: Context, codecs: Codecs, path: string) {
  const { message: written, witness } = parse(fileSchema, await readJson(path), path);
  const { message, faults, workings } = readWritten(codecs, written);
  for (const { text } of workings) terminal.note(computed(text));
  if (faults.length === 0) return { message, witness };
  const items = faults.map(({ path: field, text }) => ({
    en: `message.${field}: ${text.en}`,
    zh: `message.${field}：${text.zh}`,
  }));
  throw new CliError("usage", { en: `${path}:`, zh: `${path}：` }, {}, items);
}

/** Shown before the statement, so that whoever signs sees what a paper's figures became. */
function computed({ en, zh }: LocalisedText): LocalisedText {
  return { en: `Computed: ${en}.`, zh: `换算：${zh}。` };
}

/** A pair whose value names a lot by its number, or a document by its file, with the hash in its place. */
async function named({ terminal }: Context, client: Client, codecs: Codecs, pair: string): Promise<string> {
  const { path, text, to } = referenceOf(codecs, pair);
  if (to === "lot" && text !== "" && text !== "none") return `${path}=${await lotNamed(client, text)}`;
  if ((to !== "document" && to !== "documents") || !text.startsWith("@")) return pair;
  const files = text.split(",").map((entry) => entry.trim());
  const paths = files.map((entry) => entry.slice(1));
  if (files.some((entry) => !entry.startsWith("@")) || (to === "document" && files.length > 1)) {
    throw new CliError("usage", {
      en: `--set ${path}: expected ${to === "document" ? "a file, such as @report.pdf" : "files, such as @report.pdf,@invoice.pdf"}.`,
      zh: `--set ${path}：应为${to === "document" ? "文件，如 @report.pdf" : "文件，如 @report.pdf,@invoice.pdf"}。`,
    });
  }
  const hashes: Hex[] = [];
  for (const file of paths) {
    const { name, content } = await readDocument(file);
    const { hash, bytes } = sealDocument(name, content);
    await client.storeEvidence(hash, bytes);
    terminal.note({ en: `Document ${file} is stored as ${hash}.`, zh: `文件 ${file} 已存为 ${hash}。` });
    hashes.push(hash);
  }
  if (to === "document") return `${path}=${hashes[0]}`;
  const { hash, bytes } = listDocuments(hashes);
  await client.storeEvidence(hash, bytes);
  return `${path}=${hash}`;
}

/** The draft with the hash of the list of the grams that are named, which is stored. */
async function withUnits(
  { terminal }: Context,
  client: Client,
  draft: Draft,
  texts: readonly string[],
): Promise<Draft> {
  const { kind } = draft;
  const field = gramsFieldOf(kind);
  if (field === undefined) {
    throw new CliError("usage", {
      en: `A statement of the kind ${kind} commits to no grams: leave --units out, and name them with \`ytterby units claim\`.`,
      zh: `${kind} 类声明不承诺具体的克：请略去 --units，之后用 \`ytterby units claim\` 指明。`,
    });
  }
  const message: Record<string, unknown> = kindOf(kind).toWire(draft.message as never);
  const finding = { organisation: draft.message.organisation, lotNamed: (text: string) => lotNamed(client, text) };
  try {
    const named = await gramsNamed(client, texts.map(readWrittenGrams), movedGrams({ kind, message }), finding);
    const hash = await storeGramsList(client, named);
    terminal.note({
      en: `The list of these grams is stored as ${hash}. Name them once the ledger has the statement: ytterby units claim <statement>`,
      zh: `这些克的清单已存为 ${hash}。账本收录声明后请指明：ytterby units claim <声明>`,
    });
    return { ...draft, message: { ...draft.message, [field]: hash } } as Draft;
  } catch (error) {
    return refused(error);
  }
}

async function signerFields({ keys }: Context, options: DraftOptions) {
  const now = Math.floor(Date.now() / 1000);
  const key: Address = isAddress(options.key) ? options.key : (await keys.find(options.key)).address;
  return {
    organisation: options.organisation,
    key,
    nonce: randomNonce().toString(),
    validAfter: now - clockSkewSeconds,
    validBefore: now + options.validFor,
  };
}

/** A draft's witness, as far as the service shows it to whoever is signed in. */
async function witnessOf(client: Client, kind: StatementKindName, message: Record<string, unknown>): Promise<unknown> {
  try {
    return await findWitness(client, kind, message);
  } catch (error) {
    if (!(error instanceof WitnessNotFound)) throw error;
    const { en, zh } = error.text;
    if (error.why === "not-stated") throw new CliError("usage", error.text);
    throw new CliError("usage", {
      en: `${en} Sign in (ytterby login), or give it as the witness in --file.`,
      zh: `${zh}请登录（ytterby login），或在 --file 中以 witness 给出。`,
    });
  }
}

function kindNamed(kind: string): StatementKindName {
  if (isKindName(kind)) return kind;
  throw unknownKind(kind);
}

function unknownKind(kind: string): CliError {
  const kinds = Object.keys(statementKinds).join(", ");
  return new CliError("usage", {
    en: `There is no kind of statement "${kind}". There are: ${kinds}.`,
    zh: `没有“${kind}”类声明。可用：${kinds}。`,
  });
}
