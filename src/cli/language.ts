/** Languages that the command speaks. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** Texts of a command's help, in the reader's language. */
export type Say = (en: string, zh: string) => string;

/**
 * The language that a command line asks for with `--lang`. It is needed before the command line is parsed, as what the parser
 * says is in that language too.
 */
export function languageOf(args: readonly string[]): Language {
  const index = args.indexOf("--lang");
  const asked = index >= 0 ? args[index + 1] : args.find((arg) => arg.startsWith("--lang="))?.slice("--lang=".length);
  return languages.find((language) => language === asked) ?? "en";
}
