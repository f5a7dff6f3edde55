import { lotId } from "../statements/content.ts";
import type { DeclaredLot } from "../statements/deeds.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import { describeStatement, kindOf, type UnsignedStatement } from "../statements/statement.ts";
import { CliError } from "./cli-error.ts";
import type { Say } from "./language.ts";
import { oddities } from "./plausibility.ts";
import type { Terminal } from "./terminal.ts";

/** A signature that stands longer than this has to be meant: it can be used all that time. */
const farDays = 90;

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
  const { validAfter, validBefore } = statement.message;
  const [from, until] = [moment(validAfter), moment(validBefore)];
  terminal.note(describeStatement(statement));
  for (const { lotNumber, id } of declaredLots(statement)) {
    terminal.note({ en: `Lot ${lotNumber} is ${id}.`, zh: `批次 ${lotNumber} 的编号为 ${id}。` });
  }
  for (const { en, zh } of oddities(statement)) terminal.note({ en: `Look again: ${en}`, zh: `请再核对：${zh}` });
  terminal.note({
    en: `It may be included from ${from} until ${until} (UTC), and only once.`,
    zh: `可于 ${from} 至 ${until}（UTC）间被纳入，且仅一次。`,
  });
  const now = Math.floor(Date.now() / 1000);
  if (validBefore < validAfter) {
    throw new CliError("usage", {
      en: `validBefore: the window is empty: it ends (${until}) before it begins (${from}).`,
      zh: `validBefore：期限为空：结束（${until}）早于开始（${from}）。`,
    });
  }
  if (validBefore < now) {
    throw new CliError("usage", {
      en: `validBefore: the window is over since ${until}. Draft the statement again.`,
      zh: `validBefore：期限已于 ${until} 结束。请重新起草声明。`,
    });
  }
  if (!farWindow && validBefore > now + farDays * 86_400) {
    throw new CliError("usage", {
      en: `validBefore: the signature would stand until ${until}, more than ${farDays} days. Times are in seconds, not milliseconds. If it is meant, say --far-window.`,
      zh: `validBefore：签名将有效至 ${until}，超过 ${farDays} 天。时间以秒计，而非毫秒。如确有此意，请使用 --far-window。`,
    });
  }
}

/** As text; seconds beyond what dates can show stay a number. */
function moment(unixSeconds: number): string {
  if (unixSeconds > 8.64e12) return String(unixSeconds);
  return new Date(unixSeconds * 1000).toISOString().replace("T", " ").replace(".000Z", "");
}

/** The lots that a statement declares, with their ids, by which everything later names them. */
export function declaredLots({ kind, message }: UnsignedStatement): { lotNumber: string; id: string }[] {
  return kindOf(kind)
    .declares(message as never)
    .map(identified);
}

function identified({ producer, lotNumber, content }: DeclaredLot): { lotNumber: string; id: string } {
  return { lotNumber, id: lotIdToWire(lotId(producer, lotNumber, content)) };
}
