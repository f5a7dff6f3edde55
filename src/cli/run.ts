import { CommanderError } from "commander";
import { Ended } from "./ended.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { failureOf } from "./failures.ts";
import { languageOf } from "./language.ts";
import { createProgram } from "./program.ts";
import { Terminal } from "./terminal.ts";

/**
 * Runs a command line.
 * @param args Without the program's own name.
 * @returns The exit status.
 */
export async function run(args: readonly string[]): Promise<ExitStatus> {
  const language = languageOf(args);
  try {
    const program = await createProgram(language, args, args.includes("--json"));
    await program.parseAsync(args, { from: "user" });
    return exitStatus.done;
  } catch (error) {
    // Commander has printed its complaint, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    if (error instanceof Ended) return error.status;
    const failure = failureOf(error);
    new Terminal(language, args.includes("--json")).failure(failure);
    return failure.status;
  }
}
