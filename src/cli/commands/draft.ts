import type { Command } from "commander";
import { isAddress } from "ethers";
import { z } from "zod";
import type { Client } from "../../client/client.ts";
import { normalisedIn } from "../../domain/plain-text.ts";
import { isKindName } from "../../statements/knowledge.ts";
import { randomNonce } from "../../statements/random-nonce.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import { kindOf, type UnsignedStatement } from "../../statements/statement.ts";
import { farWindowOption, tellBeforeSigning } from "../before-signing.ts";
import { CliError } from "../cli-error.ts";
import { type Context, openContext } from "../context.ts";
import { duration } from "../duration.ts";
import { setField } from "../fields.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { deliver, parse, parseDraft, readJson, statementFileToJson } from "../statement-file.ts";

interface Options {
  organisation: string;
  key: string;
  file?: string;
  set: string[];
  validFor: number;
  farWindow?: true;
  out?: string;
}

const clockSkewSeconds = 60;
const fileSchema = z.strictObject({ message: z.record(z.string(), z.unknown()), witness: z.unknown().optional() });

/** `ytterby draft`: fills in a statement with nonce, time window and what its digest is bound to. */
export function addDraft(program: Command, say: Say): void {
  const kinds = Object.keys(statementKinds).join(", ");
  program
    .command("draft <kind>")
    .description(say(`fill in a statement: ${kinds}`, `填写声明：${kinds}`))
    .requiredOption("--organisation <address>", say("organisation that states it", "作出声明的组织"))
    .requiredOption(
      "--key <name>",
      say(
        "key that will sign: a name (see: ytterby keys) or an address",
        "将签名的密钥：名称（见 ytterby keys）或地址",
      ),
    )
    .option(
      "--file <file>",
      say(
        'JSON {"message": {…}, "witness": {…}} to start from (- reads the standard input)',
        '起始 JSON {"message": {…}, "witness": {…}}（- 表示读标准输入）',
      ),
    )
    .option(
      "--set <field=value>",
      say(
        "set a field of the message, such as grams='2.5 t', occurredAt=2026-03-01 or content.composition='Nd 85.5 %, others <10 ppm'; repeatable",
        "设置消息字段，如 grams='2.5 t'、occurredAt=2026-03-01 或 content.composition='Nd 85.5 %, others <10 ppm'；可重复",
      ),
      (pair: string, pairs: string[]) => [...pairs, pair],
      [],
    )
    .option(
      "--valid-for <duration>",
      say("how long it may be included: 30m, 12h, 7d", "可被纳入的时长：30m、12h、7d"),
      duration,
      duration("1d"),
    )
    .option(...farWindowOption(say))
    .option("--out <file>", say("write the draft there instead of printing it", "写入该文件而不打印"))
    .action(async (kind: string, options: Options, command: Command) => {
      const context = openContext(command);
      const name = kindNamed(kind);
      const { message, witness: given } =
        options.file === undefined
          ? { message: {}, witness: undefined }
          : parse(fileSchema, await readJson(options.file), options.file);
      for (const pair of options.set) setField(kindOf(name).codecs, message, pair);
      const client = await signedInClient(context);
      const witness = given ?? (await witnessOf(client, name, message));
      // Spaces at an end, or another composition of the same letters, would make another name of it.
      const wire = { message: { ...(await signerFields(context, options)), ...normalisedIn(message) }, witness };
      const draft = parseDraft(name, wire, options.file ?? "--set");
      const { kinds: known } = await client.network();
      const entry = known.find((candidate) => candidate.kind === name);
      if (entry === undefined) throw unknownKind(kind);
      const { chainId, verifyingContract } = entry.domain;
      tellBeforeSigning(context.terminal, draft as UnsignedStatement, options.farWindow);
      const file = { domain: { chainId: BigInt(chainId), verifyingContract }, draft };
      await deliver(context.terminal, statementFileToJson(file), options.out);
    });
}

async function signerFields({ keys }: Context, options: Options) {
  const now = Math.floor(Date.now() / 1000);
  return {
    organisation: options.organisation,
    key: isAddress(options.key) ? options.key : (await keys.find(options.key)).address,
    nonce: randomNonce().toString(),
    validAfter: now - clockSkewSeconds,
    validBefore: now + options.validFor,
  };
}

const inputsSchema = z.array(z.object({ lot: z.string() })).max(64);

/** A draft's witness as far as the service shows it to whoever is signed in; undefined where it has none, or it cannot be found. */
async function witnessOf(client: Client, kind: StatementKindName, message: Record<string, unknown>): Promise<unknown> {
  const { witness } = kindOf(kind);
  const named = witness === null ? undefined : message[witness.field];
  switch (witness?.from) {
    case "consignment":
      return typeof named === "string" ? dispatchOf(client, named) : undefined;
    case "lots": {
      // What is no list of inputs is told of as such when the draft is read.
      const parsed = inputsSchema.safeParse(named);
      return parsed.success ? Promise.all(parsed.data.map(({ lot }) => identityOf(client, lot))) : undefined;
    }
    case "lot":
      return typeof named === "string" ? identityOf(client, named) : undefined;
    default:
      return undefined;
  }
}

async function dispatchOf(client: Client, consignment: string): Promise<unknown> {
  const { dispatch } = await client.consignment(consignment);
  if (dispatch) return { dispatch };
  throw new CliError("usage", {
    en: "The dispatch is shown to its parties only: sign in (ytterby login), or give it as the witness in --file.",
    zh: "发运声明仅对当事方显示：请先登录（ytterby login），或在 --file 中以 witness 给出。",
  });
}

/** A lot's producer, number and content. */
async function identityOf(client: Client, lot: string): Promise<unknown> {
  const { producer, lotNumber, content } = await client.lot(lot);
  return { producer, lotNumber, content };
}

function kindNamed(kind: string): StatementKindName {
  if (isKindName(kind)) return kind;
  throw unknownKind(kind);
}

function unknownKind(kind: string): CliError {
  const kinds = Object.keys(statementKinds).join(", ");
  return new CliError("usage", {
    en: `There is no kind of statement "${kind}". There are: ${kinds}.`,
    zh: `没有“${kind}”类声明。可用：${kinds}。`,
  });
}
