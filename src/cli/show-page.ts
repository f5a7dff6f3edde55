import type { Page } from "../client/filters.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { Say } from "./language.ts";
import type { Terminal } from "./terminal.ts";

/** The option of a list by which the next page is asked for: its flags and what it means. */
export function cursorOption(say: Say): [flags: string, meaning: string] {
  return [
    "--cursor <cursor>",
    say("next page: the cursor that the page before ends with", "下一页：上一页末尾给出的游标"),
  ];
}

/**
 * A page of a list as the result of a command, with how to go on.
 * @param linesOf What people read of an item.
 * @param none What they read where there is none.
 */
export function showPage<Item>(
  terminal: Terminal,
  page: Page<Item>,
  linesOf: (item: Item) => readonly LocalisedText[],
  none: LocalisedText,
): void {
  const lines = page.items.length === 0 ? [none] : page.items.flatMap(linesOf);
  if (page.next !== null) lines.push({ en: `more: --cursor ${page.next}`, zh: `更多：--cursor ${page.next}` });
  terminal.result(
    page,
    lines.map((line) => terminal.text(line)),
  );
}
