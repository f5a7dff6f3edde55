import type { Command } from "commander";
import type { ExportCheck, ExportRules } from "../../client/answers.ts";
import { formatGrams, formatShare } from "../../domain/amounts.ts";
import { coverageWords, reasonOf } from "../../domain/export-words.ts";
import type { Address } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { formWords } from "../../domain/words.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry, toGrams } from "../arguments.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { startOf } from "../moment.ts";
import { signedInClient } from "../service-client.ts";

interface CheckOptions {
  grams?: bigint;
  from: string;
  to: string;
  route?: string[];
  date?: number;
  exporter?: Address;
  consignee?: Address;
}

/** `ytterby export-control`: rules of export control, and what they say of a lot before anyone signs. */
export function addExportControl(program: Command, say: Say): void {
  const control = program
    .command("export-control")
    .description(say("rules of export control, and what they say of a lot", "出口管制规则及其对批次的判断"));
  control
    .command("rules")
    .description(say("the rules as governance has set them", "治理方设定的规则"))
    .action(async (_options: object, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const rules = await client.exportRules();
      const lines = rules.items.flatMap((rule) => ruleLines(rule).map((line) => context.terminal.text(line)));
      const none = lines.length === 0 ? [context.terminal.text({ en: "no rules", zh: "没有规则" })] : [];
      context.terminal.result(rules, [...lines, ...none]);
    });
  control
    .command("check")
    .description(
      say(
        "which rules apply to a lot that is to cross a border, and why, before anyone signs",
        "批次出境前：适用哪些规则及原因",
      ),
    )
    .argument("<lot>", say("id of the lot, its number, or number@producer", "批次编号、批号或“批号@生产商”"))
    .requiredOption("--from <code>", say("country of departure", "启运国"), toCountry)
    .requiredOption("--to <code>", say("country of destination", "目的国"), toCountry)
    .option("--route <codes...>", say("countries passed on the way", "途经国家"))
    .option("--grams <grams>", say("how much of it (default: 1 g)", "数量（默认 1 克）"), toGrams)
    .option(
      "--date <date>",
      say("day or moment of the dispatch (default: now)", "发运日期或时刻（默认：现在）"),
      startOf,
    )
    .option(
      "--exporter <address>",
      say("who sends it: says whether a permit covers it", "发货方：判断许可是否涵盖"),
      toAddress,
    )
    .option("--consignee <address>", say("who receives it", "收货方"), toAddress)
    .action(async (lot: string, { route = [], ...options }: CheckOptions, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const passed = route.map(toCountry);
      const check = await client.checkExport({ ...options, route: passed, lot: await lotNamed(client, lot) });
      terminal.result(
        check,
        checkLines(check).map((line) => terminal.text(line)),
      );
    });
}

function checkLines(check: ExportCheck): LocalisedText[] {
  const { fromCountry, toCountry, date, controlled, elements, rules, valueRules, permits = [] } = check;
  const border = `${fromCountry} → ${toCountry}, ${day(date)}`;
  const noted = elements.map(
    ({ element, partsPerHundredMillion, isLimit }) =>
      `${element} ${isLimit ? "< " : ""}${formatShare(partsPerHundredMillion)}`,
  );
  return [
    controlled
      ? { en: `${border}: a permit is needed`, zh: `${border}：需要许可` }
      : { en: `${border}: no permit is needed`, zh: `${border}：无需许可` },
    { en: `0.1 % or more: ${noted.join(", ") || "none"}`, zh: `0.1 % 及以上：${noted.join("、") || "无"}` },
    ...rules.map(findingLine),
    ...valueRules.map(({ name, country, shareBasisPoints, thresholdBasisPoints, concerned, pricesOf }) => {
      const share = shareBasisPoints === null ? "?" : `${shareBasisPoints / 100} %`;
      return {
        en: `  ${name}: ${share} of its rare earths by value from ${country}, threshold ${thresholdBasisPoints / 100} %${concerned ? ", concerned" : ""}; reported, not enforced (${pricesOf})`,
        zh: `  ${name}：其稀土价值的 ${share} 来自 ${country}，阈值 ${thresholdBasisPoints / 100} %${concerned ? "，涉及" : ""}；仅提示，不拦截（${pricesOf}）`,
      };
    }),
    ...permits.map(({ country, coverage, permit, leftGrams }) => {
      const left = leftGrams === null ? "" : `, ${formatGrams(BigInt(leftGrams))}`;
      const words = coverageWords[coverage];
      return {
        en: `  permit of ${country}: ${words.en}${left}${permit === null ? "" : ` (${permit})`}`,
        zh: `  ${country} 的许可：${words.zh}${left}${permit === null ? "" : `（${permit}）`}`,
      };
    }),
  ];
}

function findingLine(rule: ExportCheck["rules"][number]): LocalisedText {
  const { en, zh } = reasonOf(rule);
  return { en: `  ${rule.name}: ${en}`, zh: `  ${rule.name}：${zh}` };
}

function ruleLines(rule: ExportRules["items"][number]): LocalisedText[] {
  const {
    rule: number,
    name,
    country,
    elements,
    forms,
    validFrom,
    validUntil,
    suspensions,
    valueShareBasisPoints,
  } = rule;
  const pauses = suspensions.map(({ from, until }) => `${day(from)} – ${day(until)}`).join(", ");
  const suspended = pauses === "" ? { en: "", zh: "" } : { en: `, suspended ${pauses}`, zh: `，暂停 ${pauses}` };
  const value =
    valueShareBasisPoints === null
      ? { en: "", zh: "" }
      : {
          en: `, of goods made abroad, from ${valueShareBasisPoints / 100} % by value: reported only`,
          zh: `，境外制造品，价值占比 ${valueShareBasisPoints / 100} % 起：仅提示`,
        };
  const of = {
    en: forms.map((form) => formWords[form].en).join(", "),
    zh: forms.map((form) => formWords[form].zh).join("、"),
  };
  return [
    {
      en: `${number}  ${name} (${country})  ${day(validFrom)} – ${day(validUntil)}${suspended.en}${value.en}`,
      zh: `${number}  ${name}（${country}） ${day(validFrom)} – ${day(validUntil)}${suspended.zh}${value.zh}`,
    },
    ...(elements.length === 0
      ? []
      : [{ en: `   ${elements.join(", ")}; ${of.en}`, zh: `   ${elements.join("、")}；${of.zh}` }]),
  ];
}
