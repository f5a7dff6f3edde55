import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { type Context, openContext } from "../context.ts";
import type { StoredKey } from "../key-store.ts";
import type { Say } from "../language.ts";
import { type PasswordSources, passwordOption, prompt, readPassword } from "../password.ts";

/** `ytterby keys`: signing keys in encrypted files of the data folder. */
export function addKeys(program: Command, say: Say): void {
  const keys = program
    .command("keys")
    .description(say("create, import and list encrypted signing keys", "创建、导入、列出加密的签名密钥"));
  keys
    .command("create <name>")
    .description(say("make a new key", "创建新密钥"))
    .option(...passwordOption(say))
    .action(async (name: string, options: { passwordFile?: string }, command: Command) => {
      const context = openContext(command);
      const password = await readPassword(context.terminal, sources(context, options), name, true);
      show(context, await context.keys.create(name, password));
    });

  keys
    .command("import <name>")
    .description(say("take in a private key or a keystore file", "导入私钥或密钥文件"))
    .option(
      "--file <file>",
      say(
        "file with the private key (0x and 64 digits) or a keystore that has the same password; otherwise asked for",
        "含私钥（0x 加 64 位数字）或同密码密钥文件的文件；否则询问",
      ),
    )
    .option(...passwordOption(say))
    .action(async (name: string, options: { file?: string; passwordFile?: string }, command: Command) => {
      const context = openContext(command);
      const secret =
        options.file === undefined
          ? await prompt(context.terminal, { en: "Private key", zh: "私钥" })
          : await readFile(options.file, "utf8");
      const password = await readPassword(
        context.terminal,
        sources(context, options),
        name,
        options.file === undefined,
      );
      show(context, await context.keys.import(name, secret, password));
    });

  keys
    .command("list")
    .description(say("list the keys", "列出密钥"))
    .action(async (_options: object, command: Command) => {
      const { terminal, keys: store } = openContext(command);
      const stored = await store.list();
      terminal.result(
        stored,
        stored.map(({ name, address }) => `${address}  ${name}`),
      );
    });

  keys
    .command("export-address <name>")
    .description(say("print the address of a key", "输出密钥的地址"))
    .action(async (name: string, _options: object, command: Command) => {
      const { terminal, keys: store } = openContext(command);
      const key = await store.find(name);
      terminal.result(key, [key.address]);
    });
}

function sources({ config }: Context, options: { passwordFile?: string }): PasswordSources {
  return { file: options.passwordFile, environment: config.keyPassword };
}

function show({ terminal }: Context, key: StoredKey): void {
  terminal.result(key, [
    terminal.text({ en: `Key ${key.name}: ${key.address}`, zh: `密钥 ${key.name}：${key.address}` }),
  ]);
}
