import type { Codec, Json, Tell } from "../statements/codec.ts";
import { UnreadableText } from "../statements/from-text.ts";
import { CliError } from "./cli-error.ts";

/** A field, or a part of one. */
type Reader = Pick<Codec<unknown>, "fromText"> & Partial<Pick<Codec<unknown>, "example" | "refersTo">>;
type Codecs = Readonly<Record<string, Codec<unknown>>>;

/**
 * Sets one field of a message from "path=value": `grams=2.5 t`, `content.composition.Nd=85.5 %`, `inputs.0.lot=0x…`. What the
 * value means, the field's codec decides: `lotNumber=007` is a text, `occurredAt=2026-03-01` a time. Objects are written as JSON.
 * @param codecs Codecs of the message's fields.
 * @param tell Hears how the value was computed, where it was.
 * @throws CliError if it is no such pair, the path leads through something that is no object, or the field takes no such value.
 */
export function setField(codecs: Codecs, message: Record<string, unknown>, pair: string, tell?: Tell): void {
  // A name begins with a letter, so that none reaches an object's prototype.
  const { path, text } = splitPair(pair);
  const names = path.split(".");
  const last = names.pop() as string;
  let target = message as Record<string, unknown> | unknown[];
  for (const [index, name] of names.entries()) {
    const following = names[index + 1] ?? last;
    if (!Object.hasOwn(target, name)) put(target, name, /^[0-9]/.test(following) ? [] : {}, pair);
    const next = (target as Record<string, unknown>)[name];
    if (typeof next !== "object" || next === null) throw complaint(pair);
    target = next as Record<string, unknown>;
  }
  put(target, last, readValue(codecs, [...names, last], text, path, tell), pair);
}

/** What stands behind the hash that a pair's field is: a person may name it instead. */
export function referenceOf(
  codecs: Codecs,
  pair: string,
): { path: string; text: string; to: Codec<unknown>["refersTo"] } {
  const { path, text } = splitPair(pair);
  return { path, text, to: readerOf(codecs, path.split("."))?.refersTo };
}

function splitPair(pair: string): { path: string; text: string } {
  const [, path, text] = pair.match(/^([A-Za-z]\w*(?:\.(?:[A-Za-z]\w*|[0-9]{1,3}))*)=(.*)$/s) ?? [];
  if (path === undefined || text === undefined) throw complaint(pair);
  return { path, text };
}

function put(target: Record<string, unknown> | unknown[], name: string, value: unknown, pair: string): void {
  // A list is filled from its beginning, without gaps.
  if (Array.isArray(target) && !(/^[0-9]+$/.test(name) && Number(name) <= target.length)) throw complaint(pair);
  (target as Record<string, unknown>)[name] = value;
}

function readValue(codecs: Codecs, names: readonly string[], text: string, path: string, tell?: Tell): Json {
  const reads = readerOf(codecs, names);
  if (reads === undefined || (isComposed(reads) && /^\s*[[{]/.test(text))) return jsonOrText(text);
  try {
    return reads.fromText ? reads.fromText(text, tell) : text;
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    throw new CliError("usage", { en: `--set ${path}: ${error.text.en}.`, zh: `--set ${path}：${error.text.zh}。` });
  }
}

/** What reads the field that a path leads to; undefined where no field is known there, or it is an object. */
function readerOf(codecs: Codecs, [name = "", ...rest]: readonly string[]): Reader | undefined {
  const codec = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
  if (codec === undefined) return undefined;
  const [next] = rest;
  if (next === undefined) return codec.codecs && !codec.items ? undefined : codec;
  if (codec.items !== undefined && /^[0-9]+$/.test(next)) {
    return rest.length === 1 ? codec.items : readerOf(codec.items.codecs ?? {}, rest.slice(1));
  }
  if (codec.parts !== undefined)
    return rest.length === 1 && Object.hasOwn(codec.parts, next) ? codec.parts[next] : undefined;
  return readerOf(codec.codecs ?? {}, rest);
}

function isComposed({ example }: Reader): boolean {
  return typeof example === "object" && example !== null;
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function complaint(pair: string): CliError {
  return new CliError("usage", {
    en: `--set ${pair}: expected field=value, such as grams=2500000 or grams="2.5 t".`,
    zh: `--set ${pair}：应为 字段=值，如 grams=2500000 或 grams="2.5 t"。`,
  });
}
