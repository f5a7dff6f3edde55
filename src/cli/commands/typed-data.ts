import type { Command } from "commander";
import { statementDigest } from "../../statements/digest.ts";
import { unsigned } from "../../statements/statement-file.ts";
import { typedDataOf } from "../../statements/typed-data.ts";
import { farWindowOption, tellBeforeSigning } from "../before-signing.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { deliver, readStatementFile } from "../statement-file.ts";

/** `ytterby typed-data`: a draft as a wallet or a key service signs it. */
export function addTypedData(program: Command, say: Say): void {
  program
    .command("typed-data <draft>")
    .description(
      say(
        "print a draft as typed data (EIP-712) for a wallet, and its digest for a key service; see: ytterby sign --signature",
        "输出草稿的类型化数据（EIP-712，供钱包）及摘要（供密钥服务）；见 ytterby sign --signature",
      ),
    )
    .option("--digest", say("print the digest alone", "仅输出摘要"))
    .option(...farWindowOption(say))
    .option("--out <file>", say("write the result there instead of printing it", "写入该文件而不打印"))
    .action(async (path: string, options: { digest?: true; farWindow?: true; out?: string }, command: Command) => {
      const { terminal } = openContext(command);
      const file = await readStatementFile(path);
      tellBeforeSigning(terminal, unsigned(file), options.farWindow);
      const digest = statementDigest(unsigned(file), file.domain);
      if (options.digest) terminal.result({ digest }, [digest]);
      else {
        terminal.note({ en: `Its digest is ${digest}.`, zh: `摘要为 ${digest}。` });
        await deliver(terminal, typedDataOf(unsigned(file), file.domain), options.out);
      }
    });
}
