import { readFile } from "node:fs/promises";
import { password as ask, isCancel } from "@clack/prompts";
import { CliError } from "./cli-error.ts";
import type { Say } from "./language.ts";
import type { Terminal } from "./terminal.ts";

/** Fewest characters of a new password. */
const SHORTEST = 8;

/** Where a password may come from besides the keyboard; never from an argument, which others on the machine can read. */
export interface PasswordSources {
  /** File whose first line it is. */
  file?: string | undefined;
  /** From the environment. */
  environment?: string | undefined;
}

/** The option that names a key. */
export const keyOption = (say: Say) =>
  ["--key <name>", say("key to sign with (see: ytterby keys)", "签名密钥名（见 ytterby keys）")] as const;

/** The option that names a password's file. */
export const passwordOption = (say: Say) =>
  [
    "--password-file <file>",
    say(
      "file whose first line is the password (otherwise YTTERBY_KEY_PASSWORD, otherwise asked for)",
      "首行为密码的文件（否则用 YTTERBY_KEY_PASSWORD，再否则询问）",
    ),
  ] as const;

/**
 * The password of a key: from a file, from the environment, or asked for.
 * @param fresh Whether it is a new one, which is asked for twice.
 */
export async function readPassword(
  terminal: Terminal,
  { file, environment }: PasswordSources,
  keyName: string,
  fresh = false,
): Promise<string> {
  const given = file === undefined ? environment : (await readFile(file, "utf8")).split(/\r?\n/, 1)[0];
  const password =
    given ?? (await prompt(terminal, { en: `Password of key ${keyName}`, zh: `密钥 ${keyName} 的密码` }));
  if (fresh && password !== "" && password.length < SHORTEST) {
    throw new CliError("usage", {
      en: `A new key's password has at least ${SHORTEST} characters: whoever copies the file can try as many as he likes.`,
      zh: `新密钥的密码至少 ${SHORTEST} 个字符：复制该文件者可无限次尝试。`,
    });
  }
  if (password === "") throw new CliError("usage", { en: "The password is empty.", zh: "密码为空。" });
  if (fresh && given === undefined) {
    const again = await prompt(terminal, { en: "The same again", zh: "再次输入" });
    if (again !== password) throw new CliError("usage", { en: "The passwords differ.", zh: "两次密码不同。" });
  }
  return password;
}

/** Asks for something that must not be shown. */
export async function prompt(terminal: Terminal, message: { en: string; zh: string }): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliError("usage", {
      en: `${message.en}: there is no terminal to ask at. Give a file, or set YTTERBY_KEY_PASSWORD.`,
      zh: `${message.zh}：没有可供输入的终端。请给出文件，或设置 YTTERBY_KEY_PASSWORD。`,
    });
  }
  const answer = await ask({ message: terminal.text(message), output: process.stderr });
  if (isCancel(answer)) throw new CliError("failed", { en: "Given up.", zh: "已放弃。" });
  return answer;
}
