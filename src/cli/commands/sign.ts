import type { Command } from "commander";
import type { Address, Hex } from "../../domain/hex.ts";
import { statementDigest } from "../../statements/digest.ts";
import { regularSignature } from "../../statements/regular-signature.ts";
import { signatureOf } from "../../statements/sign.ts";
import { isCountersigned, type StatementFile, statementFileToJson, unsigned } from "../../statements/statement-file.ts";
import { farWindowOption, tellBeforeSigning } from "../before-signing.ts";
import { CliError } from "../cli-error.ts";
import { type Context, openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { keyOption, passwordOption, readPassword } from "../password.ts";
import { deliver, readStatementFile } from "../statement-file.ts";

interface Options {
  key?: string;
  signature?: string;
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
    .option(...keyOption(say))
    .option(
      "--signature <signature>",
      say(
        "take this signature, made by a wallet or a key service: hexadecimal, or DER in base64",
        "采用钱包或密钥服务所作的签名：十六进制，或 base64 的 DER",
      ),
    )
    .option("--counter", say("sign a handover or a settlement as the recipient", "作为接收方会签移交或短少协议"))
    .option(...farWindowOption(say))
    .option("--out <file>", say("write the result there instead of printing it", "写入该文件而不打印"))
    .option(...passwordOption(say))
    .action(async (path: string, options: Options, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const file = await readStatementFile(path);
      const expected = signerOf(file, options.counter === true);
      tellBeforeSigning(terminal, unsigned(file), options.farWindow);
      const signature =
        options.signature === undefined
          ? await signWith(context, file, expected, options)
          : regular(file, expected, options.signature);
      const signed = options.counter ? { ...file, countersignature: signature } : { ...file, signature };
      await deliver(terminal, statementFileToJson(signed), options.out);
    });
}

function signerOf(file: StatementFile, counter: boolean): Address {
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

/** The signature of a key in the data folder. */
async function signWith({ terminal, keys, config }: Context, file: StatementFile, expected: Address, options: Options) {
  if (options.key === undefined) {
    throw new CliError("usage", {
      en: "Name the key that signs (--key), or give the signature (--signature).",
      zh: "请指明签名密钥（--key）或给出签名（--signature）。",
    });
  }
  const { address } = await keys.find(options.key);
  if (address !== expected) {
    throw new CliError("locked", {
      en: `The draft is to be signed with key ${expected}; ${options.key} is ${address}.`,
      zh: `草稿须用密钥 ${expected} 签署；${options.key} 是 ${address}。`,
    });
  }
  const sources = { file: options.passwordFile, environment: config.keyPassword };
  const key = await keys.unlock(options.key, await readPassword(terminal, sources, options.key));
  return signatureOf(unsigned(file), file.domain, key);
}

/** A signature made elsewhere, in the form that the ledger takes. */
function regular(file: StatementFile, expected: Address, text: string): Hex {
  const digest = statementDigest(unsigned(file), file.domain);
  const signature = /^(0x)?([0-9a-fA-F]{2})+$/.test(text)
    ? `0x${text.replace(/^0x/, "").toLowerCase()}`
    : `0x${Buffer.from(text, "base64").toString("hex")}`;
  const found = regularSignature(digest, signature, expected);
  if (found !== undefined) return found;
  throw new CliError("locked", {
    en: `It is no signature of key ${expected} over the digest ${digest}. Sign what "ytterby typed-data" prints, with that key. A key service must sign the digest as it is, without hashing it again.`,
    zh: `该签名不是密钥 ${expected} 对摘要 ${digest} 的签名。请用该密钥签署 ytterby typed-data 的输出；密钥服务须直接签署摘要，不得再次哈希。`,
  });
}
