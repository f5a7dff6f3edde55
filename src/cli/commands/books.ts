import type { Command } from "commander";
import type { Balance, FlowRecord, LotSummary, OrganisationSummary, Stated } from "../../client/answers.ts";
import type { Client } from "../../client/client.ts";
import type { StatedFilter } from "../../client/filters.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { formatGrams, formatNanograms } from "../../domain/amounts.ts";
import type { Address } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { type LotStatus, lotStatuses } from "../../domain/lot.ts";
import { offsetOf } from "../../domain/moment.ts";
import { type Month, monthOf } from "../../domain/month.ts";
import { comesIn } from "../../domain/movement.ts";
import { attestationKindWords, formWords, lotStatusWords, movementWords } from "../../domain/words.ts";
import { oneOf, toAddress, toDay, toMonth, toZone } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Language, Say } from "../language.ts";
import { signedIn } from "../service-client.ts";
import { cursorOption, showPage } from "../show-page.ts";
import { writeParts } from "../write-parts.ts";
import { addAuditFiles } from "./audit.ts";

interface LotsOptions {
  organisation?: Address;
  status?: LotStatus;
  cursor?: string;
}
interface BalanceOptions {
  organisation?: Address;
  from?: string;
  to?: string;
}
interface AuditOptions {
  organisation?: Address;
  month?: Month;
  from?: Month;
  until?: Month;
  zone: string;
  statements?: true;
  csv?: string;
}

/** A lot with what it lacks. */
type LackingLot = LotSummary & { lack: LocalisedText };

/** `ytterby lots`, `ytterby balance` and `ytterby audit`: an organisation's books, for itself and for authorities. */
export function addBooks(program: Command, say: Say): void {
  const organisation = [
    "--organisation <address>",
    say("whose (default: of who is signed in)", "所属组织（默认：已登录者）"),
    toAddress,
  ] as const;

  program
    .command("lots")
    .description(say("lots of a producer, with what each lacks", "某生产商的批次，及各批次所缺"))
    .option(...organisation)
    .option("--status <status>", lotStatuses.join(", "), oneOf(lotStatuses))
    .option(...cursorOption(say))
    .action(async ({ organisation: asked, ...filter }: LotsOptions, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const session = await signedIn(context);
      const producer = asked ?? session.organisation ?? whose();
      const page = await session.client.lots({ producer, ...filter, limit: 20 });
      const items = await Promise.all(page.items.map((lot) => withLack(session.client, lot)));
      showPage(terminal, { items, next: page.next }, linesOfLot, { en: "no lots", zh: "没有批次" });
    });

  program
    .command("balance")
    .description(
      say(
        "what an organisation had and has of every element: opening + in - out - losses = closing",
        "组织各元素的结存：期初 + 收 - 支 - 损失 = 期末",
      ),
    )
    .option(...organisation)
    .option(
      "--from <day>",
      say(
        "first day, such as 2026-01-01+08:00 (default: first of this month, UTC)",
        "首日，如 2026-01-01+08:00（默认：本月首日，UTC）",
      ),
      toDay,
    )
    .option("--to <day>", say("last day (default: today, UTC)", "末日（默认：今日，UTC）"), toDay)
    .action(async ({ organisation: asked, from, to }: BalanceOptions, command: Command) => {
      const context = openContext(command);
      const session = await signedIn(context);
      const today = new Date().toISOString().slice(0, 10);
      const last = to ?? today;
      // The first of its month, in its zone.
      const span = { from: from ?? `${last.slice(0, 8)}01${last.slice(10)}`, to: last };
      const balance = await session.client.balance(asked ?? session.organisation ?? whose(), span);
      context.terminal.result(balance, balanceLines(balance, context.terminal.language));
    });

  const audit = program
    .command("audit")
    .description(
      say(
        "what moved in and out of an organisation's stock in a month, for itself and for authorities, who may ask for everybody's",
        "组织某月存货的进出，供其自身与监管机构使用；监管机构可查全部组织",
      ),
    )
    .option(
      "--organisation <address>",
      say("one organisation (default: all that may be read)", "单个组织（默认：所有可读组织）"),
      toAddress,
    )
    .option("--month <month>", say("such as 2026-01 (default: this month)", "如 2026-01（默认：本月）"), toMonth)
    .option("--from <month>", say("first month of several", "多个月份的首月"), toMonth)
    .option("--until <month>", say("last month of several", "多个月份的末月"), toMonth)
    .option(
      "--zone <zone>",
      say("whose months: Z (UTC), +08:00 (China)", "月份所属时区：Z（UTC）、+08:00（中国）"),
      toZone,
      "Z",
    )
    .option("--statements", say("also what was stated in that time, in a line each", "同时逐条列出该期间的声明"))
    .option(
      "--csv <file>",
      say("write what was stated in that time there, as a table", "将该期间的声明写入该文件（CSV 表格）"),
    )
    .action(async ({ organisation: asked, zone, statements: wanted, csv, ...span }: AuditOptions, command: Command) => {
      const context = openContext(command);
      const { client, organisation: reader } = await signedIn(context);
      if (reader === undefined) throw signInFirst();
      const known = await organisationsOf(client);
      const named = asked === undefined ? known : known.filter(({ address }) => address === asked);
      const offset = offsetOf(zone) ?? 0;
      const months = monthsOf(span, offset);
      const records: FlowRecord[] = [];
      for (const month of months) {
        for (const { address } of named.length > 0 ? named : [{ address: asked as Address }]) {
          const record = await client.flowRecord(address, month, zone).catch((error: unknown) => {
            // Of all, those that are not the reader's to read are left out.
            if (asked === undefined && isNotConcerned(error)) return undefined;
            throw error;
          });
          if (record !== undefined) records.push(record);
        }
      }
      const names = new Map(known.map(({ address, name }) => [address, name]));
      const filter = { ...daysOf(months, zone), ...(asked !== undefined && { organisation: asked }) };
      const statements = wanted ? await statementsOf(client, filter) : [];
      if (csv !== undefined) await writeParts(client.statementsAsCsv(filter), csv);
      const { language } = context.terminal;
      // Of all, only those whose stock has moved are worth a line.
      const moved = asked === undefined ? records.filter(({ lines = [] }) => lines.length > 0) : records;
      context.terminal.result({ records, ...(wanted && { statements }) }, [
        ...moved.flatMap((record) => recordLines(record, names, language)),
        ...(moved.length < records.length ? [restLine(records.length - moved.length)[language]] : []),
        ...statements.map((event) => statementLine(event, names, language)),
      ]);
    });
  addAuditFiles(audit, say);
}

