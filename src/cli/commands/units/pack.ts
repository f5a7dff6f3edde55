import type { Command } from "commander";
import type { PackageAnswer, PackageEventRequest, UnitClaimsAnswer } from "../../../client/answers.ts";
import type { Client } from "../../../client/client.ts";
import { claimGrams, readWrittenGrams, writtenClaims } from "../../../client/signed-grams.ts";
import type { Hex } from "../../../domain/hex.ts";
import { packageEventWords as eventWords } from "../../../domain/words.ts";
import { toHash } from "../../arguments.ts";
import { CliError } from "../../cli-error.ts";
import { rangesNamed, refused } from "../../coded-lot.ts";
import { type Context, openContext } from "../../context.ts";
import type { Say } from "../../language.ts";
import { lotNamed } from "../../lot-named.ts";
import { signedInClient } from "../../service-client.ts";

/** `ytterby units pack`, `unpack`, `empty`, `receive`, `seen`, `contents` and `claim`: which grams lie in which package, and which of them moved. */
export function addUnitPacking(units: Command, say: Say): void {
  units
    .command("pack <sscc>")
    .description(say("put grams of a lot, or another package, into a package", "将批次的若干克或另一包装放入包装"))
    .option("--lot <lot>", say("lot whose grams go in", "放入哪个批次的克"))
    .option(
      "--range <grams>",
      say("which grams, counted from 0: 0-999,5000-5999", "哪些克，从 0 起计：0-999,5000-5999"),
    )
    .option("--package <sscc>", say("package that goes in", "放入的包装"))
    .action(async (sscc: string, options: { lot?: string; range?: string; package?: string }, command: Command) => {
      const context = openContext(command);
      const { lot: name, range, package: inner } = options;
      if ((inner === undefined) === (name === undefined || range === undefined)) {
        throw new CliError("usage", {
          en: "Name either --lot and --range, or --package.",
          zh: "请指定 --lot 与 --range，或 --package。",
        });
      }
      const client = await signedInClient(context);
      const event: PackageEventRequest =
        inner === undefined
          ? { what: "filled", ...(await gramsOf(client, String(name), String(range))) }
          : { what: "packed", package: inner };
      tell(context, await client.recordPackageEvent(sscc, event));
    });

  units
    .command("unpack <sscc>")
    .description(say("take a package out of the one that it lies in", "将包装从其外包装中取出"))
    .action(async (sscc: string, _options: object, command: Command) => {
      await record(openContext(command), sscc, { what: "unpacked" });
    });

  units
    .command("empty <sscc>")
    .description(say("take its grams out of a package; packages in it stay", "取出包装中的克；其内的包装保留"))
    .action(async (sscc: string, _options: object, command: Command) => {
      await record(openContext(command), sscc, { what: "emptied" });
    });

  units
    .command("receive <sscc> <statement>")
    .description(
      say(
        "take a package that came with a statement into one's own book, with all that lay in it",
        "将随声明到来的包装及其内全部内容记入本组织账簿",
      ),
    )
    .action(async (sscc: string, statement: string, _options: object, command: Command) => {
      await record(openContext(command), sscc, { what: "received", statement: toHash(statement) });
    });

  units
    .command("seen <sscc> <country>")
    .description(say("say where a package was seen (ISO 3166-1 alpha-2)", "说明在何处见到包装（ISO 3166-1 alpha-2）"))
    .action(async (sscc: string, country: string, _options: object, command: Command) => {
      await record(openContext(command), sscc, { what: "seen", country });
    });

  units
    .command("contents <sscc>")
    .description(
      say(
        "grams in a package and in all that lies in it, and what was done with it",
        "包装及其内各包装中的克，以及对其所做的事",
      ),
    )
    .action(async (sscc: string, _options: object, command: Command) => {
      const context = openContext(command);
      tell(context, await (await signedInClient(context)).package(sscc));
    });

  units
    .command("claim <statement>")
    .description(
      say(
        "name the grams that a statement moved, as who stated it, or that one received by it: those that its signature commits to, or --units; signed in",
        "指明声明移动了哪些克（以声明者身份），或本组织由此收到了哪些克：其签名所承诺的，或以 --units 指明；须登录",
      ),
    )
    .option(
      "--units <grams>",
      say(
        "grams, such as PRND-2026-001=0-999,5000-5999, or the SSCC of a package; may be given again",
        "克，如 PRND-2026-001=0-999,5000-5999，或包装的 SSCC；可重复",
      ),
      (text: string, before: string[]) => [...before, text],
      [] as string[],
    )
    .action(async (text: string, { units: named }: { units: string[] }, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const told = await claimed(client, toHash(text), named).catch(refused);
      context.terminal.result(told, [
        context.terminal.text(
          told.doubled.length === 0
            ? { en: "The grams are named.", zh: "已指明这些克。" }
            : {
                en: "The grams are named, and other statements moved some of them already:",
                zh: "已指明，但其中部分已由其他声明移动：",
              },
        ),
        ...(told.isSigned ? [context.terminal.text(signed)] : []),
        ...told.doubled.map(({ lot, gram, statements }) => `${lot} ${gram}: ${statements.join(", ")}`),
      ]);
    });
}

const signed = { en: "The statement's signature commits to them.", zh: "声明的签名已承诺这些克。" };

/** Where nothing is named, those are meant to which the signature commits. */
async function claimed(client: Client, statement: Hex, named: readonly string[]): Promise<UnitClaimsAnswer> {
  if (named.length === 0) return claimGrams(client, statement);
  const claims = await writtenClaims(named.map(readWrittenGrams), (text) => lotNamed(client, text));
  return claimGrams(client, statement, claims);
}

async function gramsOf(client: Client, name: string, range: string) {
  const { id: lot, massGrams } = await client.lot(await lotNamed(client, name));
  const ranges = rangesNamed(range, BigInt(massGrams)).map(({ first, last }) => ({
    first: Number(first),
    last: Number(last),
  }));
  return { lot, ranges };
}

async function record(context: Context, sscc: string, event: PackageEventRequest): Promise<void> {
  tell(context, await (await signedInClient(context)).recordPackageEvent(sscc, event));
}

function tell({ terminal }: Context, answer: PackageAnswer): void {
  const left = (statement: string | null) =>
    statement === null
      ? ""
      : terminal.text({
          en: `left with ${statement}`,
          zh: `随声明 ${statement} 发出`,
        });
  terminal.result(
    answer,
    answer.packed.flatMap(({ packerName, statement, grams, within, packages, lots, events }) => [
      `${answer.sscc}  ${grams} g  ${packerName}  ${left(statement)}`.trimEnd(),
      ...(within === null ? [] : [terminal.text({ en: `  in ${within}`, zh: `  位于 ${within}` })]),
      ...packages.map((inner) => terminal.text({ en: `  holds ${inner}`, zh: `  内有 ${inner}` })),
      ...lots.map(
        (each) =>
          `  ${each.lotNumber}  ${each.grams} g  ${each.ranges.map(({ first, last }) => `${first}-${last}`).join(",")}`,
      ),
      ...events.map(
        ({ what, at, byName, country }) =>
          `  ${new Date(at * 1_000).toISOString().slice(0, 19)}Z  ${terminal.text(eventWords[what])}${country === null ? "" : ` ${country}`}  ${byName}`,
      ),
    ]),
  );
}
