import type { Command } from "commander";
import { ProblemError } from "../../client/problem-error.ts";
import { openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import type { Say } from "../program.ts";
import { serviceClient } from "../service-client.ts";

/** `ytterby status`: whether the service can do its work, and on which ledger. */
export function addStatus(program: Command, say: Say): void {
  program
    .command("status")
    .description(say("whether the service can do its work, and on which ledger", "服务能否工作，以及所在账本"))
    .action(async (_options: object, command: Command) => {
      const context = openContext(command);
      const client = await serviceClient(context);
      const [network, problems] = await Promise.all([client.network(), client.ready().then(() => [], reasons)]);
      const { terminal } = context;
      const { chainId, indexedBlock, contracts } = network;
      terminal.result({ ready: problems.length === 0, problems, chainId, indexedBlock, contracts }, [
        terminal.text(problems.length === 0 ? { en: "ready", zh: "就绪" } : { en: "not ready", zh: "未就绪" }),
        ...problems.map((problem) => `  ${problem}`),
        terminal.text({
          en: `chain ${chainId}, indexed up to block ${indexedBlock}`,
          zh: `链 ${chainId}，已索引至区块 ${indexedBlock}`,
        }),
      ]);
      if (problems.length > 0) throw new Ended("unreachable");
    });
}

function reasons(error: unknown): string[] {
  if (error instanceof ProblemError) return [error.problem.detail];
  throw error;
}
