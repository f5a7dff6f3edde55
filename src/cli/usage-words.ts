import { InvalidArgumentError } from "commander";

/** What parsers of arguments have complained of, in Chinese: the library that parses keeps nothing of a complaint but its English text. */
const complaints = new Map<string, string>();

/** A complaint about an argument, which is told with the argument's name and value. */
export function invalid(en: string, zh: string): InvalidArgumentError {
  complaints.set(en, zh);
  return new InvalidArgumentError(en);
}

const phrases: readonly [pattern: RegExp, zh: (...parts: string[]) => string][] = [
  [
    /^option '(.+?)' argument '(.*)' is invalid\. (.*)$/s,
    (option, value, why) => `选项 ${option} 的值“${value}”无效。${complaint(why)}`,
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.+?)'\. (.*)$/s,
    (value, argument, why) => `参数 ${argument} 的值“${value}”无效。${complaint(why)}`,
  ],
  [/^missing required argument '(.+)'$/, (argument) => `缺少参数 ${argument}。`],
  [/^option '(.+)' argument missing$/, (option) => `选项 ${option} 缺少值。`],
  [/^required option '(.+)' not specified$/, (option) => `缺少必需的选项 ${option}。`],
  [/^unknown option '(.+?)'(.*)$/s, (option, hint) => `没有选项 ${option}。${suggestion(hint)}`],
  [/^unknown command '(.+?)'(.*)$/s, (command, hint) => `没有命令 ${command}。${suggestion(hint)}`],
  [
    /^too many arguments.*Expected ([0-9]+) arguments? but got ([0-9]+).*$/s,
    (expected, received) => `参数过多：应有 ${expected} 个，给出了 ${received} 个。`,
  ],
];

/** What the library that parses says of a wrong command line, in Chinese; what it says otherwise, as it is. */
export function usageInChinese(text: string): string {
  const [, said] = /^error: (.*?)\n?$/s.exec(text) ?? [];
  if (said === undefined) return text;
  for (const [pattern, zh] of phrases) {
    const parts = pattern.exec(said);
    if (parts !== null) return `错误：${zh(...parts.slice(1))}\n`;
  }
  return text;
}

function complaint(en: string): string {
  const [, choices] = /^Allowed choices are (.*)\.$/.exec(en) ?? [];
  return choices === undefined ? (complaints.get(en) ?? en) : `可选：${choices}。`;
}

function suggestion(hint: string): string {
  const [, names] = /\(Did you mean (?:one of )?(.*)\?\)/.exec(hint) ?? [];
  return names === undefined ? "" : `是否指 ${names}？`;
}
