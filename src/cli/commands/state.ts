import type { Command } from "commander";
import { identifiedLots } from "../../statements/before-signing.ts";
import { statementKinds } from "../../statements/registry.ts";
import { signatureOf } from "../../statements/sign.ts";
import { isCountersigned, unsigned } from "../../statements/statement-file.ts";
import { tellBeforeSigning } from "../before-signing.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import { type DraftOptions, draftStatement, withDraftOptions } from "../drafting.ts";
import { includedSubmission } from "../follow-submission.ts";
import type { Say } from "../language.ts";
import { passwordOption, readPassword } from "../password.ts";
import { signedInClient } from "../service-client.ts";
import { completeStatement } from "../statement-file.ts";

interface Options extends DraftOptions {
  passwordFile?: string;
  quiet?: true;
}

/** `ytterby state`: drafts, signs and submits a statement in one go, and waits until it is on the ledger. */
export function addState(program: Command, say: Say): void {
  const kinds = Object.entries(statementKinds)
    .filter(([, { attachments }]) => !("countersignature" in attachments))
    .map(([name]) => name)
    .join(", ");
  const state = program
    .command("state <kind>")
    .description(
      say(
        `draft, sign and submit a statement in one go, and wait for the ledger: ${kinds}`,
        `一步完成起草、签署、提交声明并等待入账：${kinds}`,
      ),
    );
  withDraftOptions(state, say)
    .option(...passwordOption(say))
    .option("--quiet", say("print the statement's digest alone", "只输出声明的摘要"))
    .action(async (kind: string, options: Options, command: Command) => {
      const context = openContext(command);
      const { terminal, keys, config } = context;
      const client = await signedInClient(context);
      const file = await draftStatement(context, client, kind, options);
      if (isCountersigned(file)) {
        throw new CliError("usage", {
          en: `Two parties sign a statement of kind ${kind}: use draft, sign, sign --counter and submit.`,
          zh: `${kind} 类声明须由双方签署：请依次使用 draft、sign、sign --counter、submit。`,
        });
      }
      tellBeforeSigning(terminal, unsigned(file), options.farWindow);
      const sources = { file: options.passwordFile, environment: config.keyPassword };
      const key = await keys.unlock(options.key, await readPassword(terminal, sources, options.key));
      const signature = await signatureOf(unsigned(file), file.domain, key);
      const { id } = await client.submit(completeStatement({ ...file, signature }, kind));
      const { status, text } = await includedSubmission(terminal, client, id);
      const lots = identifiedLots(unsigned(file));
      terminal.result(
        { ...status, ...(lots.length > 0 && { lots }) },
        options.quiet === undefined
          ? [terminal.text(text), terminal.text({ en: `Statement ${id}`, zh: `声明 ${id}` })]
          : [id],
      );
    });
}
