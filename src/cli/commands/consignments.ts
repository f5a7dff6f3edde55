import type { Command } from "commander";
import type { Consignment, ConsignmentDetails, Hold } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import type { ConsignmentFilter } from "../../client/filters.ts";
import { formatGrams } from "../../domain/amounts.ts";
import { type ConsignmentStatus, consignmentStatuses } from "../../domain/consignment.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { consignmentStatusWords } from "../../domain/words.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry, toHash } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";
import { invalid } from "../usage-words.ts";

interface Options extends ConsignmentFilter {
  all?: boolean;
}

/** A hold, once for all the lots of the consignment that it holds. */
type HeldOnce = Hold & { lots: number };

/** `ytterby consignments`: goods on their way, the newest dispatch first; or one of them. */
export function addConsignments(program: Command, say: Say): void {
  program
    .command("consignments")
    .description(
      say(
        "consignments that wait for somebody, the newest dispatch first; or one of them, with its way, what holds it and its permits. `state hold-consignment` and `state change-route` change that",
        "尚未了结的货件，最新发运的在前；或其中一件的路线、扣留与许可。用 `state hold-consignment`、`state change-route` 作出变更",
      ),
    )
    .argument("[id]", say("one of them, by its id", "按编号显示其中一件"), toHash)
    .option(
      "--party <address>",
      say("only those that an organisation sends, receives or carries", "仅显示某一组织发出、接收或承运的"),
      toAddress,
    )
    .option(
      "--country <code>",
      say(
        "only those that leave or are to reach a country; for its authorities, or pass it",
        "仅显示自某国发出或运往该国的；其主管机关亦见途经的",
      ),
      toCountry,
    )
    .option("--status <status>", say("only those that stand so", "仅显示处于某一状态的"), toStatus)
    .option("--all", say("those that are over too", "包括已了结的货件"))
    .option(...cursorOption(say))
    .action(async (id: Hex | undefined, { all = false, ...filter }: Options, command: Command) => {
      const context = openContext(command);
      if (id !== undefined && (all || Object.keys(filter).length > 0)) {
        throw new CliError("usage", {
          en: "Give an id, or options of the list.",
          zh: "请给出编号，或列表选项，不可并用。",
        });
      }
      const client = await signedInClient(context);
      const { terminal } = context;
      if (id !== undefined) {
        const [consignment, holds] = await Promise.all([client.consignment(id), holdsOf(client, id)]);
        terminal.result(
          { ...consignment, holds },
          [...detailsOf(consignment), ...holds.map(holdLine)].map((line) => terminal.text(line)),
        );
        return;
      }
      // A status says whether they are over.
      const page = await client.consignments({ ...filter, open: !all && filter.status === undefined });
      showPage(terminal, page, linesOf, { en: "no consignments", zh: "没有货件" });
    });
}

function toStatus(text: string): ConsignmentStatus {
  const found = consignmentStatuses.find((status) => status === text);
  if (found !== undefined) return found;
  const list = consignmentStatuses.join(", ");
  throw invalid(`Expected one of: ${list}.`, `须为下列之一：${list}。`);
}

/** Holds of a consignment that are in force: the ledger keeps one for each lot of it. */
async function holdsOf(client: Client, consignment: Hex): Promise<HeldOnce[]> {
  const byStatement = new Map<string, HeldOnce>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.holds({ consignment, limit: 200, ...(cursor !== undefined && { cursor }) });
    for (const hold of page.items) {
      byStatement.set(hold.statement, { ...hold, lots: (byStatement.get(hold.statement)?.lots ?? 0) + 1 });
    }
    cursor = page.next;
  }
  return [...byStatement.values()];
}

