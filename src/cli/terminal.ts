import type { Writable } from "node:stream";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { CliError } from "./cli-error.ts";
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
    this.#out.write(this.#json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(""));
  }

  /** What happens meanwhile. */
  note(text: LocalisedText): void {
    this.#err.write(`${this.text(text)}\n`);
  }

  /** Why the command ends without its result. */
  failure(error: CliError): void {
    const message = this.text(error.text);
    this.#err.write(
      this.#json
        ? `${JSON.stringify({ error: { status: error.status, message, ...error.details } })}\n`
        : `ytterby: ${message}\n`,
    );
  }
}
