import type { LocalisedText } from "../domain/localised-text.ts";
import type { Codec } from "./codec.ts";
import { UnreadableText } from "./from-text.ts";

/** What there is to say of a field that was written as text, by the steps to the field with dots between them. */
export interface WrittenRemark {
  path: string;
  text: LocalisedText;
}

type Codecs = Readonly<Record<string, Codec<unknown>>>;

/**
 * A message in its wire shape, from JSON as people write it: what they would write at the command line may stand in it as text, such
 * as `"occurredAt": "2026-03-01+08:00"`, `"massGrams": "2.5 t"` or the name of a quota. Everything else is passed on as it is,
 * for the schema to judge.
 * @param codecs Codecs of the message's fields.
 * @returns The message; what could not be read of it, Global Location Numbers with a wrong check digit included; and how values were computed,
 *   where they were.
 */
export function readWritten(
  codecs: Codecs,
  message: Readonly<Record<string, unknown>>,
): Remarks & { message: Record<string, unknown> } {
  const remarks: Remarks = { faults: [], workings: [] };
  return { message: readStruct(codecs, message, "", remarks), ...remarks };
}

interface Remarks {
  faults: WrittenRemark[];
  workings: WrittenRemark[];
}

function readStruct(codecs: Codecs, value: Readonly<Record<string, unknown>>, at: string, remarks: Remarks) {
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const codec = Object.hasOwn(codecs, name) ? codecs[name] : undefined;
      return [name, codec === undefined ? entry : readField(codec, entry, `${at}${name}`, remarks)];
    }),
  );
}

function readField(codec: Codec<unknown>, value: unknown, path: string, remarks: Remarks): unknown {
  if (typeof value === "string") return readText(codec, value, path, remarks);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const { items } = codec;
    return items === undefined ? value : value.map((item, i) => readField(items, item, `${path}.${i}`, remarks));
  }
  const parts: Codecs = codec.codecs ?? (codec.parts as Codecs | undefined) ?? {};
  return readStruct(parts, value as Record<string, unknown>, `${path}.`, remarks);
}

function readText(
  codec: Pick<Codec<unknown>, "fromText">,
  text: string,
  path: string,
  { faults, workings }: Remarks,
): unknown {
  // In JSON, null stands for none: these words may be a name.
  if (codec.fromText === undefined || text === "" || text === "none") return text;
  try {
    return codec.fromText(text, (line) => workings.push({ path, text: line }));
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    faults.push({ path, text: error.text });
    return text;
  }
}
