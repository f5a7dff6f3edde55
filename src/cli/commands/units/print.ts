import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Command } from "commander";
import { writeUnitLink } from "../../../units/digital-link.ts";
import { type GramRanges, gramsIn } from "../../../units/gram-range.ts";
import { UnitsRefused } from "../../../units/refused.ts";
import { type UnitCode, writeUnitCode } from "../../../units/unit-code.ts";
import type { UnitKeys } from "../../../units/unit-keys.ts";
import { CliError } from "../../cli-error.ts";
import { type CodedLot, codedLot, keptSecret, rangesNamed, refused } from "../../coded-lot.ts";
import { type Context, openContext } from "../../context.ts";
import type { Say } from "../../language.ts";
import { serviceUrl, signedInClient } from "../../service-client.ts";
import { labelSheet, labelsPerSheet, sheetsOf, type UnitLabel, writeLabelPdf } from "../../unit-labels.ts";

interface Options {
  range?: string;
  gtin?: string;
  base?: string;
  out?: string;
}

interface LabelOptions extends Options {
  out: string;
  pdf?: true;
}

/** Codes that are derived at once. */
const chunkGrams = 4_096n;
/** Sheets of one run. */
const mostSheets = 1_000n;

/** `ytterby units export` and `ytterby units labels`: codes leave the data folder here, and nowhere else. */
export function addUnitPrinting(units: Command, say: Say): void {
  printing(units.command("export <lot>"), say)
    .description(
      say(
        "print codes of a lot with their addresses, as CSV; whoever has them can label goods",
        "以 CSV 输出编码及其地址；得到者即可制作标签",
      ),
    )
    .option(
      "--out <file>",
      say(
        "write it there, for the owner alone (otherwise the standard output)",
        "写入该文件，仅所有者可读（否则写标准输出）",
      ),
    )
    .action(async (name: string, options: Options, command: Command) => {
      const context = openContext(command);
      const job = await printJob(context, name, options);
      const written =
        options.out === undefined
          ? context.terminal.table(csvLines(job))
          : pipeline(Readable.from(csvLines(job)), createWriteStream(options.out, { flags: "wx", mode: 0o600 }));
      await written.catch(unwritable(options.out));
      context.terminal.note({
        en: `${gramsIn(job.ranges)} codes of lot ${job.coded.lot.lotNumber} were exported.`,
        zh: `已导出批次 ${job.coded.lot.lotNumber} 的 ${gramsIn(job.ranges)} 个编码。`,
      });
    });

  printing(units.command("labels <lot>"), say)
    .description(
      say(
        `print labels with QR codes, ${labelsPerSheet} on each sheet of A4`,
        `打印带二维码的标签，每张 A4 ${labelsPerSheet} 枚`,
      ),
    )
    .requiredOption(
      "--out <name>",
      say("files: <name>-1.svg, <name>-2.svg …, or <name>.pdf", "文件：<name>-1.svg、<name>-2.svg…，或 <name>.pdf"),
    )
    .option("--pdf", say("all sheets in one PDF, rather than each as SVG", "全部写入一个 PDF，而非逐张 SVG"))
    .action(async (name: string, options: LabelOptions, command: Command) => {
      const context = openContext(command);
      const job = await printJob(context, name, options);
      const sheets = (gramsIn(job.ranges) + BigInt(labelsPerSheet) - 1n) / BigInt(labelsPerSheet);
      if (sheets > mostSheets) {
        throw new CliError("usage", {
          en: `These are ${sheets} sheets, and at most ${mostSheets} are printed at once. Name a --range.`,
          zh: `共 ${sheets} 张，一次最多打印 ${mostSheets} 张。请指定 --range。`,
        });
      }
      const files = await (options.pdf ? writePdf : writeSheets)(job, options.out);
      context.terminal.result({ lot: job.coded.lot.id, files }, files);
    });
}

async function writePdf(job: PrintJob, name: string): Promise<string[]> {
  const file = `${name}.pdf`;
  await writeLabelPdf(labelsOf(job), createWriteStream(file, { flags: "wx", mode: 0o600 })).catch(unwritable(file));
  return [file];
}

