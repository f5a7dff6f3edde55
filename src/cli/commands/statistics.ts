import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import type { MirrorStatistics } from "../../client/answers.ts";
import type { MirrorFilter } from "../../client/filters.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { formatGrams } from "../../domain/amounts.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";

/** `ytterby statistics`: monthly trade statistics beside the ledger, for customs and regulators. */
export function addStatistics(program: Command, say: Say): void {
  const statistics = program
    .command("statistics")
    .description(
      say(
        "monthly trade statistics beside the ledger, for customs and regulators",
        "与账本对照的月度贸易统计（供海关与监管机构）",
      ),
    );
  statistics
    .command("import <file>")
    .description(
      say(
        "bring in a CSV as UN Comtrade, Eurostat or a national office gives it",
        "导入 UN Comtrade、Eurostat 或国家统计机构格式的 CSV 文件",
      ),
    )
    .option("--name <text>", say("what it is; otherwise the file's name", "说明；默认为文件名"))
    .action(async (path: string, { name }: { name?: string }, command: Command) => {
      const context = openContext(command);
      const csv = await readFile(path, "utf8").catch(() => {
        throw new CliError("usage", { en: `The file ${path} cannot be read.`, zh: `无法读取文件 ${path}。` });
      });
      const client = await signedInClient(context);
      const stored = await client.storeStatistics(name ?? basename(path), csv).catch((error: unknown) => {
        throw withLines(error);
      });
      const { figures, skipped, document } = stored;
      context.terminal.result(stored, [
        context.terminal.text({
          en: `${figures} figures taken in, ${skipped} lines left out (sums and parts of others); kept as evidence ${document}`,
          zh: `已导入 ${figures} 个数字，略过 ${skipped} 行（合计或已包含部分）；文件存证 ${document}`,
        }),
      ]);
    });
  statistics
    .command("mirror")
    .description(
      say(
        "what left under certificates, what arrived, and what both customs report",
        "对照凭证书运出、到达与双方海关报告的数量",
      ),
    )
    .option("--from <country>", say("country of departure, such as CN", "起运国，例如 CN"))
    .option("--to <country>", say("country of destination", "目的国"))
    .option("--since <month>", say("first month, such as 2026-01", "起始月份，例如 2026-01"))
    .option("--until <month>", say("last month", "截止月份"))
    .action(async (filter: MirrorFilter, command: Command) => {
      const context = openContext(command);
      const answer = await (await signedInClient(context)).mirrorStatistics(filter);
      context.terminal.result(
        answer,
        linesOf(answer).map((line) => context.terminal.text(line)),
      );
    });
}

/** Every line that is wrong belongs to what is said of the file. */
function withLines(error: unknown): unknown {
  if (!(error instanceof ProblemError) || error.problem.code !== "statistics-invalid") return error;
  const lines = (error.problem as { lines?: { line: number; message: string }[] }).lines ?? [];
  return new CliError(
    "refused",
    { en: "The file was not taken in.", zh: "文件未导入。" },
    { problem: error.problem },
    lines.map(({ line, message }) => ({ en: `line ${line}: ${message}`, zh: `第 ${line} 行：${message}` })),
  );
}

function linesOf({ rows, gaps }: MirrorStatistics): LocalisedText[] {
  if (rows.length === 0) return [{ en: "nothing was reported or sent", zh: "没有报告或发运" }];
  const grams = (text: string | null): string => (text === null ? "–" : formatGrams(BigInt(text)));
  const found = rows.map((row): LocalisedText => {
    const head = `${row.hs}  ${row.from}-${row.to}  ${row.month}`;
    const [left, arrived, exported, imported] = [
      ...[row.certifiedOutGrams, row.certifiedInGrams, row.exportedGrams, row.importedGrams].map(grams),
    ];
    return {
      en: `${head}  certified ${left} out, ${arrived} in; reported ${exported} out, ${imported} in`,
      zh: `${head}  证书：运出 ${left}，到达 ${arrived}；海关：出口 ${exported}，进口 ${imported}`,
    };
  });
  const missing = gaps.map(({ hs, from, to, month, kind, moreGrams, lessGrams }): LocalisedText => {
    const [more, less] = [grams(moreGrams), grams(lessGrams)];
    return {
      en: `GAP  ${hs}  ${from}-${to}  ${month}  ${kind}: ${more} against ${less} in three months`,
      zh: `缺口  ${hs}  ${from}-${to}  ${month}  ${kind}：三个月内 ${more} 对 ${less}`,
    };
  });
  return [...found, ...missing];
}
