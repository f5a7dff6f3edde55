import type { Command } from "commander";
import { openContext } from "../context.ts";
import { followSubmission } from "../follow-submission.ts";
import type { Say } from "../language.ts";
import { serviceClient } from "../service-client.ts";
import { completeStatement, readStatementFile } from "../statement-file.ts";

/** `ytterby submit`: hands signed statements to the service. */
export function addSubmit(program: Command, say: Say): void {
  program
    .command("submit <statements...>")
    .description(
      say(
        "submit a signed statement; several make a bundle that stands or falls as one, in this order",
        "提交已签声明；多个声明按此顺序组成同进退的捆绑",
      ),
    )
    .option("--follow", say("wait until it is on the ledger", "等待其进入账本"))
    .action(async (paths: string[], options: { follow?: true }, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const statements = [];
      for (const path of paths) statements.push(completeStatement(await readStatementFile(path), path));
      const [first] = statements;
      const client = await serviceClient(context);
      const answer = await client.submit(
        statements.length === 1 && first !== undefined ? first : { bundle: statements },
      );
      const text = answer.known
        ? { en: `Accepted before: ${answer.id}`, zh: `先前已接受：${answer.id}` }
        : { en: `Accepted: ${answer.id}`, zh: `已接受：${answer.id}` };
      if (options.follow === undefined) {
        terminal.result(answer, [terminal.text(text)]);
        return;
      }
      terminal.note(text);
      await followSubmission(terminal, client, answer.id);
    });
}
