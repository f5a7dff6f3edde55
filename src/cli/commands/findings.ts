import type { Command } from "commander";
import type { BorderFinding } from "../../client/answers.ts";
import { formatGrams } from "../../domain/amounts.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { referenceKindWords } from "../../domain/words.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toReference } from "../arguments.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";

interface Options {
  reference?: string;
  lot?: string;
  authority?: `0x${string}`;
  withdrawn?: boolean;
  cursor?: string;
}

/** `ytterby findings`: what authorities found in shipments, the newest first. */
export function addFindings(program: Command, say: Say): void {
  program
    .command("findings")
    .description(
      say(
        "what authorities found in shipments, the newest first; `state record-finding`, `state link-finding` and `state withdraw-finding` change that",
        "主管机关的查获情况，最新的在前；用 `state record-finding`、`state link-finding`、`state withdraw-finding` 登记、关联、撤回",
      ),
    )
    .option(
      "--reference <number>",
      say("number of a container, bill of lading or customs declaration", "集装箱号、提单号或报关单号"),
      toReference,
    )
    .option("--lot <lot>", say("only those linked to a lot", "仅显示与某一批次关联的"))
    .option("--authority <address>", say("only those of an authority", "仅显示某一机关登记的"), toAddress)
    .option("--withdrawn", say("those that were withdrawn too", "包括已撤回的"))
    .option(...cursorOption(say))
    .action(async ({ lot, ...filter }: Options, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const of = lot === undefined ? {} : { lot: await lotNamed(client, lot) };
      const page = await client.findings({ ...filter, ...of });
      showPage(terminal, page, linesOf, { en: "no findings", zh: "没有查获情况" });
    });
}

function linesOf({ referenceKind, referenceNumber, name, country, links, ...found }: BorderFinding): LocalisedText[] {
  const { occurredAt, goodsCode, labelOrigin, grossGrams, netGrams, withdrawnAt, statement } = found;
  const kind = referenceKindWords[referenceKind];
  const facts = [
    goodsCode && `HS ${goodsCode}`,
    labelOrigin && `label ${labelOrigin}`,
    grossGrams > 0 && `gross ${formatGrams(BigInt(grossGrams))}`,
    netGrams > 0 && `net ${formatGrams(BigInt(netGrams))}`,
  ].filter((fact) => typeof fact === "string");
  const over =
    withdrawnAt === null
      ? { en: "", zh: "" }
      : { en: `, withdrawn ${day(withdrawnAt)}`, zh: `，已于 ${day(withdrawnAt)} 撤回` };
  return [
    {
      en: `${day(occurredAt)}  ${kind.en} ${referenceNumber}, ${name} in ${country}${over.en}`,
      zh: `${day(occurredAt)}  ${kind.zh} ${referenceNumber}，${name}，${country}${over.zh}`,
    },
    ...(facts.length === 0 ? [] : [{ en: `  ${facts.join(", ")}`, zh: `  ${facts.join("，")}` }]),
    ...links.map(({ lot }) => ({ en: `  lot     ${lot}`, zh: `  批次     ${lot}` })),
    { en: `  finding ${statement}`, zh: `  查获情况 ${statement}` },
  ];
}