function whose(): never {
  throw new CliError("usage", {
    en: "Whose? Sign in first (ytterby login), or name the organisation (--organisation).",
    zh: "请先登录（ytterby login），或指明组织（--organisation）。",
  });
}

function signInFirst(): CliError {
  return new CliError("usage", {
    en: "What organisations hold is told to themselves and to authorities: sign in first (ytterby login).",
    zh: "组织的存货仅对其自身与监管机构显示：请先登录（ytterby login）。",
  });
}

function isNotConcerned(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === "not-concerned";
}

async function organisationsOf(client: Client): Promise<OrganisationSummary[]> {
  const found: OrganisationSummary[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await client.organisations({ limit: 200, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}

function monthsOf({ month, from, until }: Pick<AuditOptions, "month" | "from" | "until">, offset: number): Month[] {
  const now = monthOf(BigInt(Math.floor(Date.now() / 1000)), offset);
  const [first, last] = [from ?? month ?? until ?? now, until ?? month ?? now];
  if (first > last || (month !== undefined && (from ?? until) !== undefined)) {
    throw new CliError("usage", {
      en: "Give one month (--month), or the first and the last of several (--from, --until).",
      zh: "请给出单个月份（--month），或多个月份的首月与末月（--from、--until）。",
    });
  }
  const months: Month[] = [];
  for (let next = first; next <= last; next = monthAfter(next)) months.push(next);
  return months;
}

/** The days of some months that follow one another. */
function daysOf(months: readonly Month[], zone: string): { from: string; to: string } {
  const [first, last] = [months[0] as Month, months.at(-1) as Month];
  const [year = 0, number = 1] = last.split("-").map(Number);
  const end = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
  return { from: `${first}-01${zone}`, to: `${end}${zone}` };
}

/** What was stated in some days, in the ledger's order: all that the reader may see. */
async function statementsOf(client: Client, filter: StatedFilter): Promise<Stated[]> {
  const found: Stated[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await client.statements({ ...filter, limit: 200, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}

function statementLine(item: Stated, names: ReadonlyMap<Address, string>, language: Language): string {
  const { timestamp, digest } = item;
  const ended = `(${digest.slice(0, 10)}…)`;
  if (item.kind === "altered") {
    const altered = { en: "what the service has is not what was stated", zh: "服务所存与原声明不符" }[language];
    return `  ${moment(timestamp)}  ${altered} ${ended}`;
  }
  const { organisation, description, kind } = item;
  const by = organisation === undefined ? "" : `${names.get(organisation) ?? organisation}: `;
  return `  ${moment(timestamp)}  ${by}${description?.[language] ?? kind} ${ended}`;
}

function restLine(count: number): LocalisedText {
  return {
    en: `Nothing moved in ${count} more ${count === 1 ? "flow record" : "flow records"}.`,
    zh: `另有 ${count} 份流转记录没有进出。`,
  };
}

function monthAfter(month: Month): Month {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

function linesOfLot({ lotNumber, id, form, massGrams, lack }: LackingLot): LocalisedText[] {
  const [name, mass] = [`${lotNumber}  ${id}`, formatGrams(BigInt(massGrams))];
  return [
    { en: name, zh: name },
    { en: `  ${formWords[form].en}, ${mass}: ${lack.en}`, zh: `  ${formWords[form].zh}，${mass}：${lack.zh}` },
  ];
}

/** A lot with what it lacks, or what stands against it. */
async function withLack(client: Client, lot: LotSummary): Promise<LackingLot> {
  const { status, validUntil, disputes } = lot;
  const against =
    disputes === 0
      ? { en: "", zh: "" }
      : { en: `; ${disputes} findings stand against it`, zh: `；有 ${disputes} 项不利检验结果` };
  const stands = lotStatusWords[status];
  const told = (en: string, zh: string) => ({ ...lot, lack: { en: `${en}${against.en}`, zh: `${zh}${against.zh}` } });
  if (status === "declared") {
    const { items } = await client.attestations(lot.id);
    const kinds = [...new Set(items.map(({ kind }) => kind))].map((kind) => attestationKindWords[kind]);
    return kinds.length === 0
      ? told("declared; it lacks every examination and a certificate", "已申报；尚缺全部检验与证书")
      : told(
          `declared; examined: ${kinds.map(({ en }) => en).join(", ")}; it lacks a certificate`,
          `已申报；已检验：${kinds.map(({ zh }) => zh).join("、")}；尚缺证书`,
        );
  }
  if (validUntil === null) return told(stands.en, stands.zh);
  const day = new Date(validUntil * 1000).toISOString().slice(0, 10);
  return validUntil * 1000 < Date.now()
    ? told(`${stands.en}, expired on ${day}; it lacks a renewal`, `${stands.zh}，已于 ${day} 到期；尚缺续证`)
    : told(`${stands.en} until ${day}`, `${stands.zh}，有效至 ${day}`);
}

function balanceLines({ organisation, from, to, rows = [] }: Balance, language: Language): string[] {
  const title = { en: `Balance of ${organisation}`, zh: `${organisation} 的结存` }[language];
  const words = {
    en: { opening: "opening", in: "in", out: "out", loss: "losses", closing: "closing", account: "site's account" },
    zh: { opening: "期初", in: "收", out: "支", loss: "损失", closing: "期末", account: "场所账户" },
  }[language];
  const amount = (nanograms: string) =>
    nanograms.startsWith("-") ? `-${formatNanograms(-BigInt(nanograms))}` : formatNanograms(BigInt(nanograms));
  return [
    `${title}${{ en: ", ", zh: "，" }[language]}${moment(from)} – ${moment(to)}`,
    ...rows.map((row) => {
      const what = row.form === null ? words.account : formWords[row.form][language];
      return [
        `  ${row.element} ${what}${row.site === null ? "" : ` (${row.site})`}:`,
        `${words.opening} ${amount(row.openingNanograms)},`,
        `${words.in} ${amount(row.inNanograms)},`,
        `${words.out} ${amount(row.outNanograms)},`,
        `${words.loss} ${amount(row.lossNanograms)},`,
        `${words.closing} ${amount(row.closingNanograms)}`,
      ].join(" ");
    }),
    ...(rows.length === 0 ? [{ en: "  nothing", zh: "  无" }[language]] : []),
  ];
}

function recordLines(record: FlowRecord, names: ReadonlyMap<Address, string>, language: Language): string[] {
  const { organisation, month, isClosed, lines = [], lateLines = 0, recordHash } = record;
  const name = (address: Address) => names.get(address) ?? address;
  const stands = isClosed ? { en: "closed", zh: "已关账" } : { en: "not over yet", zh: "未结束" };
  const count = {
    en: `${month}: ${lines.length} ${lines.length === 1 ? "movement" : "movements"}, ${lateLines} late, ${stands.en}`,
    zh: `${month}：${lines.length} 笔进出，逾期 ${lateLines} 笔，${stands.zh}`,
  }[language];
  const late = { en: " (late)", zh: "（逾期）" }[language];
  return [
    `${name(organisation)}${{ en: ", ", zh: "，" }[language]}${count}`,
    ...lines.map((line) => {
      const party =
        line.counterparty === null
          ? ""
          : { en: comesIn(line.kind) ? " from " : " to ", zh: comesIn(line.kind) ? "，来自 " : "，至 " }[language] +
            name(line.counterparty);
      const sign = comesIn(line.kind) ? "+" : "-";
      const what = `${sign}${formatGrams(BigInt(line.grams))} ${line.lotNumber}`;
      return `  ${moment(line.enteredAt)}  ${movementWords[line.kind][language]} ${what}${party}${line.isLate ? late : ""}`;
    }),
    ...(recordHash === undefined ? [] : [`  ${{ en: "flow record", zh: "流转记录" }[language]} ${recordHash}`]),
  ];
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
