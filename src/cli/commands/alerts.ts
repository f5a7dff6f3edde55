import type { Command } from "commander";
import type { Alert, AlertActRequest } from "../../client/answers.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";

interface ListOptions {
  rule?: string;
  subject?: string;
  all?: boolean;
  cursor?: string;
}
interface ActOptions {
  acknowledge?: boolean;
  investigate?: boolean;
  close?: boolean;
  forward?: string;
  reason?: string;
}

/** `ytterby alerts` and `ytterby alert`: what the rules found, and what an authority does about it. */
export function addAlerts(program: Command, say: Say): void {
  program
    .command("alerts")
    .description(say("what the rules found, for customs and regulators", "规则发现的警报（供海关与监管机构）"))
    .option("--rule <name>", say("only those of a rule", "仅显示某一规则的警报"))
    .option(
      "--subject <id>",
      say("only those about a lot, consignment, organisation or route", "仅显示关于某一对象的警报"),
    )
    .option("--all", say("closed ones too", "包括已关闭的警报"))
    .option(...cursorOption(say))
    .action(async ({ all = false, ...filter }: ListOptions, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const { terminal } = context;
      const page = await client.alerts({ ...filter, open: !all });
      showPage(terminal, page, summary, { en: "no alerts", zh: "没有警报" });
    });
  program
    .command("alert <id>")
    .description(
      say(
        "an alert with its evidence; or acknowledge, investigate, forward or close it",
        "显示警报及其证据；或确认、调查、转交、关闭",
      ),
    )
    .option("--acknowledge", say("somebody has seen it", "已有人看到"))
    .option("--investigate", say("somebody looks into it", "已有人调查"))
    .option("--close", say("nothing is left to do: says why by --reason", "已无事可做：用 --reason 说明原因"))
    .option(
      "--forward <country>",
      say("open it to the authorities of another country, such as DE", "转交给另一国的主管机构，例如 DE"),
    )
    .option("--reason <text>", say("why", "原因"))
    .action(async (id: string, options: ActOptions, command: Command) => {
      const act = actOf(options);
      const context = openContext(command);
      const client = await signedInClient(context);
      const alert = act === undefined ? await client.alert(id) : await client.actOnAlert(id, act);
      context.terminal.result(
        alert,
        details(alert).map((line) => context.terminal.text(line)),
      );
    });
}

/** @throws CliError if more than one thing is to be done, or the reason of a closure is missing. */
function actOf({ acknowledge, investigate, close, forward, reason }: ActOptions): AlertActRequest | undefined {
  const because = reason === undefined ? {} : { reason };
  const acts: AlertActRequest[] = [
    ...(acknowledge ? [{ act: "acknowledge" as const, ...because }] : []),
    ...(investigate ? [{ act: "investigate" as const, ...because }] : []),
    ...(forward === undefined ? [] : [{ act: "forward" as const, country: forward, ...because }]),
    ...(close ? [{ act: "close" as const, reason: reason ?? "" }] : []),
  ];
  if (acts.length > 1) throw usage("Do one thing at a time.", "每次只能执行一项操作。");
  const [act] = acts;
  if (act?.act === "close" && act.reason.trim() === "") throw usage("Say why by --reason.", "请用 --reason 说明原因。");
  if (act === undefined && reason !== undefined)
    throw usage("A reason belongs to something done.", "原因须与某项操作一同给出。");
  return act;
}

const usage = (en: string, zh: string): CliError => new CliError("usage", { en, zh });

const stateWords: Record<Alert["state"], LocalisedText> = {
  raised: { en: "raised", zh: "已触发" },
  acknowledged: { en: "acknowledged", zh: "已确认" },
  investigated: { en: "investigated", zh: "调查中" },
  closed: { en: "closed", zh: "已关闭" },
};
const severityWords: Record<Alert["severity"], LocalisedText> = {
  information: { en: "INFORMATION", zh: "信息" },
  warning: { en: "WARNING", zh: "警告" },
  serious: { en: "SERIOUS", zh: "严重" },
};

function summary({ id, severity, title, state, raisedAt, description }: Alert): LocalisedText[] {
  const time = new Date(raisedAt * 1_000).toISOString();
  const [level, stands] = [severityWords[severity], stateWords[state]];
  return [
    { en: `${level.en}  ${title.en}, ${stands.en}, ${time}`, zh: `${level.zh}  ${title.zh}，${stands.zh}，${time}` },
    { en: `  ${description.en}`, zh: `  ${description.zh}` },
    { en: `  ${id}`, zh: `  ${id}` },
  ];
}

function details(alert: Alert): LocalisedText[] {
  const same = (text: string): LocalisedText => ({ en: text, zh: text });
  const { subject, statements, evidence, acts } = alert;
  return [
    ...summary(alert),
    { en: `About       ${subject.type} ${subject.id}`, zh: `对象        ${subject.type} ${subject.id}` },
    ...statements.map((digest, index) =>
      index === 0 ? { en: `Statements  ${digest}`, zh: `声明        ${digest}` } : same(`            ${digest}`),
    ),
    ...Object.entries(evidence).map(([name, value], index) => {
      const line = `${name}: ${typeof value === "object" ? JSON.stringify(value) : value}`;
      return index === 0 ? { en: `Evidence    ${line}`, zh: `证据        ${line}` } : same(`            ${line}`);
    }),
    ...acts.map(({ act, at, organisation, reason, country }) => {
      const to = country === null ? "" : ` ${country}`;
      return same(`${new Date(at).toISOString()}  ${act}${to}  ${organisation}${reason === null ? "" : `: ${reason}`}`);
    }),
  ];
}
