import type { Command } from "commander";
import type { LocalisedText } from "../../../domain/localised-text.ts";
import type { GovernanceCall } from "../../../governance/calls.ts";
import { openContext } from "../../context.ts";
import { type GovernorOptions, governWith } from "../../governing.ts";
import type { Say } from "../../language.ts";
import { endOf, startOf } from "../../moment.ts";
import { keyOption, passwordOption } from "../../password.ts";

/** The command of an act of governance, in the act's own words, with the options that all of them take. */
export function addAct(parent: Command, say: Say, name: string, { en, zh }: LocalisedText): Command {
  return parent
    .command(name)
    .description(say(en, zh))
    .option(...keyOption(say))
    .option(...passwordOption(say))
    .option(
      "--dry-run",
      say("show what would be signed and its call data, and sign nothing", "只显示将签署的内容与调用数据，不签署"),
    );
}

/** Options of whatever holds from one day to another. */
export interface WindowOptions {
  from?: number;
  until: number;
}

/** The options of a window. */
export function withWindow(command: Command, say: Say): Command {
  return command
    .option("--from <date>", say("first day, or moment (default: now)", "首日或时刻（默认：现在）"), startOf)
    .requiredOption("--until <date>", say("last day, or moment, inclusive", "末日或时刻（含）"), endOf);
}

/** The window that the options ask for. */
export function windowOf({ from, until }: WindowOptions): { validFrom: number; validUntil: number } {
  return { validFrom: from ?? Math.floor(Date.now() / 1000), validUntil: until };
}

type Calls = GovernanceCall | GovernanceCall[];

/** The action of an act: builds its calls from arguments and options, and has them carried out, all or none. */
export function act<A extends unknown[]>(build: (...args: A) => Calls | Promise<Calls>) {
  return async (...args: [...A, Command]): Promise<void> => {
    const command = args.at(-1) as Command;
    const calls = await build(...(args.slice(0, -1) as A));
    await governWith(openContext(command), command.opts<GovernorOptions>(), ...[calls].flat());
  };
}
