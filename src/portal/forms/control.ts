import type { Codec } from "../../statements/codec.ts";

export type Codecs = Readonly<Record<string, Codec<unknown>>>;

/** How a field is filled in. */
export type Control =
  | { by: "struct"; codecs: Codecs }
  | { by: "list"; item: Codec<unknown> }
  | { by: "choice"; entries: readonly string[] }
  | { by: "choices"; entries: readonly string[] }
  | { by: "yes-or-no" }
  | { by: "paragraph" }
  | { by: "lot" | "document" | "documents" | "grams" | "address" | "text" };

/** How the field of a codec is filled in: the codec says it by what it is made of, so that a new kind needs no word here. */
export function controlOf(codec: Codec<unknown>): Control {
  const { items, codecs, numbers, parts, refersTo } = codec;
  if (items !== undefined) return { by: "list", item: items };
  if (codecs !== undefined) return { by: "struct", codecs };
  if (numbers !== undefined) {
    return { by: numbers.as === "number" ? "choice" : "choices", entries: Object.keys(numbers.of) };
  }
  if (parts !== undefined) return { by: "paragraph" };
  if (refersTo !== undefined) return { by: refersTo };
  const [field] = codec.fields("field");
  if (field?.type === "bool") return { by: "yes-or-no" };
  return { by: field?.type === "address" ? "address" : "text" };
}

/** What somebody has written so far: texts, as at the command line, in the shape of the message. */
export type Written = string | Written[] | { [name: string]: Written };
export type WrittenStruct = { [name: string]: Written };

/** An empty form: each list has one entry to begin with. */
export function emptyForm(codecs: Codecs): WrittenStruct {
  return Object.fromEntries(Object.entries(codecs).map(([name, codec]) => [name, emptyField(codec)]));
}

/** A form in which something is known already. @param given Texts by the steps to their fields: `lot`, `lines.0.lot`. */
export function begunForm(codecs: Codecs, given: Readonly<Record<string, string>>): WrittenStruct {
  const steps = (path: string) => path.split(".").map((step) => (/^\d{1,3}$/.test(step) ? Number(step) : step));
  return Object.entries(given)
    .filter(([path]) => Object.hasOwn(codecs, path.split(".")[0] ?? ""))
    .reduce((form, [path, text]) => withPart(form, steps(path), text) as WrittenStruct, emptyForm(codecs));
}

/** An empty field. */
export function emptyField(codec: Codec<unknown>): Written {
  const control = controlOf(codec);
  if (control.by === "struct") return emptyForm(control.codecs);
  return control.by === "list" ? [emptyField(control.item)] : "";
}

/** The value with one of its parts exchanged. @param path Steps to the part. */
export function withPart(value: Written, [step, ...rest]: readonly (string | number)[], part: Written): Written {
  if (step === undefined) return part;
  if (Array.isArray(value)) {
    // A step behind the end adds an entry.
    const entries = step === value.length ? [...value, ""] : value;
    return entries.map((entry, index) => (index === step ? withPart(entry, rest, part) : entry));
  }
  const struct = typeof value === "string" ? {} : value;
  return { ...struct, [step]: withPart(struct[step] ?? "", rest, part) };
}