async function writeSheets(job: PrintJob, name: string): Promise<string[]> {
  const files: string[] = [];
  for (const sheet of sheetsOf(labelsOf(job))) {
    const file = `${name}-${files.length + 1}.svg`;
    await writeFile(file, labelSheet(sheet), { flag: "wx", mode: 0o600 }).catch(unwritable(file));
    files.push(file);
  }
  return files;
}

function* labelsOf({ coded, keys, ranges, linkOf }: PrintJob): Generator<UnitLabel> {
  for (const unit of unitsOf(keys, ranges)) {
    yield { code: writeUnitCode(unit), link: linkOf(unit), title: coded.lot.lotNumber };
  }
}

function printing(command: Command, say: Say): Command {
  return command
    .option(
      "--range <grams>",
      say("which grams, counted from 0: 0-999,5000-5999", "哪些克，从 0 起计：0-999,5000-5999"),
    )
    .option(
      "--gtin <gtin>",
      say("GTIN of the goods: addresses are GS1 Digital Links then", "货物的 GTIN：地址即为 GS1 数字链接"),
    )
    .option("--base <url>", say("where the addresses lead (default: the service)", "地址指向何处（默认：该服务）"));
}

interface PrintJob {
  coded: CodedLot;
  keys: UnitKeys;
  ranges: GramRanges;
  linkOf(unit: UnitCode): string;
}

async function printJob(context: Context, name: string, { range, gtin, base }: Options): Promise<PrintJob> {
  const coded = await codedLot(context, await signedInClient(context), name);
  const ranges = rangesNamed(range, coded.grams);
  const keys = (await keptSecret(coded)).keys(coded.context);
  const at = (base ?? (await serviceUrl(context))).replace(/\/$/, "");
  const { id, lotNumber } = coded.lot;
  const linkOf = (unit: UnitCode) =>
    gtin === undefined
      ? `${at}/v1/verify/units/${writeUnitCode(unit)}?lot=${id}`
      : at + writeUnitLink({ gtin, lotNumber, unit });
  try {
    linkOf({ index: 0n, tag: 0n });
  } catch (error) {
    if (error instanceof UnitsRefused) refused(error);
    throw error;
  }
  return { coded, keys, ranges, linkOf };
}

function* unitsOf(keys: UnitKeys, ranges: GramRanges): Generator<UnitCode> {
  for (const { first, last } of ranges) {
    // Tags of neighbours are derived together, from an even gram on.
    for (let begin = first - (first % 2n); begin <= last; begin += chunkGrams) {
      const end = begin + chunkGrams - 1n < last ? begin + chunkGrams - 1n : last;
      const tags = keys.tags(Number(begin), Number(end - begin + 1n));
      const view = new DataView(tags.buffer, tags.byteOffset, tags.byteLength);
      for (let index = begin < first ? first : begin; index <= end; index += 1n) {
        yield { index, tag: view.getBigUint64(Number(index - begin) * 8) };
      }
    }
  }
}

function* csvLines({ keys, ranges, linkOf }: PrintJob): Generator<string> {
  let lines = "gram,code,address\r\n";
  for (const unit of unitsOf(keys, ranges)) {
    lines += `${unit.index},${writeUnitCode(unit)},"${linkOf(unit).replaceAll('"', '""')}"\r\n`;
    if (lines.length > 65_536) {
      yield lines;
      lines = "";
    }
  }
  yield lines;
}

function unwritable(path: string | undefined) {
  return (error: NodeJS.ErrnoException): never => {
    // Whoever reads from a pipe may have read enough.
    if (path === undefined && error.code === "EPIPE") return undefined as never;
    const [en, zh] =
      error.code === "EEXIST"
        ? ["it exists already", "文件已存在"]
        : [`the system says ${error.code}`, `系统报告 ${error.code}`];
    throw new CliError("usage", { en: `${path} cannot be written: ${en}.`, zh: `无法写入 ${path}：${zh}。` });
  };
}
