import { access } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { AuditSubject } from "../../api/schemas/audit.ts";
import { type AuditSort, auditSorts } from "../../client/answers.ts";
import type { AuditForm } from "../../client/filters.ts";
import { readServiceRecord } from "../../data-folder/service-record.ts";
import type { Address } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { connectLedger } from "../../ledger/ledger.ts";
import { readManifest } from "../../ledger/manifest.ts";
import { Rpc } from "../../rpc/rpc.ts";
import { day } from "../../statements/wording.ts";
import { toAddress, toCountry, toDay } from "../arguments.ts";
import { type AuditFault, type AuditResult, checkAudit } from "../audit-check.ts";
import { readAudit } from "../audit-file.ts";
import type { AuditFaultName } from "../audit-rows.ts";
import { CliError } from "../cli-error.ts";
import { type Context, openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import type { Say } from "../language.ts";
import { nodesOption } from "../nodes-option.ts";
import { signedInClient } from "../service-client.ts";
import { writeParts } from "../write-parts.ts";

interface ExportOptions {
  out: string;
  from?: string;
  to?: string;
  organisation?: Address;
  leaves?: string;
  reaches?: string;
  passes?: string;
  holds?: true;
  of?: AuditSort;
}

interface VerifyOptions {
  rpc?: string[];
  manifest?: string;
  organisation?: Address;
  complete?: true;
}

/** `ytterby audit export` and `ytterby audit verify`: what was stated, in a file that anybody can check against the chain. */
export function addAuditFiles(audit: Command, say: Say): void {
  // What stands behind them is theirs, and not the books'.
  audit.enablePositionalOptions();
  audit
    .command("export")
    .description(
      say(
        "write everything that an organisation stated in some days, or that was stated on a route, each with its digest, block and transaction",
        "写出组织在某段日期内的全部声明，或某路线上的全部声明，均附摘要、区块与交易",
      ),
    )
    .requiredOption("--out <file>", say("write it there: *.csv, or *.ndjson", "写入该文件：*.csv 或 *.ndjson"))
    .option("--from <day>", say("first day, such as 2026-01-01", "首日，如 2026-01-01"), toDay)
    .option("--to <day>", say("last day (default: today)", "末日（默认：今日）"), toDay)
    .option("--organisation <address>", say("only what it stated", "仅该组织的声明"), toAddress)
    .option("--leaves <country>", say("only of consignments that leave it", "仅自该国发出的货件"), toCountry)
    .option("--reaches <country>", say("only of consignments that are to reach it", "仅运往该国的货件"), toCountry)
    .option("--passes <country>", say("only of consignments that pass it", "仅途经该国的货件"), toCountry)
    .option("--holds", say("the holds that stand now instead, by age", "改为写出现行扣留，按时间排序"))
    .addOption(
      new Option(
        "--of <sort>",
        say(
          "instead what was done about challenges, findings or permits, or acts of governance",
          "改为写出质疑、查获情况、许可或治理行为",
        ),
      ).choices(auditSorts),
    )
    .action(async (options: ExportOptions, command: Command) => {
      const context = openContext(command);
      const { out, holds, of, ...filter } = options;
      const client = await signedInClient(context);
      const form = formOf(out);
      if (holds) await writeParts(client.auditHoldsAs(form), out);
      else {
        const { from, to = new Date().toISOString().slice(0, 10), ...about } = filter;
        if (from === undefined) {
          throw new CliError("usage", {
            en: "Name the first day: --from 2026-01-01.",
            zh: "请指明首日：--from 2026-01-01。",
          });
        }
        if (of === undefined) await writeParts(client.auditStatementsAs(form, { ...about, from, to }), out);
        else await writeParts(client.auditAs(of, form, { ...about, from, to }), out);
      }
      context.terminal.result({ out }, [
        context.terminal.text({
          en: `Written to ${out}. Check it against the chain: ytterby audit verify ${out}`,
          zh: `已写入 ${out}。与账本核对：ytterby audit verify ${out}`,
        }),
      ]);
    });

  audit
    .command("verify <file>")
    .description(
      say(
        "check each row of an audit against the chain, by its nodes alone: the digest of the statement, and its event in the receipts of its block",
        "仅凭账本节点逐行核对：声明的摘要，及其事件在区块收据中的存在",
      ),
    )
    .option(...nodesOption(say))
    .option("--manifest <file>", say("manifest of the contracts", "合约部署清单"))
    .option(
      "--organisation <address>",
      say(
        "also look for what it stated in the file's days, and the file lacks",
        "同时查找该组织在文件所载日期内所作而文件缺少的声明",
      ),
      toAddress,
    )
    .option(
      "--complete",
      say(
        "also look for what the file lacks of what its first line says it is of, up to the block of its last line; and of holds, whether they stood then",
        "同时查找文件缺少的内容：以首行所述范围为准，截至末行所载区块；并核对扣留当时是否有效",
      ),
    )
    .action(async (file: string, options: VerifyOptions, command: Command) => {
      const context = openContext(command);
      await access(file).catch(() => {
        throw new CliError("usage", { en: `${file} cannot be read.`, zh: `无法读取 ${file}。` });
      });
      const { terminal } = context;
      const rpc = await nodesFor(context, options);
      try {
        const manifest = await readManifest(options.manifest ?? context.config.manifestPath);
        if (manifest === undefined) {
          throw new CliError("usage", {
            en: "Name the manifest of the contracts: --manifest deployment.json.",
            zh: "请指明合约部署清单：--manifest deployment.json。",
          });
        }
        const ledger = await connectLedger(rpc, manifest);
        const { organisation, complete } = options;
        const whole = organisation === undefined && !complete ? undefined : { organisation };
        const found = await checkAudit(readAudit(file), { ledger, rpc }, whole);
        const { rows, blocks, faultCount, faults } = found;
        terminal.result(found, [
          ...subjectLines(found).map((each) => terminal.text(each)),
          ...faults.map((each) => terminal.text(lineOf(each))),
          terminal.text(
            faultCount === 0
              ? {
                  en: `All ${rows} rows stand on the chain as the file has them; ${blocks} blocks were read.`,
                  zh: `全部 ${rows} 行均与账本一致；共读取 ${blocks} 个区块。`,
                }
              : {
                  en: `${faultCount} faults in ${rows} rows; ${blocks} blocks were read.`,
                  zh: `${rows} 行中有 ${faultCount} 处不符；共读取 ${blocks} 个区块。`,
                },
          ),
        ]);
        if (faultCount > 0) throw new Ended("notValid");
      } finally {
        rpc.close();
      }
    });
}

/** What the file says it is of: whoever cut it may have changed that too, and a reader knows what he asked for. */
function subjectLines({ of, upTo }: AuditResult): LocalisedText[] {
  if (of === null) return [];
  const madeAt = new Date(of.madeAt * 1_000).toISOString();
  const { from, to, ...rest } = of.asked;
  const days = [from, to].flatMap((each) => (typeof each === "number" ? [day(each)] : [])).join(" – ");
  const about = [days, ...Object.entries(rest).map(([name, value]) => `${name} ${value}`)].filter(
    (each) => each !== "",
  );
  const [en, zh] = [about.map((each) => `, ${each}`).join(""), about.map((each) => `，${each}`).join("")];
  return [
    {
      en: `The file is of ${of.audit}${en}, made ${madeAt} up to block ${upTo?.blockNumber ?? "?"}.`,
      zh: `文件内容：${subjectWords[of.audit]}${zh}，生成于 ${madeAt}，截至区块 ${upTo?.blockNumber ?? "?"}。`,
    },
  ];
}

const subjectWords: Record<AuditSubject, string> = {
  statements: "声明",
  holds: "扣留",
  challenges: "质疑",
  findings: "查获情况",
  permits: "许可",
  acts: "治理行为",
};

const faultWords: Record<AuditFaultName, LocalisedText> = {
  unreadable: { en: "is no row of an audit", zh: "不是审计记录" },
  altered: { en: "the statement does not hash to its digest", zh: "声明与其摘要不符" },
  elsewhere: {
    en: "the chain has no such statement at that place, in that block and transaction",
    zh: "账本在该区块、交易与位置上没有此声明",
  },
  sum: {
    en: "what is left of the permit does not follow from the rows before: one is missing, or made up",
    zh: "许可余量与前面各行不符：有记录缺失或虚构",
  },
  end: {
    en: "the hold has ended, or ends at another time than the row says",
    zh: "扣留已终止，或其截止时间与记录不符",
  },
  cut: {
    en: "the file lacks its first line or its last, or has another number of rows than its last line says: it was cut, or put together",
    zh: "文件缺少首行或末行，或行数与末行所述不符：曾被截断或拼接",
  },
  order: { en: "stands out of order, or twice", zh: "次序有误，或重复出现" },
  missing: { en: "is on the chain, and the file lacks it", zh: "账本上有，文件中缺少" },
};

function lineOf({ line, digest, fault }: AuditFault): LocalisedText {
  const { en, zh } = faultWords[fault];
  return {
    en: `${line === null ? "" : `line ${line}: `}${digest ?? ""} ${en}`,
    zh: `${line === null ? "" : `第 ${line} 行：`}${digest ?? ""} ${zh}`,
  };
}

function formOf(path: string): AuditForm {
  const [, form] = /\.(csv|ndjson)$/i.exec(path) ?? [];
  if (form !== undefined) return form.toLowerCase() as AuditForm;
  throw new CliError("usage", {
    en: "The file's name ends in .csv or .ndjson: that says how it is written.",
    zh: "文件名须以 .csv 或 .ndjson 结尾，以确定格式。",
  });
}

/** Nodes that are named, or that the settings name, or the embedded ledger's. */
async function nodesFor({ config }: Context, { rpc }: VerifyOptions): Promise<Rpc> {
  const embedded = (await readServiceRecord(config.dataFolder))?.ledgerUrl;
  const urls = rpc ?? config.rpcUrls ?? (embedded ? [embedded] : undefined);
  if (urls !== undefined) return new Rpc(urls);
  throw new CliError("usage", {
    en: "Name nodes of the ledger to check it with: --rpc http://…",
    zh: "请指明用于核对的账本节点：--rpc http://…",
  });
}
