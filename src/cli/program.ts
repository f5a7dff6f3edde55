import { Command, Option } from "commander";
import type { LocalisedText } from "../domain/localised-text.ts";
import { shown, shownJson } from "../domain/plain-text.ts";
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

type Add = (program: Command, say: Say) => void;

/** The commands in the order of the help, each with the file that has it. */
const commands: readonly { names: readonly string[]; load: () => Promise<Add> }[] = [
  { names: ["serve"], load: async () => (await import("./commands/serve.ts")).addServe },
  { names: ["keys"], load: async () => (await import("./commands/keys.ts")).addKeys },
  { names: ["login"], load: async () => (await import("./commands/login.ts")).addLogin },
  { names: ["draft"], load: async () => (await import("./commands/draft.ts")).addDraft },
  { names: ["typed-data"], load: async () => (await import("./commands/typed-data.ts")).addTypedData },
  { names: ["sign"], load: async () => (await import("./commands/sign.ts")).addSign },
  { names: ["submit"], load: async () => (await import("./commands/submit.ts")).addSubmit },
  { names: ["follow"], load: async () => (await import("./commands/follow.ts")).addFollow },
  { names: ["state"], load: async () => (await import("./commands/state.ts")).addState },
  { names: ["evidence"], load: async () => (await import("./commands/evidence.ts")).addEvidence },
  { names: ["verify"], load: async () => (await import("./commands/verify.ts")).addVerify },
  { names: ["certificate"], load: async () => (await import("./commands/certificate.ts")).addCertificate },
  { names: ["network"], load: async () => (await import("./commands/network.ts")).addNetwork },
  { names: ["units"], load: async () => (await import("./commands/units.ts")).addUnits },
  { names: ["dossier"], load: async () => (await import("./commands/dossier.ts")).addDossier },
  { names: ["lots", "balance", "audit"], load: async () => (await import("./commands/books.ts")).addBooks },
  { names: ["holds"], load: async () => (await import("./commands/holds.ts")).addHolds },
  { names: ["consignments"], load: async () => (await import("./commands/consignments.ts")).addConsignments },
  { names: ["seizures"], load: async () => (await import("./commands/seizures.ts")).addSeizures },
  { names: ["export-control"], load: async () => (await import("./commands/export-control.ts")).addExportControl },
  { names: ["permits"], load: async () => (await import("./commands/permits.ts")).addPermits },
  { names: ["findings"], load: async () => (await import("./commands/findings.ts")).addFindings },
  { names: ["inspect"], load: async () => (await import("./commands/inspect.ts")).addInspect },
  { names: ["alerts", "alert"], load: async () => (await import("./commands/alerts.ts")).addAlerts },
  { names: ["statistics"], load: async () => (await import("./commands/statistics.ts")).addStatistics },
  { names: ["status"], load: async () => (await import("./commands/status.ts")).addStatus },
  { names: ["govern"], load: async () => (await import("./commands/govern.ts")).addGovern },
  { names: ["backup", "restore"], load: async () => (await import("./commands/backup.ts")).addBackup },
  { names: ["move-store"], load: async () => (await import("./commands/move-store.ts")).addMoveStore },
  { names: ["ledger"], load: async () => (await import("./commands/ledger.ts")).addLedger },
];

/**
 * The `ytterby` command with its subcommands: all of them, unless the command line begins with one.
 * @param args The command line. What it does not name is not loaded: that is half of what a short command costs.
 * @param json Whether a wrong command line is told as one line of JSON.
 */
export async function createProgram(language: Language, args: readonly string[] = [], json = false): Promise<Command> {
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
  const adders = await Promise.all(wanted(program, args).map(({ load }) => load()));
  for (const add of adders) add(program, say);
  return program;
}

/** What of the commands a command line needs: the one that it names first, or all. */
function wanted(program: Command, args: readonly string[]): typeof commands {
  const [first = ""] = program.parseOptions([...args]).operands;
  const named = commands.filter(({ names }) => names.includes(first));
  return named.length === 0 ? commands : named;
}

function exitStatusHelp(say: Say, language: Language): string {
  const lines = Object.entries(exitStatusWords).map(
    ([name, words]: [string, LocalisedText]) =>
      `  ${String(exitStatus[name as keyof typeof exitStatus]).padStart(2)}  ${words[language]}`,
  );
  return [say("Exit status:", "退出状态："), ...lines].join("\n");
}