function linesOf({
  id,
  status,
  fromCountry,
  route,
  toCountry,
  dispatchedAt,
  lots,
  seal,
}: Consignment): LocalisedText[] {
  const { en, zh } = consignmentStatusWords[status];
  const way = wayOf(fromCountry, route, toCountry);
  const sealed = seal == null ? { en: "", zh: "" } : { en: `, seal ${seal}`, zh: `，封志 ${seal}` };
  return [
    {
      en: `${day(dispatchedAt)}  ${way}, ${lots === 1 ? "1 lot" : `${lots} lots`}${sealed.en}: ${en}`,
      zh: `${day(dispatchedAt)}  ${way}，${lots} 个批次${sealed.zh}：${zh}`,
    },
    { en: `  consignment ${id}`, zh: `  货件 ${id}` },
  ];
}

/** @param route Undefined where it is not told: what lies between is left open. */
function wayOf(from: string, route: readonly string[] | undefined, to: string): string {
  return [from, ...(route ?? ["…"]), to].join(" → ");
}

function detailsOf(consignment: ConsignmentDetails): LocalisedText[] {
  const { sender, recipient, carrier, fromCountry, toCountry, dispatch, routeChanges = [] } = consignment;
  const { lines = [], permits = [] } = consignment;
  const parties: LocalisedText[] =
    sender === undefined
      ? []
      : [
          { en: `  from ${sender} to ${recipient}`, zh: `  自 ${sender} 至 ${recipient}` },
          ...(carrier == null ? [] : [{ en: `  carried by ${carrier}`, zh: `  承运方 ${carrier}` }]),
        ];
  const first = wayOf(fromCountry, dispatch?.route as string[] | undefined, toCountry);
  const dispatched = routeChanges.length === 0 ? [] : [{ en: `  dispatched by ${first}`, zh: `  发运路线 ${first}` }];
  const changes = routeChanges.flatMap(({ route, organisation, reason, occurredAt, statement, unpermitted }) => [
    {
      en: `  changed on ${day(occurredAt)} to ${wayOf(fromCountry, route, toCountry)} by ${organisation}, reason ${reason}`,
      zh: `  ${day(occurredAt)} 改为 ${wayOf(fromCountry, route, toCountry)}，${organisation}，原因 ${reason}`,
    },
    { en: `    change ${statement}`, zh: `    变更 ${statement}` },
    ...unpermitted.map(({ country, rule, lots }) => ({
      en: `    no permit covers it in ${country} (${rule}): ${lots.join(", ")}`,
      zh: `    在 ${country} 没有许可涵盖（${rule}）：${lots.join("、")}`,
    })),
  ]);
  return [
    ...linesOf(consignment),
    ...parties,
    ...dispatched,
    ...changes,
    ...lines.map(lotLine),
    ...permits.map(permitLine),
  ];
}

function lotLine({ lot, sentGrams, receivedGrams }: NonNullable<ConsignmentDetails["lines"]>[number]): LocalisedText {
  const [sent, received] = [sentGrams, receivedGrams ?? 0].map((grams) => formatGrams(BigInt(grams)));
  return {
    en: `  lot ${lot}: ${sent} sent${receivedGrams === null ? "" : `, ${received} received`}`,
    zh: `  批次 ${lot}：发运 ${sent}${receivedGrams === null ? "" : `，收到 ${received}`}`,
  };
}

function permitLine(of: NonNullable<ConsignmentDetails["permits"]>[number]): LocalisedText {
  const { number, country, permit, takenGrams, givenBackGrams } = of;
  const [taken, back] = [takenGrams, givenBackGrams].map((grams) => formatGrams(BigInt(grams)));
  const isBack = givenBackGrams > 0;
  return {
    en: `  permit no. ${number} of ${country}: ${taken} taken${isBack ? `, ${back} given back` : ""} (${permit})`,
    zh: `  ${country} 第 ${number} 号许可：取用 ${taken}${isBack ? `，退回 ${back}` : ""}（${permit}）`,
  };
}

function holdLine({ statement, name, country, ground, until, lots }: HeldOnce): LocalisedText {
  return {
    en: `  held by ${name} of ${country} until ${day(until)}, ground ${ground}, ${lots === 1 ? "1 lot" : `${lots} lots`} (${statement})`,
    zh: `  由 ${country} 的 ${name} 扣留至 ${day(until)}，依据 ${ground}，${lots} 个批次（${statement}）`,
  };
}
