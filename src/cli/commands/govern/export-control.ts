import type { Command } from "commander";
import { z } from "zod";
import { elementSymbols } from "../../../domain/elements.ts";
import { forms } from "../../../domain/form.ts";
import { momentOf } from "../../../domain/moment.ts";
import { acts } from "../../../governance/acts.ts";
import { setExportRule } from "../../../governance/calls.ts";
import type { Say } from "../../language.ts";
import { parse, readJson } from "../../statement-file.ts";
import { act, addAct } from "./act.ts";

/** Unix seconds, or a day or a moment as text. */
const time = (edge: "start" | "end") =>
  z.union([
    z.int().min(0),
    z.string().transform((text, context) => {
      const moment = momentOf(text, edge);
      if (typeof moment === "number") return moment;
      context.addIssue({ code: "custom", message: moment.fault.en, params: { zh: moment.fault.zh } });
      return z.NEVER;
    }),
  ]);

const rule = z.strictObject({
  rule: z.int().min(1).max(65_535),
  name: z.string().min(1),
  country: z.string().regex(/^[A-Z]{2}$/),
  elements: z.array(z.enum(elementSymbols)),
  forms: z.array(z.enum(forms)),
  validFrom: time("start"),
  validUntil: time("end"),
  suspensions: z.array(z.strictObject({ from: time("start"), until: time("end") })).max(2),
  coversTransit: z.boolean(),
  valueShareBasisPoints: z.int().min(1).max(10_000).nullable(),
});

/** A file of rules of export control, as `data/export-rules.json` is one. */
export const exportRulesFile = z.strictObject({
  source: z.string().optional(),
  note: z.string().optional(),
  rules: z.array(rule).min(1),
});

/** Acts about export control: `export-rules`. */
export function addExportControlActs(govern: Command, say: Say): void {
  addAct(govern, say, "export-rules", acts.setRule.words)
    .argument(
      "<file>",
      say(
        'JSON {"rules": [{"rule", "name", "country", "elements", "forms", "validFrom", "validUntil", "suspensions", "coversTransit", "valueShareBasisPoints"}]}; data/export-rules.json is one',
        'JSON {"rules": [{"rule", "name", "country", "elements", "forms", "validFrom", "validUntil", "suspensions", "coversTransit", "valueShareBasisPoints"}]}；示例见 data/export-rules.json',
      ),
    )
    .action(
      act(async (file: string, _options: object) =>
        parse(exportRulesFile, await readJson(file), file).rules.map(setExportRule),
      ),
    );
}
