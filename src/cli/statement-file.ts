import { readFile, writeFile } from "node:fs/promises";
import type { z } from "zod";
import type { LocalisedText } from "../domain/localised-text.ts";
import { repeatedName } from "../domain/repeated-name.ts";
import { faultInChinese } from "../statements/fault-words.ts";
import { type FieldFault, fieldFaults } from "../statements/field-faults.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { type Draft, type Statement, statementSchema } from "../statements/statement.ts";
import {
  draftOf,
  draftSchema,
  lackingSignature,
  type StatementFile,
  statementFileSchema,
  statementFileToJson,
} from "../statements/statement-file.ts";
import { CliError } from "./cli-error.ts";
import { documentOf, type Terminal } from "./terminal.ts";

/**
 * Reads a statement file; a lone dash reads the standard input.
 * @throws CliError naming every field that cannot be accepted.
 */
export async function readStatementFile(path: string): Promise<StatementFile> {
  const { domain, kind, message, witness, signature, countersignature } = parse(
    statementFileSchema,
    await readJson(path),
    path,
  );
  return { domain, draft: parseDraft(kind, { message, witness }, path), signature, countersignature };
}

/**
 * Parses a draft from its wire form.
 * @param source What it was read from, to be named where it is wrong.
 */
export function parseDraft(
  name: StatementKindName,
  wire: { message: unknown; witness?: unknown },
  source: string,
): Draft {
  return draftOf(name, parse(draftSchema(name), wire, source));
}

/**
 * The statement in a file, ready to be submitted.
 * @throws CliError if a signature is missing.
 */
export function completeStatement(file: StatementFile, path: string): Statement {
  const lacking = lackingSignature(file);
  if (lacking !== undefined) {
    const [en, zh] =
      lacking === "signature" ? ["its signature", "签名"] : ["the recipient's signature", "接收方的签名"];
    throw new CliError("usage", { en: `${path} lacks ${en}.`, zh: `${path} 缺少${zh}。` });
  }
  const { domain: _, ...wire } = statementFileToJson(file);
  return parse(statementSchema, wire, path);
}

/** Writes JSON where it was asked for: into a file, or to the standard output. */
export async function deliver(terminal: Terminal, value: unknown, path: string | undefined): Promise<void> {
  if (path === undefined) terminal.document(value);
  else await write(path, documentOf(value));
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw unwritable(path, (error as NodeJS.ErrnoException).code);
  }
}

/** That a file cannot be written. @param code The system's word for why. */
export function unwritable(path: string, code: string | undefined): CliError {
  const [en, zh] =
    code === "ENOENT"
      ? ["its folder does not exist", "其文件夹不存在"]
      : [`the system says ${code}`, `系统报告 ${code}`];
  return new CliError("usage", { en: `${path} cannot be written: ${en}.`, zh: `无法写入 ${path}：${zh}。` });
}

/** Reads JSON from a file, or from the standard input for a lone dash. */
export async function readJson(path: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path === "-" ? "/dev/stdin" : path);
  } catch {
    throw new CliError("usage", { en: `${path} cannot be read.`, zh: `无法读取 ${path}。` });
  }
  if (isUtf16(bytes))
    throw new CliError("usage", {
      en: `${path} is UTF-16. Save it as UTF-8.`,
      zh: `${path} 的编码是 UTF-16。请另存为 UTF-8。`,
    });
  // The decoder drops a byte order mark, which some editors write before UTF-8.
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CliError("usage", {
      en: `${path} is not UTF-8. Save it as UTF-8.`,
      zh: `${path} 不是 UTF-8 编码。请另存为 UTF-8。`,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliError("usage", { en: `${path} is not JSON.`, zh: `${path} 不是 JSON。` });
  }
  const twice = repeatedName(text);
  if (twice === undefined) return value;
  // Of two values of one name the parser would take the last, and a reader perhaps the first.
  throw new CliError("usage", {
    en: `${path} has the name "${twice}" twice in one object.`,
    zh: `${path} 的同一对象中名称“${twice}”出现两次。`,
  });
}

/** Whether a text begins with the byte order mark of UTF-16, in either order. */
function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** Parses what was read; complaints name the source and the fields, up to twenty. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, source: string): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const complaints = result.error.issues.flatMap(fieldFaults).slice(0, 20).map(complaintOf);
  throw new CliError("usage", { en: `${source}:`, zh: `${source}：` }, {}, complaints);
}

function complaintOf(fault: FieldFault): LocalisedText {
  return {
    en: `${fault.path || "(all of it)"}: ${fault.message}`,
    zh: `${fault.path || "（全部）"}：${faultInChinese(fault)}`,
  };
}
