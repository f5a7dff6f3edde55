import { farDays, linesBeforeSigning, windowFault } from "../statements/before-signing.ts";
import type { UnsignedStatement } from "../statements/statement.ts";
import { CliError } from "./cli-error.ts";
import type { Say } from "./language.ts";
import type { Terminal } from "./terminal.ts";

/** The option that allows a window that ends far ahead. */
export const farWindowOption = (say: Say) =>
  [
    "--far-window",
    say(`the signature is meant to stand for more than ${farDays} days`, `签名有效期确须超过 ${farDays} 天`),
  ] as const;

/**
 * Shows what is signed: what the statement says, and the window in which it may be included.
 * @param farWindow Whether a window that ends far ahead was asked for.
 * @throws CliError if the window is empty, over, or ends far ahead without having been asked for.
 */
export function tellBeforeSigning(terminal: Terminal, statement: UnsignedStatement, farWindow = false): void {
  for (const line of linesBeforeSigning(statement)) terminal.note(line);
  const fault = windowFault(statement, Math.floor(Date.now() / 1000));
  if (fault === undefined || (fault.isFar && farWindow)) return;
  const { en, zh } = fault.text;
  throw new CliError(
    "usage",
    fault.isFar
      ? { en: `${en} If it is meant, say --far-window.`, zh: `${zh}如确有此意，请使用 --far-window。` }
      : { en, zh },
  );
}
