import type { Command } from "commander";
import { openContext } from "../context.ts";
import { followSubmission } from "../follow-submission.ts";
import type { Say } from "../language.ts";
import { serviceClient } from "../service-client.ts";

/** `ytterby follow`: waits for what became of a submission. */
export function addFollow(program: Command, say: Say): void {
  program
    .command("follow <id>")
    .description(
      say("wait until a submission is on the ledger, or cannot get there", "等待提交进入账本，或确定无法进入"),
    )
    .action(async (id: string, _options: object, command: Command) => {
      const context = openContext(command);
      await followSubmission(context.terminal, await serviceClient(context), id);
    });
}
