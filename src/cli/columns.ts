/** How many columns of a terminal a text takes: a Chinese character takes two, a mark above another none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/**
 * A line as lines of a terminal, broken between words. What follows stands under the text of the first, so that nothing of it can be taken
 * for the beginning of a line. A word that is wider than a line (a hash, an address) stays whole, to be copied.
 * @param columns How wide the terminal is.
 */
export function wrapped(line: string, columns: number): string[] {
  if (widthOf(line) <= columns) return [line];
  const hang = " ".repeat(hangOf(line, columns));
  const lines: string[] = [];
  let current = "";
  for (const part of line.match(parts) ?? []) {
    if (current.trim() !== "" && widthOf(current) + widthOf(part.trimEnd()) > columns) {
      lines.push(current.trimEnd());
      current = hang + part.trimStart();
    } else current += part;
  }
  return [...lines, current.trimEnd()];
}

/** Words with the spaces behind them; between Chinese characters a line may break too, but not before what ends a clause. */
const parts =
  /\s+|[\u2e80-\u9fff\uff00-\uffef][，。；：、）》”]*\s*|[^\s\u2e80-\u9fff\uff00-\uffef]+[，。；：、）》”]*\s*/gu;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

function widthOfCharacter(character: string): number {
  if (/^\p{M}$/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

/** Where the text of a line begins: behind its title, if it has one, and otherwise a little within. */
function hangOf(line: string, columns: number): number {
  const title = /^\s*[✔!✘–] \S+\s+|^\s*\S+(?: \S+)*?\s{2,}/u.exec(line)?.[0] ?? "";
  const width = widthOf(title);
  const indent = widthOf(/^\s*/.exec(line)?.[0] ?? "") + 2;
  return width > indent && width <= columns / 2 ? width : indent;
}
