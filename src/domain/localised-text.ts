/** One text in the languages that people are served in. */
export interface LocalisedText {
  en: string;
  zh: string;
}
