import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { LocalisedText } from "../domain/localised-text.ts";
import { shown, shownJson } from "../domain/plain-text.ts";
import type { CliError } from "./cli-error.ts";
import { wrapped } from "./columns.ts";
import type { Language } from "./language.ts";

/** Where a command speaks: results on the standard output, everything else on the standard error. */
export class Terminal {
  readonly language: Language;
  readonly #json: boolean;
  readonly #out: Writable;
  readonly #err: Writable;

  constructor(
    language: Language,
    json: boolean,
    { out, err }: { out: Writable; err: Writable } = { out: process.stdout, err: process.stderr },
  ) {
    this.language = language;
    this.#json = json;
    this.#out = out;
    this.#err = err;
  }

  /** A text in the reader's language. */
  text(text: LocalisedText): string {
    return text[this.language];
  }

  /** The result of a command: one JSON document for machines, lines for people. */
  result(value: unknown, lines: readonly string[]): void {
    this.#out.write(this.#json ? documentOf(value) : linesOf(lines, this.#out));
  }

  /** A document as the result of a command, for machines and people alike. */
  document(value: unknown): void {
    this.#out.write(documentOf(value));
  }

  /** A table as the result of a command, part by part as it is made; its lines end with CR and LF. */
  async table(parts: Iterable<string>): Promise<void> {
    const escaped = function* () {
      for (const part of parts) yield part.split("\r\n").map(shown).join("\r\n");
    };
    // The standard output stays open for what is said later.
    await pipeline(Readable.from(escaped()), this.#out, { end: false });
  }

  /** What happens meanwhile: one line. */
  note(text: LocalisedText): void {
    this.#err.write(linesOf([this.text(text)], this.#err));
  }

  /** Why the command ends without its result. */
  failure({ text, items, status, details }: CliError): void {
    const message = this.text(text);
    const all = items.map((item) => this.text(item));
    this.#err.write(
      this.#json
        ? shownJson(
            `${JSON.stringify({ error: { status, message, ...(all.length > 0 && { fields: all }), ...details } })}\n`,
          )
        : linesOf([`ytterby: ${message}`, ...all.map((item) => `  ${item}`)], this.#err),
    );
  }
}

/** Indented; nothing in it is hidden. */
export function documentOf(value: unknown): string {
  return shownJson(`${JSON.stringify(value, null, 2)}\n`);
}

// What participants wrote may stand in any line, and must not begin another or move what stands there.
function linesOf(lines: readonly string[], target: Writable): string {
  // Only a terminal has columns. Below twenty there is nothing to be laid out.
  const { columns = 0 } = target as Writable & { columns?: number };
  const laidOut = columns < 20 ? lines.map(shown) : lines.flatMap((line) => wrapped(shown(line), columns));
  return laidOut.map((line) => `${line}\n`).join("");
}
