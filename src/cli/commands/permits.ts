import type { Command } from "commander";
import type { ExportPermit } from "../../client/answers.ts";
import type { PermitFilter } from "../../client/filters.ts";
import { formatGrams } from "../../domain/amounts.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { formWords } from "../../domain/words.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry } from "../arguments.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";

interface Options extends PermitFilter {
  all?: boolean;
}

/** `ytterby permits`: permits to send controlled goods across a border, the oldest first. */
export function addPermits(program: Command, say: Say): void {
  program
    .command("permits")
    .description(
      say(
        "permits to send controlled goods across a border, the oldest first; `state permit` and `state withdraw-permit` change that",
        "受管制货物的出口许可，最早的在前；用 `state permit`、`state withdraw-permit` 核发、撤回",
      ),
    )
    .option("--exporter <address>", say("only those of an exporter", "仅显示某一出口方的"), toAddress)
    .option("--consignee <address>", say("only those for a consignee", "仅显示某一收货方的"), toAddress)
    .option("--country <code>", say("only those of a country", "仅显示某一国家核发的"), toCountry)
    .option("--destination <code>", say("only those for a destination", "仅显示某一目的国的"), toCountry)
    .option("--all", say("those that are over too", "包括已失效的许可"))
    .option(...cursorOption(say))
    .action(async ({ all = false, ...filter }: Options, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const page = await client.permits({ ...filter, running: !all });
      showPage(terminal, page, linesOf, { en: "no permits", zh: "没有许可" });
    });
}

function linesOf(permit: ExportPermit): LocalisedText[] {
  const { number, name, country, destination, elements, forms, validFrom, validUntil, withdrawnAt, statement } = permit;
  const window = `${day(validFrom)} – ${day(validUntil)}`;
  const over =
    withdrawnAt === null
      ? { en: "", zh: "" }
      : { en: `, withdrawn on ${day(withdrawnAt)}`, zh: `，已于 ${day(withdrawnAt)} 撤回` };
  const what = elements.join(", ");
  const ofForms = {
    en: forms.map((form) => formWords[form].en).join(", "),
    zh: forms.map((form) => formWords[form].zh).join("、"),
  };
  const { exporter, consignee, grantedGrams, drawnGrams } = permit;
  const private_: LocalisedText[] =
    grantedGrams === undefined || drawnGrams === undefined
      ? []
      : [
          {
            en: `  ${formatGrams(BigInt(grantedGrams - drawnGrams))} left of ${formatGrams(BigInt(grantedGrams))}, from ${exporter} to ${consignee}`,
            zh: `  剩余 ${formatGrams(BigInt(grantedGrams - drawnGrams))}，共 ${formatGrams(BigInt(grantedGrams))}；自 ${exporter} 至 ${consignee}`,
          },
        ];
  return [
    {
      en: `${window}  no. ${number} by ${name}: ${what} (${ofForms.en}) from ${country} to ${destination}${over.en}`,
      zh: `${window}  ${name} 第 ${number} 号：${what}（${ofForms.zh}），自 ${country} 至 ${destination}${over.zh}`,
    },
    ...private_,
    { en: `  permit ${statement}`, zh: `  许可 ${statement}` },
  ];
}
