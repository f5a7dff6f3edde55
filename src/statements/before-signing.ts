import type { LocalisedText } from "../domain/localised-text.ts";
import { lotId } from "./content.ts";
import { declaredLots } from "./knowledge.ts";
import { oddities } from "./oddities.ts";
import { lotIdToWire } from "./scalars.ts";
import { describeStatement, type UnsignedStatement } from "./statement.ts";

/** A signature that stands longer than this has to be meant: it can be used all that time. */
export const farDays = 90;

/** What whoever signs is shown first: what the statement says, what in it looks odd, and the window in which it may be included. */
export function linesBeforeSigning(statement: UnsignedStatement): LocalisedText[] {
  const [from, until] = windowOf(statement);
  return [
    describeStatement(statement),
    ...identifiedLots(statement).map(({ lotNumber, id }) => ({
      en: `Lot ${lotNumber} is ${id}.`,
      zh: `批次 ${lotNumber} 的编号为 ${id}。`,
    })),
    ...oddities(statement).map(({ en, zh }) => ({ en: `Look again: ${en}`, zh: `请再核对：${zh}` })),
    {
      en: `It may be included from ${from} until ${until} (UTC), and only once.`,
      zh: `可于 ${from} 至 ${until}（UTC）间被纳入，且仅一次。`,
    },
  ];
}

/** What is wrong with the window, that the statement is not to be signed; undefined if nothing is. @param now Unix seconds. */
export function windowFault(
  statement: UnsignedStatement,
  now: number,
): { isFar: boolean; text: LocalisedText } | undefined {
  const { validAfter, validBefore } = statement.message;
  const [from, until] = windowOf(statement);
  if (validBefore < validAfter) {
    const en = `validBefore: the window is empty: it ends (${until}) before it begins (${from}).`;
    return { isFar: false, text: { en, zh: `validBefore：期限为空：结束（${until}）早于开始（${from}）。` } };
  }
  if (validBefore < now) {
    const en = `validBefore: the window is over since ${until}. Draft the statement again.`;
    return { isFar: false, text: { en, zh: `validBefore：期限已于 ${until} 结束。请重新起草声明。` } };
  }
  if (validBefore <= now + farDays * 86_400) return undefined;
  const en = `validBefore: the signature would stand until ${until}, more than ${farDays} days. Times are in seconds, not milliseconds.`;
  const zh = `validBefore：签名将有效至 ${until}，超过 ${farDays} 天。时间以秒计，而非毫秒。`;
  return { isFar: true, text: { en, zh } };
}

/** The lots that a statement declares, with their ids, by which everything later names them. */
export function identifiedLots(statement: UnsignedStatement): { lotNumber: string; id: string }[] {
  return declaredLots(statement).map(({ producer, lotNumber, content }) => ({
    lotNumber,
    id: lotIdToWire(lotId(producer, lotNumber, content)),
  }));
}

function windowOf({ message }: UnsignedStatement): [from: string, until: string] {
  return [momentText(message.validAfter), momentText(message.validBefore)];
}

/** As text; seconds beyond what dates can show stay a number. */
function momentText(unixSeconds: number): string {
  if (unixSeconds > 8.64e12) return String(unixSeconds);
  return new Date(unixSeconds * 1000).toISOString().replace("T", " ").replace(".000Z", "");
}
