import type { Command } from "commander";
import type { Seizure } from "../../client/answers.ts";
import { formatGrams } from "../../domain/amounts.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry } from "../arguments.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";

interface Options {
  lot?: string;
  authority?: `0x${string}`;
  holder?: `0x${string}`;
  country?: string;
  all?: boolean;
  cursor?: string;
}

/** `ytterby seizures`: goods that authorities have seized, the oldest seizure first. */
export function addSeizures(program: Command, say: Say): void {
  program
    .command("seizures")
    .description(
      say(
        "goods that authorities have seized, the oldest seizure first; `state seize` and `state return-seized` change that",
        "主管机关扣押的货物，最早的在前；用 `state seize`、`state return-seized` 作出、发还",
      ),
    )
    .option("--lot <lot>", say("only those of a lot", "仅显示某一批次"))
    .option("--authority <address>", say("only those of an authority", "仅显示某一机关作出的"), toAddress)
    .option("--holder <address>", say("only those taken from an organisation", "仅显示某一组织被扣押的"), toAddress)
    .option("--country <code>", say("only those in a country", "仅显示某一国家的"), toCountry)
    .option("--all", say("those that were given back too", "包括已发还的"))
    .option(...cursorOption(say))
    .action(async ({ all = false, lot, ...filter }: Options, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const of = lot === undefined ? {} : { lot: await lotNamed(client, lot) };
      const page = await client.seizures({ ...filter, ...of, standing: !all });
      showPage(terminal, page, linesOf, { en: "no seizures", zh: "没有扣押" });
    });
}

function linesOf({
  statement,
  lot,
  hold,
  holder,
  country,
  grams,
  ground,
  name,
  seizedAt,
  endedAt,
}: Seizure): LocalisedText[] {
  const mass = formatGrams(BigInt(grams));
  const over =
    endedAt === null ? { en: "", zh: "" } : { en: `, given back ${day(endedAt)}`, zh: `，已于 ${day(endedAt)} 发还` };
  return [
    {
      en: `${day(seizedAt)}  ${name} in ${country}, ground ${ground}: ${mass} of ${holder}${over.en}`,
      zh: `${day(seizedAt)}  ${name}，${country}，依据 ${ground}：${holder} 的 ${mass}${over.zh}`,
    },
    { en: `  lot     ${lot}`, zh: `  批次 ${lot}` },
    { en: `  seizure ${statement}`, zh: `  扣押 ${statement}` },
    { en: `  hold    ${hold}`, zh: `  扣留 ${hold}` },
  ];
}
