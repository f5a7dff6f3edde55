import { CliError } from "./cli-error.ts";

/**
 * Sets one field of a message from "path=value": `grams=2500000`, `composition.Nd.partsPerHundredMillion=170000`. A value that is JSON
 * is taken as such, anything else as text.
 * @throws CliError if it is no such pair, or the path leads through something that is no object.
 */
export function setField(message: Record<string, unknown>, pair: string): void {
  // A name begins with a letter, so that none reaches an object's prototype.
  const [, path, text] = pair.match(/^([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)=(.*)$/s) ?? [];
  if (path === undefined || text === undefined) throw complaint(pair);
  const names = path.split(".");
  const last = names.pop() as string;
  let target = message;
  for (const name of names) {
    if (!Object.hasOwn(target, name)) target[name] = {};
    const next = target[name];
    if (typeof next !== "object" || next === null || Array.isArray(next)) throw complaint(pair);
    target = next as Record<string, unknown>;
  }
  target[last] = fieldValue(text);
}

function fieldValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function complaint(pair: string): CliError {
  return new CliError("usage", {
    en: `--set ${pair}: expected field=value, such as grams=2500000.`,
    zh: `--set ${pair}：应为 字段=值，如 grams=2500000。`,
  });
}
