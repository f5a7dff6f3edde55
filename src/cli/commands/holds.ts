import type { Command } from "commander";
import type { Hold } from "../../client/answers.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { challengeStateWords } from "../../domain/words.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry, toHash } from "../arguments.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";

interface Options {
  lot?: string;
  consignment?: Hex;
  authority?: `0x${string}`;
  country?: string;
  all?: boolean;
  cursor?: string;
}

/** `ytterby holds`: goods that authorities hold, the oldest hold first. */
export function addHolds(program: Command, say: Say): void {
  program
    .command("holds")
    .description(
      say(
        "goods that authorities hold, the oldest hold first; `state hold`, `state hold-consignment`, `state challenge`, `state renew-hold` and `state release-hold` change that",
        "主管机关扣留的货物，最早的在前；用 `state hold`、`state hold-consignment`、`state challenge`、`state renew-hold`、`state release-hold` 作出、延长、解除",
      ),
    )
    .option("--lot <lot>", say("only those of a lot", "仅显示某一批次"))
    .option("--consignment <id>", say("only those of a consignment", "仅显示某一货件的"), toHash)
    .option("--authority <address>", say("only those of an authority", "仅显示某一机关作出的"), toAddress)
    .option("--country <code>", say("only those in a country", "仅显示某一国家的"), toCountry)
    .option("--all", say("those that are over too", "包括已结束的扣留"))
    .option(...cursorOption(say))
    .action(async ({ all = false, lot, ...filter }: Options, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const of = lot === undefined ? {} : { lot: await lotNamed(client, lot) };
      const page = await client.holds({ ...filter, ...of, inForce: !all });
      showPage(terminal, page, linesOf, { en: "no holds", zh: "没有扣留" });
    });
}

function linesOf({
  statement,
  lot,
  country,
  ground,
  name,
  holder,
  consignment,
  heldAt,
  until,
  endedAt,
  challenge,
}: Hold): LocalisedText[] {
  const over =
    endedAt === null ? { en: "", zh: "" } : { en: `, over since ${day(endedAt)}`, zh: `，已于 ${day(endedAt)} 结束` };
  const whose =
    holder === null && consignment !== null
      ? { en: ", wherever the consignment arrives", zh: "，货件到达之处" }
      : holder === null
        ? { en: ", everybody's", zh: "，全部持有人" }
        : { en: `, those of ${holder}`, zh: `，持有人 ${holder}` };
  return [
    {
      en: `${day(heldAt)} – ${day(until)}  ${name} in ${country}, ground ${ground}${whose.en}${over.en}`,
      zh: `${day(heldAt)} – ${day(until)}  ${name}，${country}，依据 ${ground}${whose.zh}${over.zh}`,
    },
    { en: `  lot  ${lot}`, zh: `  批次 ${lot}` },
    ...(consignment === null ? [] : [{ en: `  consignment ${consignment}`, zh: `  货件 ${consignment}` }]),
    { en: `  hold ${statement}`, zh: `  扣留 ${statement}` },
    ...(challenge === null ? [] : [clockOf(challenge)]),
  ];
}

function clockOf({ state, answerBy, answeredAt, late }: NonNullable<Hold["challenge"]>): LocalisedText {
  const words = challengeStateWords[state];
  const answered =
    answeredAt === null
      ? { en: "", zh: "" }
      : {
          en: `, answered ${day(answeredAt)}${late ? ", late" : ""}`,
          zh: `，${day(answeredAt)} 答复${late ? "（逾期）" : ""}`,
        };
  return {
    en: `  challenge: ${words.en}; due by ${day(answerBy)}${answered.en}`,
    zh: `  质疑：${words.zh}；答复期限 ${day(answerBy)}${answered.zh}`,
  };
}
