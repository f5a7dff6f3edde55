import type { LocalisedText } from "./localised-text.ts";

/**
 * Characters that a reader does not see, or that change how others are shown: control and format characters (direction,
 * zero width), separators of lines and paragraphs, fillers, variation selectors, and what stands for no character.
 */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/u;
const everyHidden = new RegExp(hidden, "gu");
const spaces = /\p{Zs}+/gu;
/** More marks on one letter than any language writes cover the lines above and below. */
const piledMarks = /\p{M}{5,}/u;

/** A text as participants are meant to write it: in normal form C, without spaces at its ends, one space between words. */
export function normaliseText(text: string): string {
  return text.normalize("NFC").replace(spaces, " ").trim();
}

/**
 * What is wrong with a text that a participant wrote; undefined if nothing is.
 * A text must be shown in one way only, and must not change how anything else is shown.
 */
export function textFault(text: string): LocalisedText | undefined {
  const [found] = hidden.exec(text) ?? [];
  if (found !== undefined || !text.isWellFormed()) {
    const name = found === undefined ? "half a surrogate pair" : codePoint(found);
    return {
      en: `expected text that can be read in full, and it has the hidden character ${name}: leave it out`,
      zh: `文本须完全可见，但含有不可见字符 ${name}：请删除`,
    };
  }
  if (piledMarks.test(text)) {
    return { en: "expected at most four marks on one letter", zh: "一个字母上最多四个附加符号" };
  }
  const normal = normaliseText(text);
  if (normal === "") return { en: "expected text, and it is empty", zh: "文本不能为空" };
  if (normal === text) return undefined;
  return {
    en: `expected text in normal form (Unicode NFC, single spaces, none at its ends): write "${normal}"`,
    zh: `文本须为规范形式（Unicode NFC，词间单个空格，首尾无空格）：请写“${normal}”`,
  };
}

/**
 * A text on its way out, to a terminal, a log, a table or a page: whatever a reader would not see stands as its code point in
 * braces, such as `\u{1B}`. This is the only function that does it.
 */
export function shown(text: string): string {
  return text.toWellFormed().replace(everyHidden, (character) => `\\u{${hexOf(character)}}`);
}

/** JSON on its way to a terminal or a log: hidden characters are escaped as JSON has it, so the document stays the same. */
export function shownJson(json: string): string {
  return json.replace(everyHidden, (character) =>
    // Line breaks and indents can only be the document's own: JSON escapes those in its strings.
    character === "\n"
      ? character
      : Array.from({ length: character.length }, (_, index) => unitOf(character.charCodeAt(index))).join(""),
  );
}

/** A document on its way to a page: every text in it as `shown` has it. */
export function shownIn<T>(document: T): T {
  return everyText(document, shown) as T;
}

/** A document on its way in, before it is checked: every text in it normalised. */
export function normalisedIn<T>(document: T): T {
  return everyText(document, normaliseText) as T;
}

function everyText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((entry) => everyText(entry, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [change(name), everyText(entry, change)]));
}

function codePoint(character: string): string {
  return `U+${hexOf(character).padStart(4, "0")}`;
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
}

function unitOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}
