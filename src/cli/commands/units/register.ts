import type { Command } from "commander";
import { kindsDoing } from "../../../statements/knowledge.ts";
import type { StatementKindName } from "../../../statements/registry.ts";
import { signatureOf } from "../../../statements/sign.ts";
import { unsigned } from "../../../statements/statement-file.ts";
import { tellBeforeSigning } from "../../before-signing.ts";
import { codedLot, keptSecret, treeOf } from "../../coded-lot.ts";
import { openContext } from "../../context.ts";
import { draftStatement } from "../../drafting.ts";
import { duration } from "../../duration.ts";
import { includedSubmission } from "../../follow-submission.ts";
import type { Say } from "../../language.ts";
import { passwordOption, readPassword } from "../../password.ts";
import { signedInClient } from "../../service-client.ts";
import { completeStatement } from "../../statement-file.ts";

interface Options {
  organisation: string;
  key: string;
  passwordFile?: string;
}

const [kind] = kindsDoing("coded") as [StatementKindName];

/** `ytterby units register`: puts the root over a lot's codes on the ledger. */
export function addUnitRegister(units: Command, say: Say): void {
  units
    .command("register <lot>")
    .description(
      say("put the root over a lot's codes on the ledger, for ever", "将批次编码之根登记到账本，一经登记永久有效"),
    )
    .requiredOption("--organisation <address>", say("the lot's producer", "批次的生产商"))
    .requiredOption("--key <name>", say("key that signs (see: ytterby keys)", "签名密钥（见 ytterby keys）"))
    .option(...passwordOption(say))
    .action(async (name: string, { organisation, key: keyName, passwordFile }: Options, command: Command) => {
      const context = openContext(command);
      const { terminal, keys, config } = context;
      const client = await signedInClient(context);
      const coded = await codedLot(context, client, name);
      const { root, grams } = await treeOf(context, coded, await keptSecret(coded));
      const set = [`lot=${coded.lot.id}`, `grams=${grams}`, `root=${root}`];
      const draft = { organisation, key: keyName, set, validFor: duration("1d") };
      const file = await draftStatement(context, client, kind, draft);
      tellBeforeSigning(terminal, unsigned(file), undefined);
      const sources = { file: passwordFile, environment: config.keyPassword };
      const key = await keys.unlock(keyName, await readPassword(terminal, sources, keyName));
      const signature = await signatureOf(unsigned(file), file.domain, key);
      const { id } = await client.submit(completeStatement({ ...file, signature }, kind));
      const { status, text } = await includedSubmission(terminal, client, id);
      terminal.result({ ...status, lot: coded.lot.id, root }, [terminal.text(text), root]);
    });
}
