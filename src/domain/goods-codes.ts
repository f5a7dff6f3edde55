import type { Form } from "./form.ts";

/**
 * Codes of the Harmonized System (WCO, edition of 2022) under which customs take goods of each form: headings of four digits and subheadings of
 * six. A national code begins with one of them. The table is wide on purpose: what customs anywhere take for right is no mismatch.
 *
 * - Ores and concentrates: 2530.90 has minerals of rare earths (explanatory note to 25.30), 2612.20 has monazite (explanatory note to 26.12).
 *   A concentrate that was treated chemically is a compound: TARIC has 2846 10 00 10 for it.
 * - Compounds: 2846. Radioactive ones go to 2844 (note 1 to section VI).
 * - Metals: 2805.30, interalloyed among themselves or not (United States, NY 801877).
 * - Alloys go under the metal that weighs most (note 5 to section XV): iron under 7202.99 as a ferro-alloy (China, 7202 99), under 7205 as powder,
 *   under 7224 as flakes of strip casting (United States, ruling of 2014 on SC alloy flakes); nickel 7502, aluminium 7601, magnesium 8104, cobalt
 *   8105. Where rare earths weigh most it is a mixture of 3824.99 (United States, HQ 955158, by the numbers of its time). 3606.90 has ferro-cerium.
 * - Magnets: 8505.11 of metal, magnetised or not; 8505.19 has bonded ones.
 * - Scrap: as what it was (8505, 2805.30), or as waste of iron 7204, residues 2620, electrical waste 8549 (new in 2022), chemical residues 3825.
 */
const codes: Readonly<Record<Form, readonly string[]>> = {
  ore: ["253090", "261220"],
  concentrate: ["253090", "261220", "2846"],
  "mixed-compound": ["2844", "2846"],
  "separated-oxide": ["2844", "2846"],
  metal: ["280530"],
  alloy: ["280530", "360690", "382499", "720299", "7205", "7224", "7502", "7601", "8104", "8105"],
  magnet: ["850511", "850519"],
  scrap: ["2620", "280530", "3825", "7204", "8505", "8549"],
};

/** Codes of the Harmonized System that goods of any of these forms may have, in ascending order: each stands for all that begin with it. */
export function goodsCodesOf(forms: readonly Form[]): string[] {
  return [...new Set(forms.flatMap((form) => codes[form]))].sort();
}
