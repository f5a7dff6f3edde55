/** Scripts that have letters like those of another. What is written in others is taken for one script. */
const scripts = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Armenian: /\p{Script=Armenian}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Arabic: /\p{Script=Arabic}/u,
  Georgian: /\p{Script=Georgian}/u,
  Cherokee: /\p{Script=Cherokee}/u,
  Coptic: /\p{Script=Coptic}/u,
  Han: /\p{Script=Han}/u,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  Hangul: /\p{Script=Hangul}/u,
} as const;

export type ScriptName = keyof typeof scripts;

/** Scripts that are written together: those of East Asia, with each other and with Latin (Unicode TR 39, highly restrictive). */
const writtenTogether: ReadonlySet<ScriptName> = new Set(["Latin", "Han", "Kana", "Hangul"]);

/** The scripts that a text mixes though nobody writes them together; empty if it mixes none. */
export function mixedScripts(text: string): ScriptName[] {
  const found = (Object.keys(scripts) as ScriptName[]).filter((name) => scripts[name].test(text));
  const usual = found.length < 2 || found.every((name) => writtenTogether.has(name));
  return usual ? [] : found;
}

/** Letters and digits that look like others in usual typefaces (from Unicode's confusables.txt, the alphabets of Europe). */
const likeness = new Map(
  Object.entries({
    a: "аαа",
    b: "вβь",
    c: "сϲ",
    d: "ԁ",
    e: "еєε",
    g: "ɡ",
    h: "нһ",
    i: "іιıl1|!ӏї",
    j: "јϳ",
    k: "кκ",
    m: "м",
    n: "пηո",
    o: "оοσ0ө",
    p: "рρ",
    q: "ԛ",
    r: "гᴦ",
    s: "ѕ5",
    t: "тτ",
    u: "υцս",
    v: "νѵ",
    w: "ѡωԝ",
    x: "хχ",
    y: "уүγ",
    z: "ζ2",
  }).flatMap(([latin, alike]) => [...alike].map((character) => [character, latin] as const)),
);

/**
 * A text reduced to how it looks: two texts with the same likeness can be taken for each other. Case, accents, spaces,
 * punctuation and width do not count.
 */
export function likenessOf(text: string): string {
  const folded = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}|!]/gu, "");
  return [...folded].map((character) => likeness.get(character) ?? character).join("");
}
