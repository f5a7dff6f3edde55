import type { Command } from "commander";
import { signatureOf } from "../../statements/sign.ts";
import { farWindowOption, tellBeforeSigning } from "../before-signing.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { keyOption, passwordOption, readPassword } from "../password.ts";
import {
  deliver,
  isCountersigned,
  readStatementFile,
  type StatementFile,
  statementFileToJson,
  unsigned,
} from "../statement-file.ts";

interface Options {
  key: string;
  counter?: true;
  farWindow?: true;
  out?: string;
  passwordFile?: string;
}

/** `ytterby sign`: signs a draft; needs nothing but the draft and a key. */
export function addSign(program: Command, say: Say): void {
  program
    .command("sign <draft>")
    .description(say("sign a draft, offline (- reads it from the standard input)", "离线签署草稿（- 表示读标准输入）"))
    .requiredOption(...keyOption(say))
    .option("--counter", say("sign a handover or a settlement as the recipient", "作为接收方会签移交或短少协议"))
    .option(...farWindowOption(say))
    .option("--out <file>", say("write the result there instead of printing it", "写入该文件而不打印"))
    .option(...passwordOption(say))
    .action(async (path: string, options: Options, command: Command) => {
      const { terminal, keys, config } = openContext(command);
      const file = await readStatementFile(path);
      const expected = signerOf(file, options.counter === true);
      const { address } = await keys.find(options.key);
      if (address !== expected) {
        throw new CliError("locked", {
          en: `The draft is to be signed with key ${expected}; ${options.key} is ${address}.`,
          zh: `草稿须用密钥 ${expected} 签署；${options.key} 是 ${address}。`,
        });
      }
      tellBeforeSigning(terminal, unsigned(file), options.farWindow);
      const sources = { file: options.passwordFile, environment: config.keyPassword };
      const key = await keys.unlock(options.key, await readPassword(terminal, sources, options.key));
      const signature = await signatureOf(unsigned(file), file.domain, key);
      const signed = options.counter ? { ...file, countersignature: signature } : { ...file, signature };
      await deliver(terminal, statementFileToJson(signed), options.out);
    });
}

function signerOf(file: StatementFile, counter: boolean): string {
  const { draft } = file;
  if (!counter) return draft.message.key;
  if (!isCountersigned(file) || !("recipientKey" in draft.message)) {
    throw new CliError("usage", {
      en: `A statement of kind ${draft.kind} is not countersigned.`,
      zh: `${draft.kind} 类声明无需会签。`,
    });
  }
  return draft.message.recipientKey;
}
