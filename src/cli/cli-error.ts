import type { LocalisedText } from "../domain/localised-text.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";

/** A failure that ends the command with one sentence and a status of its own; never with a stack trace. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly status: ExitStatus;
  readonly text: LocalisedText;
  /** What it consists of, a line each. */
  readonly items: readonly LocalisedText[];
  /** For machines, beside the sentence. */
  readonly details: Record<string, unknown>;

  constructor(
    status: keyof typeof exitStatus,
    text: LocalisedText,
    details: Record<string, unknown> = {},
    items: readonly LocalisedText[] = [],
  ) {
    super([text.en, ...items.map(({ en }) => en)].join("\n  "));
    this.status = exitStatus[status];
    this.text = text;
    this.items = items;
    this.details = details;
  }
}
