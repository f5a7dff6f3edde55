import { Command, Option } from "commander";
import type { LocalisedText } from "../domain/localised-text.ts";
import { shown, shownJson } from "../domain/plain-text.ts";
import { addAlerts } from "./commands/alerts.ts";
import { addBackup } from "./commands/backup.ts";
import { addBooks } from "./commands/books.ts";
import { addCertificate } from "./commands/certificate.ts";
import { addDossier } from "./commands/dossier.ts";
import { addDraft } from "./commands/draft.ts";
import { addEvidence } from "./commands/evidence.ts";
import { addExportControl } from "./commands/export-control.ts";
import { addFindings } from "./commands/findings.ts";
import { addFollow } from "./commands/follow.ts";
import { addGovern } from "./commands/govern.ts";
import { addHolds } from "./commands/holds.ts";
import { addInspect } from "./commands/inspect.ts";
import { addKeys } from "./commands/keys.ts";
import { addLedger } from "./commands/ledger.ts";
import { addLogin } from "./commands/login.ts";
import { addMoveStore } from "./commands/move-store.ts";
import { addNetwork } from "./commands/network.ts";
import { addPermits } from "./commands/permits.ts";
import { addSeizures } from "./commands/seizures.ts";
import { addServe } from "./commands/serve.ts";
import { addSign } from "./commands/sign.ts";
import { addState } from "./commands/state.ts";
import { addStatistics } from "./commands/statistics.ts";
import { addStatus } from "./commands/status.ts";
import { addSubmit } from "./commands/submit.ts";
import { addTypedData } from "./commands/typed-data.ts";
import { addUnits } from "./commands/units.ts";
import { addVerify } from "./commands/verify.ts";
import { exitStatus, exitStatusWords } from "./exit-status.ts";
import { type Language, languages, type Say } from "./language.ts";
import { usageInChinese } from "./usage-words.ts";

const titles: Record<string, string> = {
  "Usage:": "用法：",
  "Arguments:": "参数：",
  "Options:": "选项：",
  "Global Options:": "通用选项：",
  "Commands:": "命令：",
};

/**
 * The `ytterby` command with all its subcommands.
 * @param json Whether a wrong command line is told as one line of JSON.
 */
export function createProgram(language: Language, json = false): Command {
  const say: Say = (en, zh) => ({ en, zh })[language];
  const program = new Command("ytterby")
    .description(say("Certificates of rare earths on a permissioned ledger", "许可账本上的稀土证书"))
    .addOption(
      new Option("--lang <language>", say("language of what is printed", "输出语言")).choices(languages).default("en"),
    )
    .option("--json", say("print one JSON document, for machines", "输出一个 JSON 文档，供机器读取"))
    .option("--data <folder>", say("folder of keys and records (YTTERBY_DATA)", "密钥与记录所在文件夹（YTTERBY_DATA）"))
    .option(
      "--url <url>",
      say(
        "address of the service (default: the one running on the data folder)",
        "服务地址（默认：使用该数据文件夹运行的服务）",
      ),
    )
    .helpOption("-h, --help", say("print this help", "显示帮助"))
    .helpCommand("help [command]", say("print the help of a command", "显示某个命令的帮助"))
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => (language === "zh" ? (titles[title] ?? title) : title),
    })
    .addHelpText("after", () => `\n${exitStatusHelp(say, language)}`)
    .configureOutput({
      outputError: (text, write) => {
        const said = language === "zh" ? usageInChinese(text) : text;
        const message = said.trim().replace(/^(?:error: |错误：)/, "");
        const failure = { error: { status: exitStatus.usage, message } };
        write(json ? shownJson(`${JSON.stringify(failure)}\n`) : said.split("\n").map(shown).join("\n"));
      },
    })
    .exitOverride();
  addServe(program, say);
  addKeys(program, say);
  addLogin(program, say);
  addDraft(program, say);
  addTypedData(program, say);
  addSign(program, say);
  addSubmit(program, say);
  addFollow(program, say);
  addState(program, say);
  addEvidence(program, say);
  addVerify(program, say);
  addCertificate(program, say);
  addNetwork(program, say);
  addUnits(program, say);
  addDossier(program, say);
  addBooks(program, say);
  addHolds(program, say);
  addSeizures(program, say);
  addExportControl(program, say);
  addPermits(program, say);
  addFindings(program, say);
  addInspect(program, say);
  addAlerts(program, say);
  addStatistics(program, say);
  addStatus(program, say);
  addGovern(program, say);
  addBackup(program, say);
  addMoveStore(program, say);
  addLedger(program, say);
  return program;
}

function exitStatusHelp(say: Say, language: Language): string {
  const lines = Object.entries(exitStatusWords).map(
    ([name, words]: [string, LocalisedText]) =>
      `  ${String(exitStatus[name as keyof typeof exitStatus]).padStart(2)}  ${words[language]}`,
  );
  return [say("Exit status:", "退出状态："), ...lines].join("\n");
}
