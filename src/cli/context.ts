import { join } from "node:path";
import type { Command } from "commander";
import { type Config, ConfigError, readConfig } from "../config/config.ts";
import { CliError } from "./cli-error.ts";
import { KeyStore } from "./key-store.ts";
import type { Language } from "./language.ts";
import { Terminal } from "./terminal.ts";

/** Options that every command takes. */
interface GlobalOptions {
  json?: true;
  lang: Language;
  data?: string;
  url?: string;
}

/** What a command works with. */
export interface Context {
  terminal: Terminal;
  config: Config;
  keys: KeyStore;
  /** Address of the service, where one was given. */
  url: string | undefined;
}

/**
 * Reads settings and options common to all commands.
 * @throws CliError if the settings cannot be used.
 */
export function openContext(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const config = settings({ ...process.env, ...(options.data && { YTTERBY_DATA: options.data }) });
  return {
    terminal: new Terminal(options.lang, options.json === true),
    config,
    keys: new KeyStore(join(config.dataFolder, "keys")),
    url: options.url,
  };
}

function settings(environment: NodeJS.ProcessEnv): Config {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [first = "", ...lines] = error.message.split("\n").map((line) => line.trim());
    const items = lines.map((line) => ({ en: line, zh: line }));
    throw new CliError("usage", { en: first, zh: first }, {}, items);
  }
}
