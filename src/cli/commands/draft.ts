import type { Command } from "commander";
import { statementKinds } from "../../statements/registry.ts";
import { statementFileToJson, unsigned } from "../../statements/statement-file.ts";
import { tellBeforeSigning } from "../before-signing.ts";
import { openContext } from "../context.ts";
import { type DraftOptions, draftStatement, withDraftOptions } from "../drafting.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { deliver } from "../statement-file.ts";

/** `ytterby draft`: fills in a statement with nonce, time window and what its digest is bound to. */
export function addDraft(program: Command, say: Say): void {
  const kinds = Object.keys(statementKinds).join(", ");
  const draft = program.command("draft <kind>").description(say(`fill in a statement: ${kinds}`, `填写声明：${kinds}`));
  withDraftOptions(draft, say)
    .option("--out <file>", say("write the draft there instead of printing it", "写入该文件而不打印"))
    .action(async (kind: string, options: DraftOptions & { out?: string }, command: Command) => {
      const context = openContext(command);
      const file = await draftStatement(context, await signedInClient(context), kind, options);
      tellBeforeSigning(context.terminal, unsigned(file), options.farWindow);
      await deliver(context.terminal, statementFileToJson(file), options.out);
    });
}
